package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfigException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys out of files: each form that is read, and each way in which that fails. */
class TlsCertificateTest {
    private static final TestKeys RSA = TestKeys.of("RSA", "a.example");
    private static final TestKeys EC = TestKeys.of("EC", "b.example");
    private static final TestKeys ISSUED = TestKeys.issued("EC", "own.example");
    private static final TestKeys EXPIRED = TestKeys.expired("EC", "e.example");
    private static final TestKeys EARLY = TestKeys.notYetValid("EC", "e.example");
    private static final TestKeys ED = TestKeys.of("Ed25519", "c.example");

    @TempDir
    Path directory;

    static Stream<Arguments> forms() {
        String curve = TestKeys.pem("EC PARAMETERS", EC.curve());
        return Stream.of(
                Arguments.of("RSA PKCS#8", RSA, RSA.keyPem()),
                Arguments.of("RSA PKCS#1", RSA, TestKeys.pem("RSA PRIVATE KEY", RSA.innerKey())),
                Arguments.of("EC PKCS#8", EC, EC.keyPem()),
                Arguments.of("EC SEC1", EC, TestKeys.pem("EC PRIVATE KEY", EC.sec1WithCurve())),
                Arguments.of("EC SEC1, curve beside", EC, curve + TestKeys.pem("EC PRIVATE KEY", EC.innerKey())),
                Arguments.of("Ed25519 PKCS#8", ED, ED.keyPem()),
                Arguments.of(
                        "text around, CRLF",
                        RSA,
                        "Bag Attributes\r\n" + RSA.keyPem().replace("\n", "\r\n") + "end"),
                Arguments.of("the certificate's own file", EC, EC.certificatePem() + EC.keyPem()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void reads(String name, TestKeys keys, String pem) throws Exception {
        TlsCertificate read = TlsCertificate.fromPem(file("c.pem", keys.certificatePem()), file("k.pem", pem));
        assertEquals(List.of(keys.certificate), read.chain());
        // That the key is the right one, reading has checked: equal keys may differ in how they are encoded.
        assertEquals(keys.key.getAlgorithm(), read.key().getAlgorithm());
        assertEquals(
                read.key(), TlsCertificate.fromPem(keys.certificatePem(), pem).key());
    }

    @Test
    void aChainInAnyOrderIsPutInOrder() throws Exception {
        List<X509Certificate> chain = ISSUED.tls().chain();
        assertEquals(3, chain.size());
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            StringBuilder pem = new StringBuilder();
            for (int i : order) {
                pem.append(TestKeys.pem("CERTIFICATE", chain.get(i).getEncoded()));
            }
            assertEquals(
                    chain,
                    TlsCertificate.fromPem(pem.toString(), ISSUED.keyPem()).chain());
        }
        String withoutRoot = TestKeys.pem("CERTIFICATE", chain.get(1).getEncoded()) + ISSUED.certificatePem();
        assertEquals(
                chain.subList(0, 2),
                TlsCertificate.fromPem(withoutRoot, ISSUED.keyPem()).chain());
    }

    /** As in a file that was put together of two, or by {@code cat fullchain.pem chain.pem}. */
    @Test
    void whatStandsThereTwiceIsOne() throws Exception {
        List<X509Certificate> chain = ISSUED.tls().chain();
        String own = ISSUED.certificatePem();
        String middle = TestKeys.pem("CERTIFICATE", chain.get(1).getEncoded());
        String root = TestKeys.pem("CERTIFICATE", chain.get(2).getEncoded());
        for (String pem : new String[] {
            own + middle + root + middle + root,
            own + own + middle + root,
            root + root + middle + own,
            own + middle + own + root
        }) {
            assertEquals(chain, TlsCertificate.fromPem(pem, ISSUED.keyPem()).chain());
        }
        assertEquals(
                List.of(EC.certificate),
                TlsCertificate.fromPem(EC.certificatePem() + EC.certificatePem(), EC.keyPem())
                        .chain());
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, RSA",
        "RSASSA-PSS, RSASSA-PSS",
        "EC/secp256r1, secp256r1",
        "EC/secp384r1, secp384r1",
        "EC/secp521r1, secp521r1",
        "Ed25519, Ed25519",
        "Ed448, Ed448",
        "DSA, DSA"
    })
    void tellsTheKindOfItsKey(String kind, String told) {
        assertEquals(told, TestKeys.of(kind, "a.example").tls().keyType());
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-256-cbc", "aes-128-cbc"})
    void readsEncryptedKeys(String cipher) throws Exception {
        Path plain = file("plain.pem", RSA.keyPem());
        Path encrypted = directory.resolve("encrypted.pem");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "pkcs8",
                        "-topk8",
                        "-v2",
                        cipher,
                        "-in",
                        plain.toString(),
                        "-out",
                        encrypted.toString(),
                        "-passout",
                        "pass:secret")
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, openssl.waitFor(), said);
        Path chain = file("c.pem", RSA.certificatePem());
        assertEquals(
                RSA.key,
                TlsCertificate.fromPem(chain, encrypted, "secret".toCharArray()).key());
        assertEquals(
                RSA.key,
                TlsCertificate.fromPem(chain, plain, "secret".toCharArray()).key(),
                "not encrypted");
        TlsConfigException wrong = assertThrows(
                TlsConfigException.class, () -> TlsCertificate.fromPem(chain, encrypted, "other".toCharArray()));
        assertTrue(
                wrong.getMessage().contains("password") && wrong.getMessage().contains("encrypted.pem"),
                wrong.getMessage());
        TlsConfigException none =
                assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPem(chain, encrypted));
        assertTrue(none.getMessage().contains("no password"), none.getMessage());
    }

    @Test
    void readsKeyStores() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(ISSUED.pkcs12()), TestKeys.PASSWORD);
        assertEquals(
                ISSUED.tls().chain(),
                TlsCertificate.fromKeyStore(store, "own", TestKeys.PASSWORD).chain());
        TlsConfigException none = assertThrows(
                TlsConfigException.class, () -> TlsCertificate.fromKeyStore(store, "nobody", TestKeys.PASSWORD));
        assertTrue(none.getMessage().contains("nobody"), none.getMessage());
        assertThrows(TlsConfigException.class, () -> TlsCertificate.fromKeyStore(store, "own", "other".toCharArray()));
    }

    static Stream<Arguments> mistakes() {
        String certificate = EC.certificatePem();
        return Stream.of(
                Arguments.of(
                        "key of another certificate",
                        certificate,
                        TestKeys.of("EC", "d.example").keyPem(),
                        "k.pem"),
                Arguments.of("key of another kind", certificate, RSA.keyPem(), "k.pem"),
                Arguments.of("a stranger beside", RSA.certificatePem() + certificate, EC.keyPem(), "does not belong"),
                Arguments.of("expired", EXPIRED.certificatePem(), EXPIRED.keyPem(), "expired at"),
                Arguments.of("not yet valid", EARLY.certificatePem(), EARLY.keyPem(), "not valid before"),
                Arguments.of(
                        "another of the issuer's name",
                        ISSUED.certificatePem()
                                + TestKeys.of("EC", "middle.example").certificatePem(),
                        ISSUED.keyPem(),
                        "not signed by"),
                Arguments.of("empty certificate file", "", EC.keyPem(), "c.pem"),
                Arguments.of("empty key file", certificate, "", "k.pem"),
                Arguments.of("garbage for a certificate", "\u0000\u00ff garbage", EC.keyPem(), "c.pem"),
                Arguments.of(
                        "garbage in a certificate", TestKeys.pem("CERTIFICATE", new byte[50]), EC.keyPem(), "c.pem"),
                Arguments.of("garbage in a key", certificate, TestKeys.pem("PRIVATE KEY", new byte[50]), "k.pem"),
                Arguments.of("a certificate for a key", certificate, certificate, "k.pem"),
                Arguments.of("a key for a certificate", EC.keyPem(), EC.keyPem(), "c.pem"),
                Arguments.of("no end line", certificate, "-----BEGIN PRIVATE KEY-----\nAAAA\n", "k.pem"),
                Arguments.of("half a begin line", certificate, "-----BEGIN PRIV", "k.pem"),
                Arguments.of("no curve", certificate, TestKeys.pem("EC PRIVATE KEY", EC.innerKey()), "curve"),
                Arguments.of(
                        "encrypted PKCS#8",
                        certificate,
                        TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[50]),
                        "encrypted"),
                Arguments.of(
                        "encrypted PKCS#1",
                        certificate,
                        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                                + "-----END RSA PRIVATE KEY-----\n",
                        "encrypted"),
                Arguments.of(
                        "encrypted SEC1",
                        certificate,
                        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                                + "-----END EC PRIVATE KEY-----\n",
                        "encrypted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void saysWhatIsWrong(String name, String certificates, String key, String says) throws Exception {
        Path c = file("c.pem", certificates);
        Path k = file("k.pem", key);
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPem(c, k));
        assertTrue(e.getMessage().contains(says), e.getMessage());
        assertTrue(e.getMessage().contains(directory.toString()), "names no file: " + e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        Path there = file("c.pem", EC.certificatePem());
        Path missing = directory.resolve("missing.pem");
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPem(there, missing));
        assertTrue(e.getMessage().contains("missing.pem"), e.getMessage());
        assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPem(directory, there));
    }

    @Test
    void readsPkcs12() throws Exception {
        Path file = Files.write(directory.resolve("own.p12"), RSA.pkcs12());
        assertEquals(RSA.key, TlsCertificate.fromPkcs12(file, TestKeys.PASSWORD).key());
        TlsConfigException wrong =
                assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPkcs12(file, "other".toCharArray()));
        assertTrue(
                wrong.getMessage().contains("password") && wrong.getMessage().contains("own.p12"), wrong.getMessage());
        Path garbage = Files.write(directory.resolve("bad.p12"), new byte[100]);
        assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPkcs12(garbage, TestKeys.PASSWORD));
        Path missing = directory.resolve("no.p12");
        assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPkcs12(missing, TestKeys.PASSWORD));
    }

    @Test
    void neverShowsTheKey() {
        assertTrue(RSA.tls().toString().contains("a.example"));
        assertTrue(RSA.tls().toString().length() < 200, RSA.tls().toString());
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content, StandardCharsets.ISO_8859_1);
    }
}
