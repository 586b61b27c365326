package dev.weir.tls.bouncycastle;

import dev.weir.tls.spi.TlsCertificate;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Makes keys of EdDSA over as Bouncy Castle's own: {@code bctls} asks a key and a certificate for their algorithm, and
 * knows
 * {@code Ed25519} but not {@code EdDSA}, which the JDK calls it. Stateless.
 */
final class EdDsaConverter {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private EdDsaConverter() {}

    /** The certificate as {@code bctls} can use it; the same one for keys of other kinds. */
    static TlsCertificate own(TlsCertificate certificate) {
        String type = certificate.keyType();
        byte[] encoded = certificate.key().getEncoded();
        if (!type.startsWith("Ed") || encoded == null) {
            return certificate;
        }
        try {
            PrivateKey key =
                    KeyFactory.getInstance(type, BOUNCY_CASTLE).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            CertificateFactory factory = CertificateFactory.getInstance("X.509", BOUNCY_CASTLE);
            List<X509Certificate> chain = new ArrayList<>();
            for (X509Certificate one : certificate.chain()) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(one.getEncoded())));
            }
            return new TlsCertificate(chain, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle cannot read the key or the chain of " + certificate, e);
        }
    }
}
