package dev.weir.tls.openssl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.testkit.TestKeys;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures by libcrypto, which the JDK verifies. */
class SignaturesTest {
    private static final byte[] CONTENT = new byte[4_000];

    @BeforeAll
    static void register() throws Exception {
        new Random(1).nextBytes(CONTENT);
        Registration.ensure();
    }

    private static TestKeys keys(String algorithm) {
        return TestKeys.of(algorithm, "a.example");
    }

    private static PrivateKey ours(TestKeys keys) throws InvalidKeyException {
        return new KeyConverter().convert(keys.tls()).key();
    }

    private static Signature ours(String algorithm) throws Exception {
        return HandshakeScope.call(() -> Signature.getInstance(algorithm, Registration.SIGNATURE));
    }

    /** Returns the parameters for PSS that TLS uses; null for other algorithms. */
    private static PSSParameterSpec pss(String algorithm, String digest) {
        int salt = Integer.parseInt(digest.substring(4)) / 8;
        return algorithm.equals("RSASSA-PSS")
                ? new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1)
                : null;
    }

    private static byte[] sign(String algorithm, PSSParameterSpec pss, PrivateKey key, byte[] content)
            throws Exception {
        // As JSSE: the provider is chosen by the key, so it comes before the parameters where none was chosen.
        Signature signature = ours(algorithm);
        if (pss != null) {
            signature.setParameter(pss);
        }
        signature.initSign(key);
        signature.update(content, 0, content.length / 2);
        for (int i = content.length / 2; i < content.length; i++) {
            signature.update(content[i]);
        }
        return signature.sign();
    }

    private static boolean verify(String algorithm, PSSParameterSpec pss, PublicKey key, byte[] content, byte[] signed)
            throws Exception {
        Signature signature = Signature.getInstance(algorithm);
        if (pss != null) {
            signature.setParameter(pss);
        }
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(signed);
    }

    @ParameterizedTest
    @CsvSource({
        "EC/secp256r1, SHA256withECDSA, SHA-256",
        "EC/secp384r1, SHA384withECDSA, SHA-384",
        "EC/secp521r1, SHA512withECDSA, SHA-512",
        "EC/secp256r1, SHA512withECDSA, SHA-512",
        "Ed25519,      Ed25519,         SHA-512",
        "RSA,          SHA256withRSA,   SHA-256",
        "RSA,          SHA384withRSA,   SHA-384",
        "RSA,          SHA512withRSA,   SHA-512",
        "RSA,          RSASSA-PSS,      SHA-256",
        "RSA,          RSASSA-PSS,      SHA-384",
        "RSA,          RSASSA-PSS,      SHA-512",
        "RSASSA-PSS,   RSASSA-PSS,      SHA-256",
        "RSASSA-PSS,   RSASSA-PSS,      SHA-384",
        "RSASSA-PSS,   RSASSA-PSS,      SHA-512",
    })
    void theJdkVerifiesThem(String keyAlgorithm, String algorithm, String digest) throws Exception {
        TestKeys keys = keys(keyAlgorithm);
        PSSParameterSpec pss = pss(algorithm, digest);
        PrivateKey key = ours(keys);
        PublicKey verifier = keys.certificate().getPublicKey();
        for (int size : new int[] {0, 1, 147, 4_000}) {
            byte[] content = java.util.Arrays.copyOf(CONTENT, size);
            byte[] signed = sign(algorithm, pss, key, content);
            assertTrue(verify(algorithm, pss, verifier, content, signed), () -> "of " + size + " bytes");
            assertFalse(verify(algorithm, pss, verifier, new byte[size + 1], signed), () -> "of " + size + " bytes");
        }
    }

    /** Deterministic schemes give what the JDK gives. */
    @ParameterizedTest
    @CsvSource({"RSA, SHA256withRSA", "RSA, SHA512withRSA", "Ed25519, Ed25519"})
    void areThoseOfTheJdk(String keyAlgorithm, String algorithm) throws Exception {
        TestKeys keys = keys(keyAlgorithm);
        Signature theirs = Signature.getInstance(algorithm);
        theirs.initSign(keys.tls().key());
        theirs.update(CONTENT);
        assertArrayEquals(theirs.sign(), sign(algorithm, null, ours(keys), CONTENT));
    }

    /** No provider is named, as JSSE names none. */
    @ParameterizedTest
    @CsvSource({
        "EC/secp256r1, SHA256withECDSA",
        "EC/secp384r1, SHA384withECDSA",
        "Ed25519, Ed25519",
        "RSA, SHA256withRSA"
    })
    void onlyOurKeysComeHere(String keyAlgorithm, String algorithm) throws Exception {
        TestKeys keys = keys(keyAlgorithm);
        HandshakeScope.call(() -> {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(ours(keys));
            assertEquals(Registration.SIGNATURE, signature.getProvider().getName());
            signature = Signature.getInstance(algorithm);
            signature.initSign(keys.tls().key());
            assertTrue(signature.getProvider().getName().startsWith("Sun"), () -> "the JDK's keys");
            signature = Signature.getInstance(algorithm);
            signature.initVerify(keys.certificate());
            assertTrue(signature.getProvider().getName().startsWith("Sun"), () -> "what is verified");
            signature = Signature.getInstance(algorithm);
            assertTrue(signature.getProvider().getName().startsWith("Sun"), () -> "no key at all");
            return null;
        });
        Signature outside = Signature.getInstance(algorithm);
        PrivateKey key = ours(keys);
        assertThrows(InvalidKeyException.class, () -> outside.initSign(key), "not in a handshake");
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        PrivateKey ec = ours(keys("EC/secp256r1"));
        PrivateKey rsa = ours(keys("RSA"));
        for (String algorithm : List.of("SHA256withRSA", "RSASSA-PSS", "Ed25519")) {
            Signature signature = ours(algorithm);
            assertThrows(InvalidKeyException.class, () -> signature.initSign(ec), algorithm);
        }
        Signature signature = ours("SHA256withECDSA");
        InvalidKeyException e = assertThrows(InvalidKeyException.class, () -> signature.initSign(rsa));
        assertEquals("needs a key of EC, not of RSA", e.getMessage());
        assertThrows(
                InvalidKeyException.class,
                () -> signature.initSign(keys("EC/secp256r1").tls().key()),
                "a key of the JDK");
        assertThrows(SignatureException.class, signature::sign, "after a failure no key is set");
        assertThrows(
                InvalidKeyException.class,
                () -> signature.initVerify(keys("EC/secp256r1").certificate()));
    }

    /** A key that is restricted to a digest (RFC 4055 section 3.3), which JSSE learns when it sets the key. */
    @Test
    void restrictionsOfPssKeysHold() throws Exception {
        PSSParameterSpec sha256 = pss("RSASSA-PSS", "SHA-256");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, sha256));
        KeyPair pair = generator.generateKeyPair();
        SigningKey key = SigningKey.read(pair.getPrivate());
        assertEquals("SHA-256", ((PSSParameterSpec) ((RSAKey) key).getParams()).getDigestAlgorithm());
        byte[] signed = sign("RSASSA-PSS", sha256, key, CONTENT);
        assertTrue(verify("RSASSA-PSS", sha256, pair.getPublic(), CONTENT, signed));
        assertThrows(InvalidKeyException.class, () -> sign("RSASSA-PSS", pss("RSASSA-PSS", "SHA-384"), key, CONTENT));
    }

    @Test
    void parametersThatTlsHasNotAreRefused() throws Exception {
        Signature signature = ours("RSASSA-PSS");
        assertNull(signature.getParameters());
        for (PSSParameterSpec wrong : List.of(
                new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1),
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 32, 1),
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 2))) {
            assertThrows(InvalidAlgorithmParameterException.class, () -> signature.setParameter(wrong));
        }
        PSSParameterSpec right = pss("RSASSA-PSS", "SHA-384");
        signature.setParameter(right);
        assertEquals(
                48,
                signature
                        .getParameters()
                        .getParameterSpec(PSSParameterSpec.class)
                        .getSaltLength());
    }

    /** A salt that does not fit into a signature of 2,048 bits: the reason is OpenSSL's. */
    @Test
    void errorsOfTheLibraryAreTold() throws Exception {
        PSSParameterSpec large = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 1_000, 1);
        PrivateKey key = ours(keys("RSA"));
        SignatureException e = assertThrows(SignatureException.class, () -> sign("RSASSA-PSS", large, key, CONTENT));
        assertTrue(e.getMessage().startsWith("signing has failed in libcrypto: error:"), e.getMessage());
        assertTrue(e.getMessage().contains("data too large for key size"), e.getMessage());
        assertEquals(0, Libcrypto.nextError(), "nothing is left in the queue");
        // and the next is not affected
        PSSParameterSpec right = pss("RSASSA-PSS", "SHA-256");
        byte[] signed = sign("RSASSA-PSS", right, key, CONTENT);
        assertTrue(verify("RSASSA-PSS", right, keys("RSA").certificate().getPublicKey(), CONTENT, signed));
    }

    @Test
    void whatIsNoKeyIsNotRead() {
        InvalidKeyException e =
                assertThrows(InvalidKeyException.class, () -> SigningKey.read(new Broken(new byte[40])));
        assertTrue(
                e.getMessage().startsWith("reading the private key has failed in libcrypto: error:"), e.getMessage());
        assertThrows(InvalidKeyException.class, () -> SigningKey.read(new Broken(null)));
    }

    private record Broken(byte[] encoded) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return encoded == null ? null : "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return encoded == null ? null : encoded.clone();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC/secp256r1", "Ed25519"})
    void keysStayInTheLibrary(String algorithm) throws Exception {
        PrivateKey key = ours(keys(algorithm));
        assertEquals(keys(algorithm).tls().key().getAlgorithm(), key.getAlgorithm());
        assertNull(key.getEncoded());
        assertNull(key.getFormat());
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThrows(NotSerializableException.class, () -> out.writeObject(key));
        }
        assertEquals(key.getAlgorithm() + " key in libcrypto", key.toString());
    }

    @Test
    void keysAreReadOnceAndOthersAreLeftAlone() throws Exception {
        KeyConverter converter = new KeyConverter();
        TlsCertificate one = keys("RSA").tls();
        TlsCertificate again = keys("RSA").tls();
        assertSame(converter.convert(one).key(), converter.convert(again).key());
        assertEquals(one.chain(), converter.convert(one).chain());
        TlsCertificate other = keys("Ed448").tls();
        assertSame(other, converter.convert(other), "a type that stays with the JDK");
        TlsCertificate opaque = new TlsCertificate(keys("RSA").tls().chain(), new Broken(null));
        assertSame(opaque, converter.convert(opaque), "a key of a hardware module");
        assertThrows(
                InvalidKeyException.class,
                () -> converter.convert(new TlsCertificate(keys("RSA").tls().chain(), new Broken(new byte[9]))));
    }

    /** The certificates of a reload: their keys go with them, and those that remain do not. */
    @Test
    void keysOfAReloadGo() throws Exception {
        KeyConverter converter = new KeyConverter();
        PrivateKey stays = converter.convert(keys("RSA").tls()).key();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        long before = KeyHandle.live();
        List<X509Certificate> chain = keys("EC/secp256r1").tls().chain();
        for (int i = 0; i < 50; i++) {
            converter.convert(
                    new TlsCertificate(chain, generator.generateKeyPair().getPrivate()));
        }
        do {
            System.gc();
            Thread.sleep(10);
            // What is gone is noticed when the next key is read.
            converter.convert(
                    new TlsCertificate(chain, generator.generateKeyPair().getPrivate()));
        } while (KeyHandle.live() > before + 5);
        assertSame(stays, converter.convert(keys("RSA").tls()).key());
    }

    /** One key, and errors beside signatures: each thread gets its own. */
    @Test
    void isThreadSafe() throws Exception {
        TestKeys keys = keys("EC/secp256r1");
        PrivateKey key = ours(keys);
        PrivateKey rsa = ours(keys("RSA"));
        PSSParameterSpec large = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 1_000, 1);
        List<Callable<Boolean>> jobs = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            byte[] content = {(byte) i, (byte) (i >> 8)};
            boolean fail = i % 4 == 0;
            jobs.add(() -> fail
                    ? assertThrows(SignatureException.class, () -> sign("RSASSA-PSS", large, rsa, content))
                            .getMessage()
                            .contains("data too large for key size")
                    : verify(
                            "SHA256withECDSA",
                            null,
                            keys.certificate().getPublicKey(),
                            content,
                            sign("SHA256withECDSA", null, key, content)));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(jobs)) {
                assertTrue(done.get());
            }
        }
    }
}
