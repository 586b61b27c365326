package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.handshake.CipherSuites;
import dev.weir.tls.spi.handshake.ClientOffer;
import dev.weir.tls.spi.handshake.NamedGroups;
import dev.weir.tls.spi.handshake.SignatureSchemes;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How well a certificate suits what a client has offered. Stateless. */
final class CertificateFit {
    /** The client can verify a signature with the key, by the laxer rule of TLS 1.2. */
    static final int MIN = 1;
    /** The client can verify the key's signatures and the whole chain. */
    static final int MAX = 3;

    private CertificateFit() {}

    /**
     * Returns how well a certificate suits a client.
     *
     * @return 0 if the client cannot verify signatures with its key, else {@link #MIN} to {@link #MAX}
     */
    static int fit(ClientOffer offer, TlsCertificate certificate, boolean tls13) {
        int[] schemes = offer.schemes();
        if (schemes == null) {
            return MAX;
        }
        // RFC 8446 section 4.2.3: a scheme of ECDSA implies a curve in TLS 1.3, and for the JDK also in TLS 1.2.
        PublicKey key = certificate.chain().get(0).getPublicKey();
        boolean byCurve = SignatureSchemes.canSign(key, schemes, true, !tls13);
        boolean verifiable = byCurve || !tls13 && SignatureSchemes.canSign(key, schemes, false, true);
        if (!verifiable
                || !tls13 && !(hasCurve(offer.groups(), certificate) && hasSuite(offer.suites(), certificate))) {
            return 0;
        }
        // RFC 8446 section 4.4.2.2: a chain that the client can verify, if there is one, else any.
        return !byCurve ? MIN : canVerify(offer.certificateSchemes(), certificate.chain()) ? MAX : MIN + 1;
    }

    /** RFC 8422 section 5.1: in TLS 1.2 the groups also restrict the curves of certificates' keys. */
    private static boolean hasCurve(int @Nullable [] groups, TlsCertificate certificate) {
        int group = NamedGroups.curve(certificate.keyType());
        return groups == null || group < 0 || ClientOffer.contains(groups, group);
    }

    /** In TLS 1.2 a suite also names the type of the key (RFC 8422 section 2). */
    private static boolean hasSuite(int @Nullable [] suites, TlsCertificate certificate) {
        boolean rsa = certificate.keyType().startsWith("RSA");
        for (int i = 0; suites != null && i < suites.length; i++) {
            if (rsa ? CipherSuites.isRsa(suites[i]) : CipherSuites.isEcdsa(suites[i])) {
                return true;
            }
        }
        return suites == null;
    }

    /**
     * Returns whether the client can verify all signatures within a chain, except those of self-signed certificates,
     * which are not verified (RFC 8446 section 4.4.2.2).
     */
    private static boolean canVerify(int @Nullable [] schemes, List<X509Certificate> chain) {
        for (X509Certificate certificate : chain) {
            boolean self = certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
            if (schemes != null && !self && !SignatureSchemes.signedBy(certificate, schemes)) {
                return false;
            }
        }
        return true;
    }
}
