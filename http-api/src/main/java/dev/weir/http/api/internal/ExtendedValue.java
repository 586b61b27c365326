package dev.weir.http.api.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the value of a parameter whose name ends with an asterisk, as {@code filename*} (RFC 8187 section 3.2). */
public final class ExtendedValue {
    private ExtendedValue() {}

    /**
     * Reads {@code UTF-8'language'percent-encoded}.
     *
     * @param value the parameter's value
     * @return the text; nothing where it is malformed, or in a charset other than the two of the RFC
     */
    public static Optional<String> decode(String value) {
        int first = value.indexOf('\'');
        int second = value.indexOf('\'', first + 1);
        Charset charset = first < 0 || second < 0 ? null : charset(value.substring(0, first));
        if (charset == null) {
            return Optional.empty();
        }
        byte[] bytes = unescaped(value, second + 1);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            // As any other way to be malformed: the caller says so to the client.
            return Optional.empty();
        }
    }

    private static @Nullable Charset charset(String name) {
        return FieldSyntax.equal(name, "utf-8")
                ? StandardCharsets.UTF_8
                : FieldSyntax.equal(name, "iso-8859-1") ? StandardCharsets.ISO_8859_1 : null;
    }

    /** Null where a character is neither escaped nor may stand for itself. */
    private static byte @Nullable [] unescaped(String value, int start) {
        byte[] bytes = new byte[value.length() - start];
        int out = 0;
        for (int i = start; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                int octet = i + 2 < value.length()
                        ? Ascii.hex(value.charAt(i + 1)) << 4 | Ascii.hex(value.charAt(i + 2))
                        : -1;
                if (octet < 0) {
                    return null;
                }
                bytes[out++] = (byte) octet;
                i += 2;
            } else if (FieldSyntax.isTokenChar(c) && c != '*' && c != '\'') {
                bytes[out++] = (byte) c;
            } else {
                return null;
            }
        }
        return Arrays.copyOf(bytes, out);
    }
}
