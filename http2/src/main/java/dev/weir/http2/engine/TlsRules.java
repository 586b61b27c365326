package dev.weir.http2.engine;

import dev.weir.http.api.TlsInfo;
import dev.weir.tls.spi.handshake.CipherSuites;

/** Which TLS is good enough for HTTP/2 (RFC 9113 section 9.2 and appendix A). */
final class TlsRules {
    private TlsRules() {}

    /**
     * Returns whether a connection's TLS is at least 1.2, and its cipher suite none of appendix A's: those are all of
     * TLS 1.2 and before that have no ephemeral key exchange, or no authenticated encryption.
     */
    static boolean strongEnough(TlsInfo tls) {
        return switch (tls.protocol()) {
            case "TLSv1.3" -> true;
            case "TLSv1.2" -> CipherSuites.isForwardSecretAead(tls.cipher());
            default -> false;
        };
    }
}
