package dev.weir.http.core.request;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.http.api.internal.Percent;

/**
 * Which bytes are allowed where in a message, as tables for all engines (RFC 9110 sections 5.5 and 5.6.2, RFC 3986
 * section 3.2.2). Protocol text is compared and parsed as bytes, never by the rules of Unicode or of a locale.
 */
public final class HttpChars {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte REG_NAME = 8;

    private static final byte[] KIND = new byte[256];

    static {
        for (char c = 0; c < 0x80; c++) {
            if (FieldSyntax.isTokenChar(c)) {
                KIND[c] |= TOKEN;
            }
            if (Ascii.isLetter(c) || Ascii.isDigit(c)) {
                KIND[c] |= REG_NAME;
            }
        }
        // unreserved and sub-delims; the percent sign is checked with its two digits
        String others = "-._~!$&'()*+,;=%";
        for (int i = 0; i < others.length(); i++) {
            KIND[others.charAt(i)] |= REG_NAME;
        }
        for (int c = 0x20; c <= 0xff; c++) {
            if (c != 0x7f) {
                KIND[c] |= VALUE;
            }
        }
        KIND['\t'] |= VALUE;
        // VCHAR but for the fragment, which no request target has (RFC 9112 section 3.2)
        for (int c = 0x21; c < 0x7f; c++) {
            if (c != '#') {
                KIND[c] |= TARGET;
            }
        }
    }

    private HttpChars() {}

    /**
     * Whether a byte may stand in a token: tchar of RFC 9110 section 5.6.2.
     *
     * @param b the byte
     * @return true for a tchar
     */
    public static boolean isToken(byte b) {
        return (KIND[b & 0xff] & TOKEN) != 0;
    }

    /**
     * Whether a byte may stand in a field value: RFC 9110 section 5.5, with HTAB and obs-text.
     *
     * @param b the byte
     * @return true for all but control characters
     */
    public static boolean isValue(byte b) {
        return (KIND[b & 0xff] & VALUE) != 0;
    }

    /**
     * Whether a byte may stand in a request target: visible ASCII without {@code #}.
     *
     * @param b the byte
     * @return true when it may
     */
    public static boolean isTarget(byte b) {
        return (KIND[b & 0xff] & TARGET) != 0;
    }

    /**
     * Whether a byte may stand in the name of a host: reg-name of RFC 3986 section 3.2.2.
     *
     * @param b the byte
     * @return true when it may; for the percent sign too, whose digits are to be checked
     */
    public static boolean isRegName(byte b) {
        return (KIND[b & 0xff] & REG_NAME) != 0;
    }

    /**
     * Whether a byte is white space inside a line: OWS of RFC 9110 section 5.6.3.
     *
     * @param b the byte
     * @return true for SP and HTAB
     */
    public static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /**
     * Whether every percent sign in a slice has its two hexadecimal digits (RFC 3986 section 2.1).
     *
     * @param bytes holds the slice
     * @param start where it begins
     * @param end after its last byte
     * @return false when one has not
     */
    public static boolean escapesAreWhole(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '%') {
                if (!Percent.isEscape(bytes, i, end)) {
                    return false;
                }
                i += 2;
            }
        }
        return true;
    }
}
