package dev.weir.tls.spi;

import dev.weir.tls.spi.handshake.CipherSuites;
import java.util.List;

/** Checks of the configured cipher suites that do not depend on the provider. Stateless. */
final class CipherRules {
    private CipherRules() {}

    /**
     * Checks the suites that are configured by name.
     *
     * @param suites the names; none are right for any version
     * @param versions the protocol versions to be served
     * @param alpn the application protocols to be served
     * @throws TlsConfigException when a suite is not for HTTP/2, which is to be served, or none is for a version
     */
    static void check(List<String> suites, List<String> versions, List<String> alpn) throws TlsConfigException {
        if (suites.isEmpty()) {
            return;
        }
        if (alpn.contains("h2")) {
            for (String suite : suites) {
                checkForHttp2(suite);
            }
        }
        for (String version : versions) {
            boolean wantsTls13 = version.equals("TLSv1.3");
            if (suites.stream().noneMatch(suite -> CipherSuites.isTls13(suite) == wantsTls13)) {
                throw new TlsConfigException("none of the cipher suites " + suites + " is for " + version
                        + ": add one, or omit the version");
            }
        }
    }

    /** RFC 9113 appendix A allows DHE with AEAD too; its cost for a server is the reason why it is refused here. */
    private static void checkForHttp2(String suite) throws TlsConfigException {
        boolean allowed =
                CipherSuites.isTls13(suite) || CipherSuites.isEcdhe(suite) && CipherSuites.isForwardSecretAead(suite);
        if (!allowed) {
            throw new TlsConfigException("the cipher suite " + suite
                    + " is not for HTTP/2 (RFC 9113 section 9.2.2): omit it, or serve only HTTP/1.1");
        }
    }
}
