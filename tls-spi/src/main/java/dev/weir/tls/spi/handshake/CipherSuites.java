package dev.weir.tls.spi.handshake;

/**
 * The properties of cipher suites, by their numbers and their names in IANA's registry of TLS cipher suites. A suite of
 * TLS 1.2 names the key exchange and the kind of key that signs; one of TLS 1.3 names neither. Stateless.
 */
public final class CipherSuites {
    private CipherSuites() {}

    // ---- by name

    /**
     * Returns whether a suite is for TLS 1.3 (RFC 8446 appendix B.4), where all are forward-secret and AEAD.
     *
     * @param name the suite's name
     */
    public static boolean isTls13(String name) {
        return name.startsWith("TLS_AES_") || name.startsWith("TLS_CHACHA20_");
    }

    /**
     * Returns whether a suite of TLS 1.2 has an ephemeral key exchange and authenticated encryption: RFC 9113 appendix
     * A prohibits those that lack either.
     *
     * @param name the suite's name
     */
    public static boolean isForwardSecretAead(String name) {
        boolean ephemeral = isEcdhe(name) || name.startsWith("TLS_DHE_");
        boolean authenticated = name.contains("_GCM_") || name.contains("_CHACHA20_POLY1305_") || name.contains("_CCM");
        return ephemeral && authenticated;
    }

    /**
     * Returns whether a suite of TLS 1.2 has an ephemeral key exchange on elliptic curves, which unlike one over a
     * finite field costs a server little (D(HE)at, CVE-2002-20001).
     *
     * @param name the suite's name
     */
    public static boolean isEcdhe(String name) {
        return name.startsWith("TLS_ECDHE_");
    }

    // ---- by number, in TLS 1.2

    /**
     * Returns whether a suite has the key exchange ECDHE_ECDSA; keys of EdDSA sign in it too (RFC 8422 section 2.2).
     *
     * @param code the suite's number
     */
    public static boolean isEcdsa(int code) {
        return code >= 0xc009 && code <= 0xc00a // AES, CBC, SHA-1
                || code >= 0xc023 && code <= 0xc024 // AES, CBC
                || code >= 0xc02b && code <= 0xc02c // AES, GCM
                || code >= 0xc0ac && code <= 0xc0af // AES, CCM
                || code == 0xcca9; // ChaCha20
    }

    /**
     * Returns whether a suite has the key exchange ECDHE_RSA or DHE_RSA.
     *
     * @param code the suite's number
     */
    public static boolean isRsa(int code) {
        return code >= 0xc013 && code <= 0xc014 // AES, CBC, SHA-1
                || code >= 0xc027 && code <= 0xc028 // AES, CBC
                || code >= 0xc02f && code <= 0xc030 // AES, GCM
                || code == 0xcca8
                || code == 0xccaa // ChaCha20
                || code == 0x33
                || code == 0x39
                || code == 0x67
                || code == 0x6b // DHE, AES, CBC
                || code >= 0x9e && code <= 0x9f; // DHE, AES, GCM
    }
}
