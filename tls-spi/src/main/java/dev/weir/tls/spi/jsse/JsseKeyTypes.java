package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsCertificate;

/**
 * The names by which JSSE requests a type of key. The JDK uses {@code RSA}, {@code RSASSA-PSS}, {@code EC} and {@code
 * EdDSA}; Bouncy Castle includes the curve, as in {@code EC/secp256r1} and {@code Ed25519}, or in TLS 1.2 uses the key
 * exchange of the suite, as in {@code ECDHE_ECDSA}. Stateless.
 */
final class JsseKeyTypes {
    private JsseKeyTypes() {}

    /** Returns whether the key of a certificate is of the type with a name. */
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
