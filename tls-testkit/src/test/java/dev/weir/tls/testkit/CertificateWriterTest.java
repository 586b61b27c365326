package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other implementations read and verify the certificates: the JDK, its keytool, and OpenSSL. */
class CertificateWriterTest {
    private static final String[] ALGORITHMS = {
        "RSA", "RSASSA-PSS", "DSA", "EC/secp256r1", "EC/secp384r1", "EC/secp521r1", "Ed25519", "Ed448"
    };

    @TempDir
    Path directory;

    /** The algorithms are those of a certificate by keytool. */
    @ParameterizedTest
    @CsvSource({
        "RSA, SHA384withRSA",
        "RSASSA-PSS, RSASSA-PSS",
        "DSA, SHA256withDSA",
        "EC/secp256r1, SHA384withECDSA",
        "EC/secp384r1, SHA384withECDSA",
        "EC/secp521r1, SHA512withECDSA",
        "Ed25519, Ed25519",
        "Ed448, Ed448"
    })
    void eachKindOfKey(String algorithm, String signature) throws Exception {
        X509Certificate certificate =
                TestKeys.of(algorithm, "a.example", "*.a.example", "127.0.0.1", "::1").certificate;
        assertEquals(signature, certificate.getSigAlgName());
        assertEquals(3, certificate.getVersion());
        assertEquals("CN=a.example", certificate.getSubjectX500Principal().getName());
        assertEquals(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal());
        assertEquals(
                List.of(
                        List.of(2, "a.example"),
                        List.of(2, "*.a.example"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1")),
                List.copyOf(certificate.getSubjectAlternativeNames()));
        assertEquals(-1, certificate.getBasicConstraints(), "no authority");
        assertEquals(Set.of(), certificate.getCriticalExtensionOIDs());
        assertEquals(1, certificate.getSerialNumber().signum());
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
    }

    @Test
    void aChain() throws Exception {
        List<X509Certificate> chain = TestKeys.issued("RSA", "own.example").chain;
        for (int i = 0; i < 2; i++) {
            chain.get(i).verify(chain.get(i + 1).getPublicKey());
            byte[] authority = chain.get(i).getExtensionValue("2.5.29.35");
            byte[] subject = chain.get(i + 1).getExtensionValue("2.5.29.14");
            // OCTET STRING { SEQUENCE { [0] identifier } } and OCTET STRING { OCTET STRING identifier }
            assertArrayEquals(Der.contentOf(subject, 2), Der.contentOf(authority, 4));
            assertEquals(Integer.MAX_VALUE, chain.get(i + 1).getBasicConstraints());
            assertTrue(chain.get(i + 1).getKeyUsage()[5], "keyCertSign");
            assertEquals(Set.of("2.5.29.15", "2.5.29.19"), chain.get(i + 1).getCriticalExtensionOIDs());
        }
        assertNull(chain.get(2).getExtensionValue("2.5.29.35"), "the root names no authority");
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain.get(2), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain.subList(0, 2)), parameters);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, SHA1withRSA",
        "RSA, SHA224withRSA",
        "RSA, SHA256withRSA",
        "RSA, SHA512withRSA",
        "RSA, RSASSA-PSS",
        "EC/secp256r1, SHA1withECDSA",
        "EC/secp256r1, SHA256withECDSA",
        "EC/secp256r1, SHA512withECDSA"
    })
    void eachSignature(String algorithm, String signature) throws Exception {
        List<X509Certificate> chain = TestKeys.signed(algorithm, "a.example", signature).chain;
        assertEquals(signature, chain.get(0).getSigAlgName());
        chain.get(0).verify(chain.get(1).getPublicKey());
    }

    @Test
    void anUnknownSignatureIsRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> TestKeys.signed("RSA", "a.example", "MD5withRSA"));
        assertTrue(e.getMessage().contains("MD5withRSA"), e.getMessage());
    }

    /** RFC 5280 section 4.1.2.5: two forms of time. Lengths in one, two and three octets come with the names. */
    @ParameterizedTest
    @CsvSource({
        "1950-01-01T00:00:00Z, 2049-12-31T23:59:59Z, 1",
        "2050-01-01T00:00:00Z, 9999-12-31T23:59:59Z, 10",
        "2020-02-29T12:34:56Z, 2060-01-02T03:04:05Z, 5000"
    })
    void timesAndLengths(Instant from, Instant to, int count) throws Exception {
        KeyPair own = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String[] names = IntStream.range(0, count)
                .mapToObj(i -> "name-" + i + ".example")
                .toArray(String[]::new);
        X509Certificate certificate = new CertificateWriter("a.example", own.getPublic())
                .names(names)
                .validity(from, to)
                .selfSigned(own.getPrivate());
        assertEquals(Date.from(from), certificate.getNotBefore());
        assertEquals(Date.from(to), certificate.getNotAfter());
        assertEquals(
                List.of(names),
                certificate.getSubjectAlternativeNames().stream()
                        .map(name -> (String) name.get(1))
                        .toList());
    }

    private Path file(String name, Stream<TestKeys> keys) throws IOException {
        StringBuilder pem = new StringBuilder();
        keys.forEach(one -> pem.append(one.certificatePem()));
        return Files.writeString(directory.resolve(name), pem);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + output);
        return output;
    }

    @Test
    void keytoolReadsThem() throws Exception {
        Path all = file("all.pem", Stream.of(ALGORITHMS).map(one -> TestKeys.of(one, "a.example", "::1")));
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String output = run(keytool, "-J-Duser.language=en", "-printcert", "-file", all.toString());
        assertEquals(ALGORITHMS.length, output.split("DNSName: a.example", -1).length - 1, output);
        assertEquals(ALGORITHMS.length, output.split("SubjectKeyIdentifier", -1).length - 1, output);
    }

    @Test
    void opensslReadsAndVerifiesThem() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "openssl"))),
                "openssl is not installed");
        for (String algorithm : ALGORITHMS) {
            TestKeys self = TestKeys.of(algorithm, "a.example", "127.0.0.1");
            Path own = file("own.pem", Stream.of(self));
            String text = run("openssl", "x509", "-in", own.toString(), "-noout", "-text");
            assertTrue(text.contains("DNS:a.example, IP Address:127.0.0.1"), text);
            run("openssl", "verify", "-CAfile", own.toString(), own.toString());
            List<X509Certificate> chain = TestKeys.issued(algorithm, "own.example").chain;
            Path[] files = new Path[3];
            for (int i = 0; i < 3; i++) {
                files[i] = Files.writeString(
                        directory.resolve(i + ".pem"),
                        TestKeys.pem("CERTIFICATE", chain.get(i).getEncoded()));
            }
            run(
                    "openssl",
                    "verify",
                    "-x509_strict",
                    "-CAfile",
                    files[2].toString(),
                    "-untrusted",
                    files[1].toString(),
                    files[0].toString());
        }
    }
}
