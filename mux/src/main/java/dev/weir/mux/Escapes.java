package dev.weir.mux;

import dev.weir.http.api.internal.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Percent-encoding (RFC 3986 section 2.1) in regions of a path, undone without making strings where only a comparison
 * is wanted.
 *
 * <p>A segment is compared as the bytes that it stands for. Its <em>key</em> is a string with one character from 0 to
 * 255 for each of these bytes, so that ASCII text is its own key. A percent sign that begins no valid escape stands for
 * itself; engines refuse such paths before they get here.
 */
final class Escapes {
    /** What stands for itself in an example: unreserved and sub-delims of RFC 3986 section 2, and {@code :@}. */
    private static final String PLAIN = "-._~!$&'()*+,;=:@";

    /**
     * Visible ASCII that is no URI character (RFC 3986 section 2), the backslash foremost: browsers take it for a
     * slash, and a redirect to {@code /\host} would lead to another host.
     */
    private static final String UNSAFE = "\\\"<>^`{|}#";

    private Escapes() {}

    /** Returns the key of a region. */
    static String key(String s, int from, int to) {
        return new String(bytes(s, from, to), StandardCharsets.ISO_8859_1);
    }

    /** Returns the text of a region: the bytes that it stands for, as UTF-8; what is none becomes {@code U+FFFD}. */
    static String decode(String s, int from, int to) {
        int percent = s.indexOf('%', from);
        if (percent < 0 || percent >= to) {
            return s.substring(from, to);
        }
        return new String(bytes(s, from, to), StandardCharsets.UTF_8);
    }

    /** Returns the {@link String#hashCode} of the region's key. */
    static int hash(String s, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            int c = s.charAt(i);
            if (c == '%') {
                int b = escaped(s, i, to);
                if (b >= 0) {
                    c = b;
                    i += 2;
                }
            } else if (c >= 0x80) {
                return key(s, from, to).hashCode();
            }
            hash = 31 * hash + c;
        }
        return hash;
    }

    /** Returns whether the region's key is this one. */
    static boolean hasKey(String s, int from, int to, String key) {
        int length = key.length();
        int k = 0;
        for (int i = from; i < to; i++) {
            int c = s.charAt(i);
            if (c == '%') {
                int b = escaped(s, i, to);
                if (b >= 0) {
                    c = b;
                    i += 2;
                }
            } else if (c >= 0x80) {
                return key(s, from, to).equals(key);
            }
            if (k == length || key.charAt(k) != c) {
                return false;
            }
            k++;
        }
        return k == length;
    }

    /** Returns whether a key can be compared with a region as it stands: no other region of the same length has this key. */
    static boolean isPlain(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) == '%' || key.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Appends a key as it would stand in a path. */
    static void appendEncoded(StringBuilder out, String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Ascii.isLetter(c) || Ascii.isDigit(c) || PLAIN.indexOf(c) >= 0) {
                out.append(c);
            } else {
                Ascii.appendEscape(out, c);
            }
        }
    }

    /**
     * Returns a path and a query as the value of {@code Location}. What is encoded already stays as it is; what must not stand
     * in a URI is encoded, so that no client reads it in another way.
     */
    static String location(String path, String query) {
        StringBuilder out = new StringBuilder(path.length() + query.length() + 8);
        appendSafe(out, path, true);
        if (!query.isEmpty()) {
            out.append('?');
            appendSafe(out, query, false);
        }
        return out.toString();
    }

    private static void appendSafe(StringBuilder out, String s, boolean path) {
        byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (c <= ' ' || c >= 0x7f || UNSAFE.indexOf(c) >= 0 || path && c == '?') {
                Ascii.appendEscape(out, c);
            } else {
                out.append(c);
            }
        }
    }

    private static byte[] bytes(String s, int from, int to) {
        byte[] bytes = s.substring(from, to).getBytes(StandardCharsets.UTF_8);
        int out = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '%' && i + 2 < bytes.length) {
                int high = Ascii.hex(bytes[i + 1]);
                int low = Ascii.hex(bytes[i + 2]);
                if ((high | low) >= 0) {
                    b = (byte) (high << 4 | low);
                    i += 2;
                }
            }
            bytes[out++] = b;
        }
        return out == bytes.length ? bytes : Arrays.copyOf(bytes, out);
    }

    /** Returns the byte that the escape at {@code i} stands for, or -1 where there is no valid one. */
    private static int escaped(String s, int i, int to) {
        if (i + 2 >= to) {
            return -1;
        }
        int high = Ascii.hex(s.charAt(i + 1));
        int low = Ascii.hex(s.charAt(i + 2));
        return (high | low) < 0 ? -1 : high << 4 | low;
    }
}
