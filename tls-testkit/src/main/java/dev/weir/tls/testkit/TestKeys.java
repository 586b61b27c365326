package dev.weir.tls.testkit;

import dev.weir.tls.spi.TlsCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys with certificates, created on first use and cached for all tests of the process.
 *
 * <p>Algorithms have JCA names: RSA, RSASSA-PSS and DSA, of 2,048 bits; EC, on secp384r1 unless a curve follows, as in
 * {@code EC/secp256r1}; Ed25519 and Ed448. Certificates are valid for 30 days.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class TestKeys {
    static final char[] PASSWORD = "weir-test".toCharArray();

    private static final Duration LIFETIME = Duration.ofDays(30);
    private static final Duration NOW_VALID = Duration.ofDays(-1);
    private static final Duration EXPIRED = Duration.ofDays(-40);
    private static final Duration NOT_YET_VALID = Duration.ofDays(10);
    private static final int KEY_BITS = 2048;

    /** Guarded by the class's lock. */
    private static final Map<String, TestKeys> CACHE = new HashMap<>();

    final PrivateKey key;
    final X509Certificate certificate;

    /** The certificate with those of its issuers. */
    final List<X509Certificate> chain;

    private TestKeys(PrivateKey key, X509Certificate... chain) {
        this.key = key;
        this.chain = List.of(chain);
        this.certificate = chain[0];
    }

    /**
     * Returns keys with a self-signed certificate.
     *
     * @param algorithm the algorithm of the key
     * @param names the DNS names, wildcards among them, and IP addresses; the first is also the subject's
     * @return the keys
     */
    public static TestKeys of(String algorithm, String... names) {
        return cached("of " + algorithm + " " + List.of(names), () -> selfSigned(algorithm, NOW_VALID, names));
    }

    /**
     * Returns keys with a self-signed certificate that has expired.
     *
     * @param algorithm the algorithm of the key
     * @param dnsName the DNS name
     * @return the keys
     */
    public static TestKeys expired(String algorithm, String dnsName) {
        return cached("expired " + algorithm + " " + dnsName, () -> selfSigned(algorithm, EXPIRED, dnsName));
    }

    /**
     * Returns keys with a self-signed certificate that is not valid yet.
     *
     * @param algorithm the algorithm of the key
     * @param dnsName the DNS name
     * @return the keys
     */
    public static TestKeys notYetValid(String algorithm, String dnsName) {
        return cached(
                "not yet valid " + algorithm + " " + dnsName, () -> selfSigned(algorithm, NOT_YET_VALID, dnsName));
    }

    /**
     * Returns keys with a certificate signed by an intermediate authority, whose certificate a root has signed.
     *
     * @param algorithm the algorithm of the key
     * @param dnsName the DNS name
     * @return the keys; the chain is three long
     */
    public static TestKeys issued(String algorithm, String dnsName) {
        return cached("issued " + algorithm + " " + dnsName, () -> issued(algorithm, dnsName, NOW_VALID));
    }

    /**
     * Returns keys with an expired certificate, whose issuers' certificates are valid.
     *
     * @param algorithm the algorithm of the key
     * @param dnsName the DNS name
     * @return the keys; the chain is three long
     */
    public static TestKeys issuedAndExpired(String algorithm, String dnsName) {
        return cached("issued and expired " + algorithm + " " + dnsName, () -> issued(algorithm, dnsName, EXPIRED));
    }

    /**
     * Returns keys with a certificate that a root has signed with a given algorithm.
     *
     * @param algorithm the algorithm of both keys
     * @param dnsName the DNS name
     * @param signature the JCA's name of the signature algorithm, such as {@code SHA1withRSA}
     * @return the keys; the chain is two long
     */
    public static TestKeys signed(String algorithm, String dnsName, String signature) {
        return cached("signed " + signature + " " + algorithm + " " + dnsName, () -> {
            TestKeys root = authority(algorithm, "root.example");
            KeyPair own = keyPair(algorithm);
            X509Certificate signed = writer(own, NOW_VALID, dnsName).signedBy(root.certificate, root.key, signature);
            return new TestKeys(own.getPrivate(), signed, root.certificate);
        });
    }

    private static TestKeys issued(String algorithm, String dnsName, Duration start) throws GeneralSecurityException {
        TestKeys root = authority("EC", "root.example");
        KeyPair middle = keyPair("EC");
        X509Certificate middleCertificate =
                writer(middle, NOW_VALID, "middle.example").authority().signedBy(root.certificate, root.key);
        KeyPair own = keyPair(algorithm);
        X509Certificate ownCertificate = writer(own, start, dnsName).signedBy(middleCertificate, middle.getPrivate());
        return new TestKeys(own.getPrivate(), ownCertificate, middleCertificate, root.certificate);
    }

    private static TestKeys authority(String algorithm, String dnsName) throws GeneralSecurityException {
        KeyPair own = keyPair(algorithm);
        return new TestKeys(
                own.getPrivate(), writer(own, NOW_VALID, dnsName).authority().selfSigned(own.getPrivate()));
    }

    private static TestKeys selfSigned(String algorithm, Duration start, String... names)
            throws GeneralSecurityException {
        KeyPair own = keyPair(algorithm);
        return new TestKeys(own.getPrivate(), writer(own, start, names).selfSigned(own.getPrivate()));
    }

    private static CertificateWriter writer(KeyPair own, Duration start, String... names) {
        Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(start);
        return new CertificateWriter(names[0].replace("*", "any"), own.getPublic())
                .names(names)
                .validity(from, from.plus(LIFETIME));
    }

    private static KeyPair keyPair(String algorithm) throws GeneralSecurityException {
        int slash = algorithm.indexOf('/');
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(slash < 0 ? algorithm : algorithm.substring(0, slash));
        switch (generator.getAlgorithm()) {
            case "RSA", "RSASSA-PSS", "DSA" -> generator.initialize(KEY_BITS);
            case "EC" ->
                generator.initialize(new ECGenParameterSpec(slash < 0 ? "secp384r1" : algorithm.substring(slash + 1)));
            default -> {}
        }
        return generator.generateKeyPair();
    }

    private interface Recipe {
        TestKeys create() throws GeneralSecurityException;
    }

    private static synchronized TestKeys cached(String name, Recipe recipe) {
        TestKeys keys = CACHE.get(name);
        if (keys == null) {
            try {
                keys = recipe.create();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
            CACHE.put(name, keys);
        }
        return keys;
    }

    /** Returns a key store with the key and its chain, under the alias {@code own}. */
    KeyStore keyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("own", key, PASSWORD, chain.toArray(Certificate[]::new));
        return store;
    }

    /** Returns the key and its chain as a PKCS#12 file. */
    byte[] pkcs12() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            keyStore().store(out, PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /**
     * Returns the chain with its key, not checked.
     *
     * @return the chain with its key
     */
    public TlsCertificate tls() {
        return new TlsCertificate(chain, key);
    }

    /**
     * Returns the certificate.
     *
     * @return the certificate, without those of its issuers
     */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * Returns the certificate as PEM.
     *
     * @return the certificate, without those of its issuers
     */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the key as PEM, not encrypted.
     *
     * @return PKCS#8
     */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** Returns the key inside PKCS#8: PKCS#1 for RSA; for EC, SEC1 without the curve, as the JDK encodes it. */
    byte[] innerKey() {
        byte[] der = key.getEncoded();
        int version = Der.content(der, 0);
        int algorithm = Der.next(der, version);
        return Der.contentOf(der, Der.next(der, algorithm));
    }

    /** Returns SEC1 with the curve, as OpenSSL writes it. */
    byte[] sec1WithCurve() {
        return Der.sequence(Der.contentOf(innerKey(), 0), Der.element(Der.CONTEXT_CONSTRUCTED, curve()));
    }

    /** Returns the object identifier of the curve. */
    byte[] curve() {
        byte[] der = key.getEncoded();
        int algorithm = Der.next(der, Der.content(der, 0));
        int curve = Der.next(der, Der.content(der, algorithm));
        return Arrays.copyOfRange(der, curve, Der.next(der, curve));
    }

    /**
     * Returns a section of PEM.
     *
     * @param label the label, such as {@code CERTIFICATE}
     * @param der the content
     * @return the text
     */
    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
