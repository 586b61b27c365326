package dev.weir.http.api.internal;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986 section 2.1), undone as UTF-8. */
public final class Percent {
    private Percent() {}

    /**
     * Decodes; what is not a valid escape stays as it is.
     *
     * @param s the encoded text
     * @param plusIsSpace whether a plus sign means a space, as in forms
     */
    public static String decode(String s, boolean plusIsSpace) {
        if (s.indexOf('%') < 0 && !(plusIsSpace && s.indexOf('+') >= 0)) {
            return s;
        }
        byte[] encoded = s.getBytes(StandardCharsets.UTF_8);
        return decode(encoded, 0, encoded.length, plusIsSpace);
    }

    /**
     * Decodes a slice; what is not a valid escape stays as it is, and what is no UTF-8 becomes {@code U+FFFD}.
     *
     * @param b holds the slice, which is lost, as it is decoded in place
     * @param plusIsSpace whether a plus sign means a space, as in forms
     */
    public static String decode(byte[] b, int start, int end, boolean plusIsSpace) {
        int out = start;
        for (int i = start; i < end; i++) {
            byte c = b[i];
            if (c == '%' && isEscape(b, i, end)) {
                c = (byte) (Ascii.hex(b[i + 1]) << 4 | Ascii.hex(b[i + 2]));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                c = ' ';
            }
            b[out++] = c;
        }
        return new String(b, start, out - start, StandardCharsets.UTF_8);
    }

    /** Returns whether the percent sign at a position has its two digits before the end. */
    public static boolean isEscape(byte[] b, int at, int end) {
        return at + 2 < end && (Ascii.hex(b[at + 1]) | Ascii.hex(b[at + 2])) >= 0;
    }
}
