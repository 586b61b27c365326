package dev.weir.tls.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates and keys out of files: each form that is read, and each way in which that fails. */
class TlsCertificateTest {
    private static final TestKeys RSA = TestKeys.of("RSA", "a.example");
    private static final TestKeys EC = TestKeys.of("EC", "b.example");
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
                Arguments.of("text around, CRLF", RSA, "Bag Attributes\r\n" + RSA.keyPem().replace("\n", "\r\n") + "end"),
                Arguments.of("the certificate's own file", EC, EC.certificatePem() + EC.keyPem()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void reads(String name, TestKeys keys, String pem) throws Exception {
        TlsCertificate read = TlsCertificate.fromPem(file("c.pem", keys.certificatePem()), file("k.pem", pem));
        assertEquals(List.of(keys.certificate), read.chain());
        // That the key is the right one, reading has checked: equal keys may differ in how they are encoded.
        assertEquals(keys.key.getAlgorithm(), read.key().getAlgorithm());
        assertEquals(read.key(), TlsCertificate.fromPem(keys.certificatePem(), pem).key());
    }

    @Test
    void aChainKeepsItsOrder() throws Exception {
        TlsCertificate read = TlsCertificate.fromPem(RSA.certificatePem() + EC.certificatePem(), RSA.keyPem());
        assertEquals(List.of(RSA.certificate, EC.certificate), read.chain());
    }

    static Stream<Arguments> mistakes() {
        String certificate = EC.certificatePem();
        return Stream.of(
                Arguments.of("key of another certificate", certificate, TestKeys.of("EC", "d.example").keyPem(), "k.pem"),
                Arguments.of("key of another kind", certificate, RSA.keyPem(), "k.pem"),
                Arguments.of("issuer first", RSA.certificatePem() + certificate, EC.keyPem(), "first certificate"),
                Arguments.of("empty certificate file", "", EC.keyPem(), "c.pem"),
                Arguments.of("empty key file", certificate, "", "k.pem"),
                Arguments.of("garbage for a certificate", "\u0000\u00ff garbage", EC.keyPem(), "c.pem"),
                Arguments.of("garbage in a certificate", TestKeys.pem("CERTIFICATE", new byte[50]), EC.keyPem(), "c.pem"),
                Arguments.of("garbage in a key", certificate, TestKeys.pem("PRIVATE KEY", new byte[50]), "k.pem"),
                Arguments.of("a certificate for a key", certificate, certificate, "k.pem"),
                Arguments.of("a key for a certificate", EC.keyPem(), EC.keyPem(), "c.pem"),
                Arguments.of("no end line", certificate, "-----BEGIN PRIVATE KEY-----\nAAAA\n", "k.pem"),
                Arguments.of("half a begin line", certificate, "-----BEGIN PRIV", "k.pem"),
                Arguments.of("no curve", certificate, TestKeys.pem("EC PRIVATE KEY", EC.innerKey()), "curve"),
                Arguments.of("encrypted PKCS#8", certificate,
                        TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[50]), "encrypted"),
                Arguments.of("encrypted PKCS#1", certificate,
                        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                                + "-----END RSA PRIVATE KEY-----\n", "encrypted"));
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
        Path file = Files.write(directory.resolve("own.p12"), RSA.pkcs12);
        assertEquals(RSA.key, TlsCertificate.fromPkcs12(file, TestKeys.PASSWORD).key());
        TlsConfigException wrong =
                assertThrows(TlsConfigException.class, () -> TlsCertificate.fromPkcs12(file, "other".toCharArray()));
        assertTrue(wrong.getMessage().contains("password") && wrong.getMessage().contains("own.p12"), wrong.getMessage());
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
