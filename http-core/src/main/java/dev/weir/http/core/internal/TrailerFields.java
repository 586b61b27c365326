package dev.weir.http.core.internal;

/**
 * Which fields may stand in a trailer section (RFC 9110 section 6.5.1): none that says how a message is framed, routed,
 * authenticated, or how its content is to be read, as those must be known before the content.
 */
public final class TrailerFields {
    private TrailerFields() {}

    /**
     * Whether a field may be a trailer.
     *
     * @param name a field name, in any case
     * @return false for those that RFC 9110 forbids
     */
    public static boolean mayTrail(String name) {
        for (String forbidden : FORBIDDEN) {
            if (Octets.equalsIgnoreCase(name, forbidden)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a field in a trailer section can only be meant to make two servers see two different requests.
     *
     * @param name a field name, in any case
     * @return true for those that frame or route a message
     */
    public static boolean isHostile(String name) {
        return Octets.equalsIgnoreCase(name, "content-length")
                || Octets.equalsIgnoreCase(name, "transfer-encoding")
                || Octets.equalsIgnoreCase(name, "host");
    }

    private static final String[] FORBIDDEN = {
        "content-length", "transfer-encoding", "host", "trailer", "te", "connection", "keep-alive", "upgrade",
        "proxy-connection", "expect", "max-forwards", "cache-control", "pragma", "range", "if-match", "if-none-match",
        "if-modified-since", "if-unmodified-since", "if-range", "authorization", "proxy-authorization",
        "www-authenticate", "proxy-authenticate", "cookie", "set-cookie", "age", "date", "expires", "location",
        "retry-after", "vary", "warning", "content-encoding", "content-type", "content-range",
    };
}
