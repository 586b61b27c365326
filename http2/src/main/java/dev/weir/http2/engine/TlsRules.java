package dev.weir.http2.engine;

import dev.weir.http.api.TlsInfo;

/** Which TLS is good enough for HTTP/2 (RFC 9113 section 9.2 and appendix A). */
final class TlsRules {
    private TlsRules() {}

    /**
     * Whether a connection's TLS is at least 1.2, and its cipher suite none of appendix A's: those are all of TLS 1.2
     * and before that have no ephemeral key exchange, or no authenticated encryption.
     */
    static boolean strongEnough(TlsInfo tls) {
        return switch (tls.protocol()) {
            case "TLSv1.3" -> true;
            case "TLSv1.2" -> strongEnough(tls.cipher());
            default -> false;
        };
    }

    private static boolean strongEnough(String suite) {
        boolean ephemeral = suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_");
        boolean authenticated =
                suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305_") || suite.contains("_CCM");
        return ephemeral && authenticated;
    }
}
