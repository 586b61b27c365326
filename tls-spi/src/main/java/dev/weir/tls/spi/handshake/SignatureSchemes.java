package dev.weir.tls.spi.handshake;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;

/**
 * The signature schemes that servers offer and accept, with any JSSE (RFC 8446 section 4.2.3). Without SHA-1,
 * which RFC 9155 prohibits, and without the obsolete SHA-224 and DSA. Stateless.
 */
public final class SignatureSchemes {
    private static final int ECDSA_SHA256 = 0x0403;
    private static final int ECDSA_SHA384 = 0x0503;
    private static final int ECDSA_SHA512 = 0x0603;
    private static final int ED25519 = 0x0807;
    private static final int ED448 = 0x0808;
    private static final int[] RSAE = {0x0804, 0x0805, 0x0806};
    private static final int[] PSS = {0x0809, 0x080a, 0x080b};
    /** For signatures of TLS 1.2 handshakes and within certificates. */
    private static final int[] PKCS1 = {0x0401, 0x0501, 0x0601};
    /** In TLS 1.2 a scheme of ECDSA specifies only the digest, for any curve. */
    private static final int[] ECDSA = {ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512};

    private static final int[] CODES = {
        ECDSA_SHA256,
        ED25519,
        ECDSA_SHA384,
        ECDSA_SHA512,
        ED448,
        0x0804,
        0x0805,
        0x0806,
        0x0809,
        0x080a,
        0x080b,
        0x0401,
        0x0501,
        0x0601
    };
    private static final String[] NAMES = {
        "ecdsa_secp256r1_sha256",
        "ed25519",
        "ecdsa_secp384r1_sha384",
        "ecdsa_secp521r1_sha512",
        "ed448",
        "rsa_pss_rsae_sha256",
        "rsa_pss_rsae_sha384",
        "rsa_pss_rsae_sha512",
        "rsa_pss_pss_sha256",
        "rsa_pss_pss_sha384",
        "rsa_pss_pss_sha512",
        "rsa_pkcs1_sha256",
        "rsa_pkcs1_sha384",
        "rsa_pkcs1_sha512"
    };

    private SignatureSchemes() {}

    /** Returns the names in order of preference, for {@code SSLParameters}. */
    public static String[] names() {
        return NAMES.clone();
    }

    /** Returns the name of a scheme, or its number if it is not one of these. */
    public static String name(int code) {
        for (int i = 0; i < CODES.length; i++) {
            if (CODES[i] == code) {
                return NAMES[i];
            }
        }
        return String.format("0x%04x", code);
    }

    /**
     * Returns whether a key can sign a handshake with one of some schemes.
     *
     * @param key the public key
     * @param schemes the codes of the schemes
     * @param byCurve whether a scheme of ECDSA implies a curve
     * @param pkcs1 whether the schemes of PKCS #1 are allowed in handshakes
     */
    public static boolean canSign(PublicKey key, int[] schemes, boolean byCurve, boolean pkcs1) {
        return switch (KeyType.of(key)) {
            case "secp256r1" -> byCurve ? ClientOffer.contains(schemes, ECDSA_SHA256) : any(ECDSA, schemes);
            case "secp384r1" -> byCurve ? ClientOffer.contains(schemes, ECDSA_SHA384) : any(ECDSA, schemes);
            case "secp521r1" -> byCurve ? ClientOffer.contains(schemes, ECDSA_SHA512) : any(ECDSA, schemes);
            case "Ed25519" -> ClientOffer.contains(schemes, ED25519);
            case "Ed448" -> ClientOffer.contains(schemes, ED448);
            case "RSA" -> any(RSAE, schemes) || pkcs1 && any(PKCS1, schemes);
            case "RSASSA-PSS" -> pss(key, schemes);
            default -> false;
        };
    }

    /** RFC 4055 section 3.3: a key may be restricted to one digest. */
    private static boolean pss(PublicKey key, int[] schemes) {
        if (key instanceof RSAKey rsa && rsa.getParams() instanceof PSSParameterSpec parameters) {
            return switch (parameters.getDigestAlgorithm()) {
                case "SHA-256" -> ClientOffer.contains(schemes, PSS[0]);
                case "SHA-384" -> ClientOffer.contains(schemes, PSS[1]);
                case "SHA-512" -> ClientOffer.contains(schemes, PSS[2]);
                default -> false;
            };
        }
        return any(PSS, schemes);
    }

    /**
     * Returns whether a certificate is signed with one of some schemes; false for an algorithm without a scheme here.
     */
    public static boolean signedBy(X509Certificate certificate, int[] schemes) {
        return switch (certificate.getSigAlgOID()) {
            // RFC 8446 section 4.2.3 ties a digest to the curve of the issuer's key; in practice any combination
            // occurs.
            case "1.2.840.10045.4.3.2" -> ClientOffer.contains(schemes, ECDSA_SHA256);
            case "1.2.840.10045.4.3.3" -> ClientOffer.contains(schemes, ECDSA_SHA384);
            case "1.2.840.10045.4.3.4" -> ClientOffer.contains(schemes, ECDSA_SHA512);
            case "1.2.840.113549.1.1.11" -> ClientOffer.contains(schemes, PKCS1[0]);
            case "1.2.840.113549.1.1.12" -> ClientOffer.contains(schemes, PKCS1[1]);
            case "1.2.840.113549.1.1.13" -> ClientOffer.contains(schemes, PKCS1[2]);
            case "1.2.840.113549.1.1.10" -> any(PSS, schemes) || any(RSAE, schemes);
            case "1.3.101.112" -> ClientOffer.contains(schemes, ED25519);
            case "1.3.101.113" -> ClientOffer.contains(schemes, ED448);
            default -> false;
        };
    }

    private static boolean any(int[] some, int[] others) {
        for (int one : some) {
            if (ClientOffer.contains(others, one)) {
                return true;
            }
        }
        return false;
    }
}
