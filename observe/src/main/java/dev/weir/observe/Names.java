package dev.weir.observe;

/** Values of OpenTelemetry's conventions out of what requests have. */
final class Names {
    private Names() {}

    /** {@code http.route}: a pattern without its method. */
    static String route(String pattern) {
        int slash = pattern.indexOf('/');
        int space = pattern.indexOf(' ');
        return space > 0 && space < slash ? pattern.substring(space + 1).strip() : pattern;
    }

    /** {@code network.protocol.version}: what is behind the slash. */
    static String version(String protocol) {
        return protocol.substring(protocol.indexOf('/') + 1);
    }

    /** {@code tls.protocol.version}: what is behind the v. */
    static String tlsVersion(String protocol) {
        return protocol.startsWith("TLSv") ? protocol.substring("TLSv".length()) : protocol;
    }
}
