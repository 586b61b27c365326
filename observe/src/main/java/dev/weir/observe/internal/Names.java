package dev.weir.observe.internal;

import java.util.Locale;

/** Values of OpenTelemetry's conventions out of what requests have. */
public final class Names {
    /** Longer values are cut, and end with {@link #CUT}. */
    private static final int MOST_CHARACTERS = 2048;

    private static final int MOST_DIGITS = 5;
    private static final String CUT = "...";

    private Names() {}

    /**
     * Returns {@code http.route}.
     *
     * @param pattern a route's pattern
     * @return the pattern without its method
     */
    public static String route(String pattern) {
        int slash = pattern.indexOf('/');
        int space = pattern.indexOf(' ');
        return space > 0 && space < slash ? pattern.substring(space + 1).strip() : pattern;
    }

    /**
     * Returns {@code network.protocol.version}.
     *
     * @param protocol such as {@code HTTP/1.1}
     * @return what is behind the slash
     */
    public static String version(String protocol) {
        return protocol.substring(protocol.indexOf('/') + 1);
    }

    /**
     * Returns {@code tls.protocol.version}.
     *
     * @param protocol such as {@code TLSv1.3}
     * @return what is behind the v
     */
    public static String tlsVersion(String protocol) {
        return protocol.startsWith("TLSv") ? protocol.substring("TLSv".length()) : protocol;
    }

    /**
     * Returns {@code server.port}, which a client has chosen.
     *
     * @param authority host and port, or the host alone
     * @return what is behind the last colon where that is one to five digits, else -1
     */
    public static int port(String authority) {
        int colon = authority.lastIndexOf(':');
        int digits = authority.length() - colon - 1;
        if (colon < 0 || digits < 1 || digits > MOST_DIGITS) {
            return -1;
        }
        int port = 0;
        for (int i = colon + 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = 10 * port + (c - '0');
        }
        return port;
    }

    /**
     * Returns a constant as a value.
     *
     * @param constant its name
     * @return the same in lower case
     */
    public static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns what a client has sent, in a length that can be kept.
     *
     * @param value any value
     * @return at most 2,048 characters
     */
    public static String cut(String value) {
        return value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS - CUT.length()) + CUT;
    }
}
