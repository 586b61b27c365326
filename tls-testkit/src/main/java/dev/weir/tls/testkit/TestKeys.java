package dev.weir.tls.testkit;

import dev.weir.tls.spi.TlsCertificate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Certificates made by the keytool of the running JDK, once for all tests, and their keys in each form of PEM. */
public final class TestKeys {
    static final char[] PASSWORD = "weir-test".toCharArray();

    private static final Map<String, TestKeys> MADE = new HashMap<>();

    final byte[] pkcs12;
    final PrivateKey key;
    final X509Certificate certificate;

    /** The certificate with those that have signed it. */
    final List<X509Certificate> chain = new ArrayList<>();

    private TestKeys(byte[] pkcs12) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(pkcs12), PASSWORD);
        key = (PrivateKey) store.getKey("own", PASSWORD);
        for (Certificate certificate : store.getCertificateChain("own")) {
            chain.add((X509Certificate) certificate);
        }
        certificate = chain.get(0);
        // Without the keys of those that have signed it, which a client could show instead.
        KeyStore alone = KeyStore.getInstance("PKCS12");
        alone.load(null, PASSWORD);
        alone.setKeyEntry("own", key, PASSWORD, chain.toArray(Certificate[]::new));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        alone.store(out, PASSWORD);
        this.pkcs12 = out.toByteArray();
    }

    /**
     * A self-signed certificate for a DNS name.
     *
     * @param algorithm keytool's: RSA, RSASSA-PSS, EC or Ed25519; for EC a curve may follow, as in {@code EC/secp384r1}
     * @param dnsName the name, which may be a wildcard
     * @return the keys
     */
    public static TestKeys of(String algorithm, String dnsName) {
        return once(
                "of " + algorithm + " " + dnsName,
                file -> keytool(file, "own", algorithm, dnsName, "-startdate", "-1d"));
    }

    /**
     * A self-signed certificate that has expired.
     *
     * @param algorithm keytool's
     * @param dnsName the name
     * @return the keys
     */
    public static TestKeys expired(String algorithm, String dnsName) {
        return once(
                "expired " + algorithm + " " + dnsName,
                file -> keytool(file, "own", algorithm, dnsName, "-startdate", "-40d"));
    }

    /**
     * A self-signed certificate that is not valid yet.
     *
     * @param algorithm keytool's
     * @param dnsName the name
     * @return the keys
     */
    public static TestKeys early(String algorithm, String dnsName) {
        return once(
                "early " + algorithm + " " + dnsName,
                file -> keytool(file, "own", algorithm, dnsName, "-startdate", "+10d"));
    }

    /**
     * A certificate signed by an intermediate one, which a root has signed.
     *
     * @param algorithm keytool's
     * @param dnsName the name
     * @return the keys; the chain is three long
     */
    public static TestKeys issued(String algorithm, String dnsName) {
        return issued(algorithm, dnsName, "-1d");
    }

    /**
     * A certificate that has expired, signed by ones that have not.
     *
     * @param algorithm keytool's
     * @param dnsName the name
     * @return the keys; the chain is three long
     */
    public static TestKeys issuedAndExpired(String algorithm, String dnsName) {
        return issued(algorithm, dnsName, "-40d");
    }

    /**
     * A certificate that a root has signed by an algorithm of the caller's choice.
     *
     * @param algorithm keytool's, for both keys
     * @param dnsName the name
     * @param signature the JCA's name of the algorithm, such as {@code SHA1withRSA}
     * @return the keys; the chain is two long
     */
    public static TestKeys signed(String algorithm, String dnsName, String signature) {
        return once("signed " + signature + " " + algorithm + " " + dnsName, file -> {
            keytool(file, "root", algorithm, "root.example", "-startdate", "-1d", "-ext", "bc:c");
            keytool(file, "own", algorithm, dnsName, "-startdate", "-1d", "-signer", "root", "-sigalg", signature);
        });
    }

    private static TestKeys issued(String algorithm, String dnsName, String start) {
        return once("issued " + start + " " + algorithm + " " + dnsName, file -> {
            keytool(file, "root", "EC", "root.example", "-startdate", "-1d", "-ext", "bc:c");
            keytool(file, "middle", "EC", "middle.example", "-startdate", "-1d", "-ext", "bc:c", "-signer", "root");
            keytool(file, "own", algorithm, dnsName, "-startdate", start, "-signer", "middle");
        });
    }

    private interface Recipe {
        void make(Path file) throws IOException, InterruptedException;
    }

    private static synchronized TestKeys once(String name, Recipe recipe) {
        TestKeys made = MADE.get(name);
        if (made == null) {
            made = make(recipe);
            MADE.put(name, made);
        }
        return made;
    }

    private static TestKeys make(Recipe recipe) {
        try {
            Path directory = Files.createTempDirectory("weir-keys");
            Path file = directory.resolve("own.p12");
            recipe.make(file);
            TestKeys keys = new TestKeys(Files.readAllBytes(file));
            Files.delete(file);
            Files.delete(directory);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path file, String alias, String algorithm, String dnsName, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                // It lives for a moment: the quick compiler alone, and keys no longer than they must be.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                algorithm.split("/")[0],
                "-dname",
                "CN=" + dnsName.replace("*", "any"),
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(more));
        if (algorithm.startsWith("RSA")) {
            command.addAll(List.of("-keysize", "2048"));
        }
        if (algorithm.indexOf('/') > 0) {
            command.addAll(List.of("-groupname", algorithm.split("/")[1]));
        }
        // keytool itself takes no name that begins with a wildcard; the extension's DER does.
        byte[] name = dnsName.getBytes(StandardCharsets.US_ASCII);
        StringBuilder der = new StringBuilder(String.format("30%02x82%02x", name.length + 2, name.length));
        for (byte b : name) {
            der.append(String.format("%02x", b));
        }
        command.addAll(List.of("-ext", "2.5.29.17=" + der));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
    }

    /**
     * As a provider takes it; not checked.
     *
     * @return the chain with its key
     */
    public TlsCertificate tls() {
        return new TlsCertificate(chain, key);
    }

    /**
     * The certificate.
     *
     * @return its own, without those that have signed it
     */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * The certificate as PEM.
     *
     * @return its own, without those that have signed it
     */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The key as PEM, not encrypted.
     *
     * @return PKCS#8
     */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** The octets inside PKCS#8: PKCS#1 for RSA; for EC, SEC1 as the JDK makes it, without the curve. */
    byte[] innerKey() {
        byte[] der = key.getEncoded();
        int at = content(der, 0);
        at = next(der, at);
        at = next(der, at);
        return Arrays.copyOfRange(der, content(der, at), next(der, at));
    }

    /** SEC1 with the curve prime256v1 or another in it, as OpenSSL writes it. */
    byte[] sec1WithCurve() {
        byte[] inner = innerKey();
        int from = content(inner, 0);
        int to = next(inner, next(inner, from));
        byte[] curve = curve();
        byte[] body = new byte[to - from + 2 + curve.length];
        System.arraycopy(inner, from, body, 0, to - from);
        body[to - from] = (byte) 0xa0;
        body[to - from + 1] = (byte) curve.length;
        System.arraycopy(curve, 0, body, to - from + 2, curve.length);
        byte[] whole = new byte[body.length + 2];
        whole[0] = 0x30;
        whole[1] = (byte) body.length;
        System.arraycopy(body, 0, whole, 2, body.length);
        return whole;
    }

    /** The curve's identifier, out of PKCS#8. */
    byte[] curve() {
        byte[] der = key.getEncoded();
        int algorithm = next(der, content(der, 0));
        int oid = content(der, algorithm);
        return Arrays.copyOfRange(der, next(der, oid), next(der, next(der, oid)));
    }

    /**
     * PEM.
     *
     * @param label what it is
     * @param der the content
     * @return the text
     */
    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int next(byte[] der, int at) {
        int content = content(der, at);
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < content; i++) {
                length = length << 8 | der[i] & 0xff;
            }
        }
        return content + length;
    }
}
