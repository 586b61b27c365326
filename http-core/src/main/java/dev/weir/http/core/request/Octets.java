package dev.weir.http.core.request;

/**
 * What bytes may stand where in a message, as tables: one set for all engines (RFC 9110 sections 5.5 and 5.6.2, RFC 3986
 * section 3.2.2). Protocol text is compared and parsed as bytes, never by the rules of Unicode or of a locale.
 */
public final class Octets {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte REG_NAME = 8;
    private static final byte HEX = 16;

    private static final byte[] KIND = new byte[256];

    static {
        for (int c = '0'; c <= '9'; c++) {
            KIND[c] |= TOKEN | REG_NAME | HEX;
        }
        for (int c = 'a'; c <= 'z'; c++) {
            KIND[c] |= TOKEN | REG_NAME;
            KIND[c - 32] |= TOKEN | REG_NAME;
        }
        for (int c = 'a'; c <= 'f'; c++) {
            KIND[c] |= HEX;
            KIND[c - 32] |= HEX;
        }
        mark("!#$%&'*+-.^_`|~", TOKEN);
        // unreserved and sub-delims; the percent sign is checked with the two digits behind it
        mark("-._~!$&'()*+,;=%", REG_NAME);
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

    private Octets() {}

    private static void mark(String chars, byte kind) {
        for (int i = 0; i < chars.length(); i++) {
            KIND[chars.charAt(i)] |= kind;
        }
    }

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
     * Whether a byte is white space inside a line: OWS of RFC 9110 section 5.6.3.
     *
     * @param b the byte
     * @return true for SP and HTAB
     */
    public static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /**
     * The value of a hexadecimal digit.
     *
     * @param b the byte
     * @return 0 to 15, or -1 for any other byte
     */
    public static int hex(byte b) {
        if ((KIND[b & 0xff] & HEX) == 0) {
            return -1;
        }
        return b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
    }

    /**
     * Whether a slice is a word in ASCII, in any case.
     *
     * @param bytes holds the slice
     * @param start where it begins
     * @param end behind its last byte
     * @param lower the word, in lower case
     * @return true when they are equal
     */
    public static boolean equalsIgnoreCase(byte[] bytes, int start, int end, String lower) {
        int length = lower.length();
        if (end - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int b = bytes[start + i];
            if (b >= 'A' && b <= 'Z') {
                b += 32;
            }
            if (b != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a text is a word in ASCII, in any case.
     *
     * @param text the text
     * @param lower the word, in lower case
     * @return true when they are equal
     */
    public static boolean equalsIgnoreCase(String text, String lower) {
        int length = lower.length();
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A decimal number, as {@code Content-Length} has it: digits alone, no sign, no space (RFC 9110 section 8.6).
     *
     * @param bytes holds the number
     * @param start where it begins
     * @param end behind its last digit
     * @return the number, or -1 when it is none or over 2^63-1
     */
    public static long decimal(byte[] bytes, int start, int end) {
        if (start >= end) {
            return -1;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /**
     * A decimal number in a field that a handler has set.
     *
     * @param text the number
     * @return the number, or -1 when it is none or over 2^63-1
     */
    public static long decimal(String text) {
        int length = text.length();
        if (length == 0) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /**
     * Whether every percent sign in a slice has its two hexadecimal digits (RFC 3986 section 2.1).
     *
     * @param bytes holds the slice
     * @param start where it begins
     * @param end behind its last byte
     * @return false when one has not
     */
    public static boolean escapesAreWhole(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '%') {
                if (i + 2 >= end || hex(bytes[i + 1]) < 0 || hex(bytes[i + 2]) < 0) {
                    return false;
                }
                i += 2;
            }
        }
        return true;
    }

    /**
     * Whether a slice is {@code uri-host [ ":" port ]} with a host that is not empty (RFC 9110 sections 4.2.1 and 7.2,
     * RFC 3986 section 3.2.2): a name, an IPv4 address, or an IP literal in brackets. No user information.
     *
     * @param bytes holds the slice
     * @param start where it begins
     * @param end behind its last byte
     * @param portNeeded whether there must be a port with a digit, as CONNECT wants it
     * @return true when it is
     */
    public static boolean isAuthority(byte[] bytes, int start, int end, boolean portNeeded) {
        int at = start;
        if (at < end && bytes[at] == '[') {
            int close = at + 1;
            while (close < end && bytes[close] != ']') {
                close++;
            }
            if (close == end || !isIpLiteral(bytes, at + 1, close)) {
                return false;
            }
            at = close + 1;
        } else {
            while (at < end && (KIND[bytes[at] & 0xff] & REG_NAME) != 0) {
                at++;
            }
            if (at == start || !escapesAreWhole(bytes, start, at)) {
                return false;
            }
        }
        return at == end ? !portNeeded : bytes[at] == ':' && isPort(bytes, at + 1, end, portNeeded);
    }

    private static boolean isPort(byte[] bytes, int start, int end, boolean needed) {
        int port = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
            if (port > 65535) {
                return false;
            }
        }
        return start < end || !needed;
    }

    /** IPv6address of RFC 3986, with a zone (RFC 6874) refused: it means nothing to another host. */
    private static boolean isIpLiteral(byte[] bytes, int start, int end) {
        int groups = 0;
        int digits = 0;
        boolean compressed = false;
        int i = start;
        if (i + 1 < end && bytes[i] == ':' && bytes[i + 1] == ':') {
            compressed = true;
            i += 2;
        }
        int groupStart = i;
        for (; i < end; i++) {
            byte b = bytes[i];
            if (hex(b) >= 0) {
                if (++digits > 4) {
                    return false;
                }
            } else if (b == ':') {
                if (digits == 0) {
                    return false;
                }
                groups++;
                digits = 0;
                groupStart = i + 1;
                if (i + 1 < end && bytes[i + 1] == ':') {
                    if (compressed) {
                        return false;
                    }
                    compressed = true;
                    i++;
                    groupStart = i + 1;
                } else if (i + 1 == end) {
                    return false;
                }
            } else if (b == '.' && digits > 0) {
                if (!isIpv4(bytes, groupStart, end)) {
                    return false;
                }
                groups += 2;
                digits = 0;
                break;
            } else {
                return false;
            }
        }
        if (digits > 0) {
            groups++;
        }
        return compressed ? groups < 8 : groups == 8;
    }

    /** No part has a leading zero: some readers would take it for octal (RFC 3986 sections 3.2.2 and 7.4). */
    private static boolean isIpv4(byte[] bytes, int start, int end) {
        int parts = 1;
        int value = 0;
        int digits = 0;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b >= '0' && b <= '9') {
                if (++digits > 1 && value == 0) {
                    return false;
                }
                value = value * 10 + b - '0';
                if (value > 255) {
                    return false;
                }
            } else if (b == '.' && digits > 0 && parts < 4) {
                parts++;
                value = 0;
                digits = 0;
            } else {
                return false;
            }
        }
        return parts == 4 && digits > 0;
    }
}
