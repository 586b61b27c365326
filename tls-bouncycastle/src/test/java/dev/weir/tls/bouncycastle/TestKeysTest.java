package dev.weir.tls.bouncycastle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.tls.testkit.TestKeys;
import java.io.ByteArrayInputStream;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test kit's certificates are valid for a second implementation of RFC 5280; its own tests ask the JDK's. */
class TestKeysTest {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private static List<X509Certificate> read(TestKeys keys) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509", BOUNCY_CASTLE);
        List<X509Certificate> chain = new ArrayList<>();
        for (X509Certificate certificate : keys.tls().chain()) {
            chain.add(
                    (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
        }
        return chain;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC/secp256r1", "EC/secp384r1", "EC/secp521r1", "Ed25519", "Ed448"})
    void bouncyCastleValidatesChains(String algorithm) throws Exception {
        List<X509Certificate> chain = read(TestKeys.issued(algorithm, "own.example"));
        assertEquals(3, chain.size());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain.get(2), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX", BOUNCY_CASTLE)
                .validate(
                        CertificateFactory.getInstance("X.509", BOUNCY_CASTLE).generateCertPath(chain.subList(0, 2)),
                        parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC/secp256r1", "EC/secp384r1", "EC/secp521r1", "Ed25519", "Ed448"})
    void bouncyCastleVerifiesSelfSignedOnes(String algorithm) throws Exception {
        X509Certificate own =
                read(TestKeys.of(algorithm, "a.example", "127.0.0.1")).getFirst();
        own.verify(own.getPublicKey(), BOUNCY_CASTLE);
        own.checkValidity();
        assertEquals(
                List.of(List.of(2, "a.example"), List.of(7, "127.0.0.1")),
                List.copyOf(own.getSubjectAlternativeNames()));
    }
}
