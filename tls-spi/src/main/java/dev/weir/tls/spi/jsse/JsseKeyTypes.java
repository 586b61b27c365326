package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsCertificate;

/**
 * The names by which JSSE asks for a kind of key. The JDK's: {@code RSA}, {@code RSASSA-PSS}, {@code EC}, {@code
 * EdDSA}. Bouncy Castle's tell a curve too: {@code EC/secp256r1}, {@code Ed25519}; or, in TLS 1.2, what the suite's key
 * exchange is: {@code ECDHE_ECDSA}. Stateless.
 */
final class JsseKeyTypes {
    private JsseKeyTypes() {}

    static boolean fits(TlsCertificate certificate, String type) {
        int slash = type.indexOf('/');
        if (slash > 0) {
            return type.startsWith("EC/") && type.substring(slash + 1).equals(certificate.keyType());
        }
        String algorithm = certificate.key().getAlgorithm();
        int underscore = type.indexOf('_');
        if (underscore > 0) {
            String signed = type.substring(underscore + 1);
            return (signed.equals("ECDSA") ? "EC" : signed).equals(algorithm);
        }
        return type.equals(algorithm) || type.equals(certificate.keyType());
    }
}
