package dev.weir.tls.spi.handshake;

/** Which kind of key a forward-secret cipher suite of TLS 1.2 signs with, by its number in IANA's registry. Stateless. */
public final class CipherSuites {
    private CipherSuites() {}

    /** ECDHE_ECDSA; keys of EdDSA go with them too (RFC 8422 section 2.2). */
    public static boolean isEcdsa(int code) {
        return code >= 0xc009 && code <= 0xc00a // AES, CBC, SHA-1
                || code >= 0xc023 && code <= 0xc024 // AES, CBC
                || code >= 0xc02b && code <= 0xc02c // AES, GCM
                || code >= 0xc0ac && code <= 0xc0af // AES, CCM
                || code == 0xcca9; // ChaCha20
    }

    /** ECDHE_RSA and DHE_RSA. */
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
