package dev.weir.tls.spi;

import java.util.List;

/** What cipher suites a server may have, whatever its provider. Stateless. */
final class CipherRules {
    private CipherRules() {}

    /**
     * Checks the suites that were asked for by name.
     *
     * @throws TlsConfigException when one is not for HTTP/2, which is to be spoken, or a version has none
     */
    static void check(List<String> suites, List<String> versions, List<String> alpn) throws TlsConfigException {
        if (suites.isEmpty()) {
            return;
        }
        boolean any13 = false;
        boolean any12 = false;
        for (String suite : suites) {
            boolean of13 = isOf13(suite);
            any13 |= of13;
            any12 |= !of13;
            if (!of13 && alpn.contains("h2") && !forHttp2(suite)) {
                throw new TlsConfigException("the cipher suite " + suite
                        + " is not for HTTP/2 (RFC 9113 section 9.2.2):" + " leave it out, or serve HTTP/1.1 alone");
            }
        }
        for (String version : versions) {
            if (version.equals("TLSv1.3") ? !any13 : !any12) {
                throw new TlsConfigException(
                        "no cipher suite of " + suites + " is for " + version + ": add one, or leave the version out");
            }
        }
    }

    /** RFC 8446 appendix B.4: they name no key exchange. */
    private static boolean isOf13(String suite) {
        return suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
    }

    /** RFC 9113 appendix A leaves out what is not ephemeral and AEAD. */
    private static boolean forHttp2(String suite) {
        return suite.startsWith("TLS_ECDHE_")
                && (suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305_") || suite.contains("_CCM"));
    }
}
