package dev.weir.http.core.request;

/**
 * Whether two authorities are the same one (RFC 3986 sections 6.2.2 and 6.2.3): hosts have no case, an unreserved
 * character is what it is percent-encoded or not, and a port that is empty or the scheme's own says nothing. Pure
 * functions.
 */
public final class Authorities {
    private static final int NO_PORT = -1;
    private static final int MALFORMED = -2;
    private static final int LARGEST_PORT = 65_535;
    /** What is added to an octet that stays percent-encoded, so that it is equal to no character. */
    private static final int ENCODED = 0x100;

    private Authorities() {}

    /**
     * Whether two authorities are equivalent. At least one of them must be well-formed
     * ({@link Octets#isAuthority}); the other is equivalent only if it is well-formed as well.
     *
     * @param scheme the scheme of the target, in any case; null where there is none
     * @param one {@code host [ ":" port ]}
     * @param other {@code host [ ":" port ]}
     * @return true when both name the same host and port
     */
    public static boolean equivalent(String scheme, String one, String other) {
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
        return text.charAt(at) == '%' && at + 2 < end && hex(text, at + 1) >= 0 && hex(text, at + 2) >= 0;
    }

    private static int hex(String text, int at) {
        char c = text.charAt(at);
        return c < 0x80 ? Octets.hex((byte) c) : -1;
    }

    /** A character in lower case, decoded where that changes nothing (RFC 3986 sections 6.2.2.1 and 6.2.2.2). */
    private static int character(String text, int at, int end) {
        if (!isEscape(text, at, end)) {
            return lower(text.charAt(at));
        }
        int octet = hex(text, at + 1) << 4 | hex(text, at + 2);
        return isUnreserved(octet) ? lower(octet) : octet + ENCODED;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** The port behind a host; the scheme's own where there is none. */
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

    private static int defaultPort(String scheme) {
        if (scheme == null) {
            return NO_PORT;
        }
        if (Octets.equalsIgnoreCase(scheme, "http") || Octets.equalsIgnoreCase(scheme, "ws")) {
            return 80;
        }
        return Octets.equalsIgnoreCase(scheme, "https") || Octets.equalsIgnoreCase(scheme, "wss") ? 443 : NO_PORT;
    }
}
