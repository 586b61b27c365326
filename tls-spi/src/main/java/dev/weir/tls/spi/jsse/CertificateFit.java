package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.handshake.CipherSuites;
import dev.weir.tls.spi.handshake.ClientOffer;
import dev.weir.tls.spi.handshake.NamedGroups;
import dev.weir.tls.spi.handshake.SignatureSchemes;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** How well a certificate suits what a client has offered. Stateless. */
final class CertificateFit {
    /** For a certificate of which the client can check just the key's signature. */
    static final int LEAST_FIT = 1;
    /** For one of which it can check everything. */
    static final int MOST_FIT = 3;

    private CertificateFit() {}

    /**
     * How well a certificate suits the client.
     *
     * @return 0 when the client cannot check what its key signs; else the more the better
     */
    static int fit(ClientOffer offer, TlsCertificate certificate, boolean tls13) {
        int[] schemes = offer.schemes();
        if (schemes == null) {
            return MOST_FIT;
        }
        // RFC 8446 section 4.2.3: a scheme of ECDSA is for one curve in TLS 1.3, and in 1.2 for the JDK too
        PublicKey key = certificate.chain().get(0).getPublicKey();
        boolean byCurve = SignatureSchemes.canSign(key, schemes, true, !tls13);
        boolean can = byCurve || !tls13 && SignatureSchemes.canSign(key, schemes, false, true);
        if (!can || !tls13 && !(hasCurve(offer.groups(), certificate) && hasSuite(offer.suites(), certificate))) {
            return 0;
        }
        // RFC 8446 section 4.4.2.2: a chain that the client can check, if there is one, else one that it may know
        return !byCurve
                ? LEAST_FIT
                : canCheckChain(offer.certificateSchemes(), certificate.chain()) ? MOST_FIT : LEAST_FIT + 1;
    }

    /** RFC 8422 section 5.1: in TLS 1.2 the groups are also those that a certificate's key may be on. */
    private static boolean hasCurve(int[] groups, TlsCertificate certificate) {
        int group = NamedGroups.curve(certificate.keyType());
        return groups == null || group < 0 || ClientOffer.contains(groups, group);
    }

    /** In TLS 1.2 a suite names the kind of the key too (RFC 8422 section 2). */
    private static boolean hasSuite(int[] suites, TlsCertificate certificate) {
        boolean rsa = certificate.keyType().startsWith("RSA");
        for (int i = 0; suites != null && i < suites.length; i++) {
            if (rsa ? CipherSuites.isRsa(suites[i]) : CipherSuites.isEcdsa(suites[i])) {
                return true;
            }
        }
        return suites == null;
    }

    /**
     * Whether the client can check all signatures within a chain; what signs itself is not checked (RFC 8446 4.4.2.2).
     */
    private static boolean canCheckChain(int[] schemes, List<X509Certificate> chain) {
        for (X509Certificate certificate : chain) {
            boolean self = certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
            if (schemes != null && !self && !SignatureSchemes.signedBy(certificate, schemes)) {
                return false;
            }
        }
        return true;
    }
}
