package dev.weir.handlers;

import dev.weir.http.api.internal.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request as names of files, decoded one by one, so that no escape can make a separator or a way up.
 *
 * @param names the names from the root on; none of them is empty, {@code .} or {@code ..}
 * @param directory whether a slash stands at the end
 */
record FilePath(List<String> names, boolean directory) {
    /**
     * Reads a path.
     *
     * @param rawPath percent-encoded, as it came
     * @param hidden whether names may begin with a dot
     * @return nothing where the path can name no file
     */
    static Optional<FilePath> parse(String rawPath, boolean hidden) {
        if (!rawPath.startsWith("/")) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        int start = 1;
        while (start < rawPath.length()) {
            int slash = rawPath.indexOf('/', start);
            int end = slash < 0 ? rawPath.length() : slash;
            String name = decode(rawPath, start, end);
            if (name == null || !FileName.isValid(name) || !hidden && FileName.isHidden(name, names.size())) {
                return Optional.empty();
            }
            names.add(name);
            start = end + 1;
        }
        return Optional.of(new FilePath(names, rawPath.endsWith("/")));
    }

    /**
     * Returns what stands after the first slash, where nothing of it is encoded: for a path that {@link #parse} takes, the
     * names with slashes between them. Null for other paths, and for those that end with a slash.
     */
    static @Nullable String plain(String rawPath) {
        int length = rawPath.length();
        return length > 1
                        && rawPath.charAt(0) == '/'
                        && rawPath.charAt(length - 1) != '/'
                        && isPlain(rawPath, 1, length)
                ? rawPath.substring(1)
                : null;
    }

    /** Returns the same names and one more. */
    List<String> and(String name) {
        List<String> more = new ArrayList<>(names);
        more.add(name);
        return more;
    }

    /** Undoes percent-encoding; null where an escape is malformed or the bytes are no UTF-8, as overlong forms are. */
    static @Nullable String decode(String s, int start, int end) {
        if (isPlain(s, start, end)) {
            return s.substring(start, end);
        }
        byte[] bytes = new byte[end - start];
        int count = 0;
        for (int i = start; i < end; i++) {
            char c = s.charAt(i);
            int b = c;
            if (c == '%') {
                b = i + 2 < end ? Ascii.hex(s.charAt(i + 1)) << 4 | Ascii.hex(s.charAt(i + 2)) : -1;
                i += 2;
            }
            if (b < 0 || b > 0xff) {
                return null;
            }
            bytes[count++] = (byte) b;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, count))
                    .toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static boolean isPlain(String s, int start, int end) {
        for (int i = start; i < end; i++) {
            // A character over ASCII is a byte of the target, which is UTF-8 like those that are escaped.
            if (s.charAt(i) == '%' || s.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
