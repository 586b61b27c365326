package dev.weir.tls.openssl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key exchange by libcrypto, with the JDK as the other side. */
class ExchangeTest {
    private static final SecureRandom OURS = new ExchangeRandom();

    @BeforeAll
    static void register() throws Exception {
        Registration.ensure();
    }

    private static AlgorithmParameterSpec parameters(String algorithm) {
        return algorithm.equals("EC") ? P256.PARAMETERS : NamedParameterSpec.X25519;
    }

    private static KeyPair pair(String algorithm, SecureRandom random) throws Exception {
        return HandshakeScope.call(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters(algorithm), random);
            assertEquals(
                    random == OURS ? Registration.EXCHANGE : "SunEC",
                    generator.getProvider().getName());
            return generator.generateKeyPair();
        });
    }

    private static KeyAgreement agreement(String algorithm) throws Exception {
        return KeyAgreement.getInstance(algorithm.equals("EC") ? "ECDH" : algorithm);
    }

    private static byte[] secret(String algorithm, KeyPair own, PublicKey peer) throws Exception {
        return HandshakeScope.call(() -> {
            KeyAgreement agreement = agreement(algorithm);
            agreement.init(own.getPrivate());
            agreement.doPhase(peer, true);
            return agreement.generateSecret();
        });
    }

    /** Often, as some numbers have zeros in front. */
    @ParameterizedTest
    @ValueSource(strings = {"XDH", "EC"})
    void theSecretIsThatOfTheJdk(String algorithm) throws Exception {
        for (int i = 0; i < 100; i++) {
            KeyPair ours = pair(algorithm, OURS);
            KeyPair theirs = pair(algorithm, null);
            assertArrayEquals(secret(algorithm, theirs, ours.getPublic()), secret(algorithm, ours, theirs.getPublic()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XDH", "EC"})
    void publicKeysAreWhole(String algorithm) throws Exception {
        for (int i = 0; i < 100; i++) {
            PublicKey key = pair(algorithm, OURS).getPublic();
            assertEquals(algorithm, key.getAlgorithm());
            assertEquals("X.509", key.getFormat());
            PublicKey read = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
            assertArrayEquals(read.getEncoded(), key.getEncoded());
            if (key instanceof XECPublicKey xec) {
                assertEquals(((XECPublicKey) read).getU(), xec.getU());
                assertEquals("X25519", ((NamedParameterSpec) xec.getParams()).getName());
            } else {
                assertEquals(((ECPublicKey) read).getW(), ((ECPublicKey) key).getW());
                assertEquals(((ECPublicKey) read).getParams(), ((ECPublicKey) key).getParams());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XDH", "EC"})
    void aPrivateKeyIsForOneAgreement(String algorithm) throws Exception {
        KeyPair ours = pair(algorithm, OURS);
        PublicKey peer = pair(algorithm, null).getPublic();
        assertEquals(algorithm, ours.getPrivate().getAlgorithm());
        assertNull(ours.getPrivate().getEncoded());
        assertFalse(ours.getPrivate().isDestroyed());
        secret(algorithm, ours, peer);
        assertTrue(ours.getPrivate().isDestroyed());
        InvalidKeyException e = assertThrows(InvalidKeyException.class, () -> secret(algorithm, ours, peer));
        assertEquals("the private key was used before", e.getMessage());
        KeyPair unused = pair(algorithm, OURS);
        unused.getPrivate().destroy();
        assertTrue(unused.getPrivate().isDestroyed());
        assertThrows(InvalidKeyException.class, () -> secret(algorithm, unused, peer));
    }

    private static PublicKey u(BigInteger u) throws Exception {
        return KeyFactory.getInstance("XDH").generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
    }

    /** RFC 7748 section 6.1: points of small order, of which a secret of zeros would come. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "325606250916557431795983626356110631294008115727848805560023387167927233504",
                "39382357235489614581723060781553021112529911719440698176882885853963445705823"
            })
    void pointsOfSmallOrderAreRefused(String u) throws Exception {
        KeyPair ours = pair("XDH", OURS);
        InvalidKeyException e =
                assertThrows(InvalidKeyException.class, () -> secret("XDH", ours, u(new BigInteger(u))));
        assertTrue(e.getMessage().startsWith("key agreement has failed in libcrypto: "), e.getMessage());
        assertEquals(0, Libcrypto.nextError(), "nothing is left in the queue");
        assertTrue(ours.getPrivate().isDestroyed());
    }

    private record Point(ECPoint getW, ECParameterSpec getParams) implements ECPublicKey {
        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }

    @Test
    void pointsThatAreNotOnTheCurveAreRefused() throws Exception {
        ECPoint good = ((ECPublicKey) pair("EC", null).getPublic()).getW();
        BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        for (ECPoint bad : List.of(
                new ECPoint(good.getAffineX(), good.getAffineY().xor(BigInteger.ONE)),
                new ECPoint(BigInteger.ZERO, BigInteger.ZERO),
                new ECPoint(most, most),
                new ECPoint(good.getAffineX(), most.shiftLeft(1)),
                new ECPoint(good.getAffineX().negate(), good.getAffineY()),
                ECPoint.POINT_INFINITY)) {
            KeyPair ours = pair("EC", OURS);
            assertThrows(
                    InvalidKeyException.class,
                    () -> secret("EC", ours, new Point(bad, P256.PARAMETERS)),
                    bad::toString);
        }
        assertEquals(0, Libcrypto.nextError(), "nothing is left in the queue");
    }

    @Test
    void keysOfOtherGroupsAreRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        PublicKey p384 = generator.generateKeyPair().getPublic();
        generator = KeyPairGenerator.getInstance("X448");
        PublicKey x448 = generator.generateKeyPair().getPublic();
        for (PublicKey wrong : List.of(p384, x448, pair("XDH", null).getPublic())) {
            assertThrows(InvalidKeyException.class, () -> secret("EC", pair("EC", OURS), wrong));
        }
        for (PublicKey wrong : List.of(p384, x448, pair("EC", null).getPublic())) {
            assertThrows(InvalidKeyException.class, () -> secret("XDH", pair("XDH", OURS), wrong));
        }
    }

    @Test
    void anAgreementHasItsOrder() throws Exception {
        KeyPair ours = pair("XDH", OURS);
        PublicKey peer = pair("XDH", null).getPublic();
        KeyAgreement agreement = HandshakeScope.call(() -> {
            KeyAgreement one = agreement("XDH");
            one.init(ours.getPrivate());
            return one;
        });
        assertEquals(Registration.EXCHANGE, agreement.getProvider().getName());
        assertThrows(IllegalStateException.class, agreement::generateSecret);
        assertThrows(IllegalStateException.class, () -> agreement.doPhase(peer, false));
        assertThrows(InvalidKeyException.class, () -> agreement.doPhase(ours.getPrivate(), true));
        agreement.doPhase(peer, true);
        assertThrows(IllegalStateException.class, () -> agreement.doPhase(peer, true));
        assertThrows(ShortBufferException.class, () -> agreement.generateSecret(new byte[40], 9));
        byte[] into = new byte[40];
        assertEquals(32, agreement.generateSecret(into, 8));
        assertEquals(0, into[0] | into[7]);
        assertThrows(IllegalStateException.class, agreement::generateSecret, "given once");
        agreement.init(pair("XDH", OURS).getPrivate());
        agreement.doPhase(peer, true);
        SecretKey key = agreement.generateSecret("TlsPremasterSecret");
        assertEquals("TlsPremasterSecret", key.getAlgorithm());
        assertEquals(32, key.getEncoded().length);
        assertThrows(
                InvalidKeyException.class,
                () -> agreement.init(pair("XDH", null).getPrivate()));
    }

    // ---- the rest of the process

    /** Who walks through the list of providers, as Bouncy Castle's TLS does here, finds nothing of ours. */
    @Test
    void othersSeeNoServices() {
        for (String name : List.of(Registration.EXCHANGE, Registration.SIGNATURE)) {
            Provider provider = Security.getProvider(name);
            assertEquals(Set.of(), provider.getServices());
            for (String type : List.of("KeyPairGenerator", "KeyAgreement", "Signature")) {
                for (String algorithm : List.of("XDH", "EC", "ECDH", "SHA256withECDSA", "RSASSA-PSS")) {
                    assertNull(provider.getService(type, algorithm));
                    assertNull(provider.get(type + "." + algorithm));
                }
            }
        }
        assertThrows(
                NoSuchAlgorithmException.class,
                () -> KeyPairGenerator.getInstance("XDH", Security.getProvider(Registration.EXCHANGE)));
    }

    /** Outside of handshakes, and in one what is not JSSE: a user's source of certificates that makes keys. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void othersGetTheJdk(boolean inHandshake) throws Exception {
        ScopedValue.CallableOp<Object, Exception> use = () -> {
            for (String algorithm : List.of("EC", "XDH", "X25519")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
                assertEquals("PKCS#8", generator.generateKeyPair().getPrivate().getFormat(), "not initialized");
                assertEquals("SunEC", generator.getProvider().getName());
            }
            KeyPairGenerator bySize = KeyPairGenerator.getInstance("EC");
            bySize.initialize(256);
            assertEquals("PKCS#8", bySize.generateKeyPair().getPrivate().getFormat());
            KeyPairGenerator other = KeyPairGenerator.getInstance("EC");
            other.initialize(new ECGenParameterSpec("secp521r1"), OURS);
            assertEquals("SunEC", other.getProvider().getName(), "a group that is not ours");
            assertThrows(
                    InvalidAlgorithmParameterException.class,
                    () -> KeyPairGenerator.getInstance("EC").initialize(new ECGenParameterSpec("no such curve")));
            for (String algorithm : List.of("EC", "XDH")) {
                for (SecureRandom random : new SecureRandom[] {null, new SecureRandom()}) {
                    KeyPair one = pair(algorithm, random);
                    KeyPair two = pair(algorithm, random);
                    KeyAgreement agreement = agreement(algorithm);
                    agreement.init(one.getPrivate());
                    assertEquals("SunEC", agreement.getProvider().getName());
                    agreement.doPhase(two.getPublic(), true);
                    assertArrayEquals(secret(algorithm, two, one.getPublic()), agreement.generateSecret());
                }
            }
            return null;
        };
        if (inHandshake) {
            HandshakeScope.call(use);
        } else {
            use.call();
        }
    }

    @Test
    void isRegisteredOnce() throws Exception {
        Registration.ensure();
        Registration.ensure();
        List<String> names = new ArrayList<>();
        for (var provider : Security.getProviders()) {
            names.add(provider.getName());
        }
        assertEquals(0, names.indexOf(Registration.EXCHANGE));
        assertEquals(names.size() - 1, names.indexOf(Registration.SIGNATURE));
        assertEquals(names.size(), names.stream().distinct().count());
    }

    // ---- native memory

    @Test
    void isThreadSafeAndLeavesNothingBehind() throws Exception {
        awaitKeys(KeyHandle.live());
        long before = KeyHandle.live();
        List<Callable<Boolean>> jobs = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String algorithm = i % 2 == 0 ? "XDH" : "EC";
            jobs.add(() -> {
                KeyPair one = pair(algorithm, OURS);
                KeyPair two = pair(algorithm, OURS);
                return Arrays.equals(secret(algorithm, one, two.getPublic()), secret(algorithm, two, one.getPublic()));
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(jobs)) {
                assertTrue(done.get());
            }
        }
        // Freed by their use, not by a collection.
        assertTrue(KeyHandle.live() <= before, () -> KeyHandle.live() + " keys, before " + before);
    }

    @Test
    void keysThatAreNotUsedGoWithTheirHandshake() throws Exception {
        long before = KeyHandle.live();
        for (int i = 0; i < 500; i++) {
            pair("XDH", OURS);
        }
        assertTrue(KeyHandle.live() > 0);
        awaitKeys(before);
    }

    /** Waits until no more keys are there than a number. */
    private static void awaitKeys(long most) throws InterruptedException {
        while (KeyHandle.live() > most) {
            System.gc();
            Thread.sleep(10);
        }
    }
}
