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
 * Converts EdDSA keys and certificates to Bouncy Castle's classes: {@code bctls} knows their algorithm by the name
 * {@code Ed25519}, but the JDK's classes name it {@code EdDSA}. Stateless.
 */
final class EdDsaConverter {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private EdDsaConverter() {}

    /** Returns the certificate in Bouncy Castle's classes; the same object for keys of other types. */
    static TlsCertificate convert(TlsCertificate certificate) {
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
