package dev.weir.http.core.request;

import dev.weir.http.api.internal.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * The authority of a target, {@code host [ ":" port ]}: whether a text is one, and whether two are the same one (RFC 3986 sections 6.2.2 and 6.2.3): hosts have no case, an unreserved
 * character is what it is percent-encoded or not, and a port that is empty or the scheme's own says nothing. Pure
 * functions.
 */
public final class Authority {
    private static final int NO_PORT = -1;
    private static final int MALFORMED = -2;
    private static final int LARGEST_PORT = 65_535;
    /** What is added to an octet that stays percent-encoded, so that it is equal to no character. */
    private static final int ENCODED = 0x100;

    private Authority() {}

    /**
     * Whether a slice is {@code uri-host [ ":" port ]} with a host that is not empty (RFC 9110 sections 4.2.1 and 7.2,
     * RFC 3986 section 3.2.2): a name, an IPv4 address, or an IP literal in brackets. No user information.
     *
     * @param bytes holds the slice
     * @param start where it begins
     * @param end after its last byte
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
            while (at < end && HttpChars.isRegName(bytes[at])) {
                at++;
            }
            if (at == start || !HttpChars.escapesAreWhole(bytes, start, at)) {
                return false;
            }
        }
        return at == end ? !portNeeded : bytes[at] == ':' && isPort(bytes, at + 1, end, portNeeded);
    }

    /**
     * Whether two authorities are equivalent. At least one of them must be well-formed
     * ({@link #isAuthority}); the other is equivalent only if it is well-formed as well.
     *
     * @param scheme the scheme of the target, in any case; null where there is none
     * @param one {@code host [ ":" port ]}
     * @param other {@code host [ ":" port ]}
     * @return true when both name the same host and port
     */
    public static boolean equivalent(@Nullable String scheme, String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        int oneEnd = hostEnd(one);
        int otherEnd = hostEnd(other);
        if (!sameHost(one, oneEnd, other, otherEnd)) {
            return false;
        }
        int standard = defaultPort(scheme);
        int port = port(one, oneEnd, standard);
        return port != MALFORMED && port == port(other, otherEnd, standard);
    }

    /** Where the host ends: before the colon of the port, or with the text. */
    private static int hostEnd(String authority) {
        // The colons of an IPv6 address stand within brackets; no other host has any.
        int colon = authority.indexOf(':', Math.max(0, authority.indexOf(']')));
        return colon < 0 ? authority.length() : colon;
    }

    private static boolean sameHost(String one, int oneEnd, String other, int otherEnd) {
        int i = 0;
        int j = 0;
        while (i < oneEnd && j < otherEnd) {
            int a = character(one, i, oneEnd);
            int b = character(other, j, otherEnd);
            if (a != b) {
                return false;
            }
            i += isEscape(one, i, oneEnd) ? 3 : 1;
            j += isEscape(other, j, otherEnd) ? 3 : 1;
        }
        return i == oneEnd && j == otherEnd;
    }

    private static boolean isEscape(String text, int at, int end) {
        return text.charAt(at) == '%'
                && at + 2 < end
                && Ascii.hex(text.charAt(at + 1)) >= 0
                && Ascii.hex(text.charAt(at + 2)) >= 0;
    }

    /** A character in lower case, decoded where that changes nothing (RFC 3986 sections 6.2.2.1 and 6.2.2.2). */
    private static int character(String text, int at, int end) {
        if (!isEscape(text, at, end)) {
            return Ascii.lower(text.charAt(at));
        }
        int octet = Ascii.hex(text.charAt(at + 1)) << 4 | Ascii.hex(text.charAt(at + 2));
        return isUnreserved(octet) ? Ascii.lower((char) octet) : octet + ENCODED;
    }

    private static boolean isUnreserved(int c) {
        return Ascii.isLetter(c) || Ascii.isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    }

    /** The port after a host; the scheme's own where there is none. */
    private static int port(String authority, int hostEnd, int standard) {
        if (hostEnd + 1 >= authority.length()) {
            return standard;
        }
        int port = 0;
        for (int i = hostEnd + 1; i < authority.length(); i++) {
            int digit = authority.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            port = port * 10 + digit;
            if (port > LARGEST_PORT) {
                return MALFORMED;
            }
        }
        return port;
    }

    private static int defaultPort(@Nullable String scheme) {
        if (scheme == null) {
            return NO_PORT;
        }
        if (Ascii.equalsIgnoreCase(scheme, "http") || Ascii.equalsIgnoreCase(scheme, "ws")) {
            return 80;
        }
        return Ascii.equalsIgnoreCase(scheme, "https") || Ascii.equalsIgnoreCase(scheme, "wss") ? 443 : NO_PORT;
    }

    private static boolean isPort(byte[] bytes, int start, int end, boolean needed) {
        int port = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
            if (port > LARGEST_PORT) {
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
            if (Ascii.hex(b) >= 0) {
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
            if (Ascii.isDigit(b)) {
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
