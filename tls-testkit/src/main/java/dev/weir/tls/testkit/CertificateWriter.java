package dev.weir.tls.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Writes X.509 certificates of version 3 (RFC 5280) in DER: the JDK's public API only reads them, and a run of {@code
 * keytool} takes a second.
 *
 * <p><b>Threads.</b> For one thread.
 */
final class CertificateWriter {
    /** The object identifiers of signature algorithms, by JCA names (RFC 3279, RFC 4055, RFC 5758, RFC 8410). */
    private static final Map<String, String> OIDS = Map.ofEntries(
            Map.entry("SHA1withRSA", "1.2.840.113549.1.1.5"),
            Map.entry("SHA224withRSA", "1.2.840.113549.1.1.14"),
            Map.entry("SHA256withRSA", "1.2.840.113549.1.1.11"),
            Map.entry("SHA384withRSA", "1.2.840.113549.1.1.12"),
            Map.entry("SHA512withRSA", "1.2.840.113549.1.1.13"),
            Map.entry("RSASSA-PSS", "1.2.840.113549.1.1.10"),
            Map.entry("SHA1withECDSA", "1.2.840.10045.4.1"),
            Map.entry("SHA256withECDSA", "1.2.840.10045.4.3.2"),
            Map.entry("SHA384withECDSA", "1.2.840.10045.4.3.3"),
            Map.entry("SHA512withECDSA", "1.2.840.10045.4.3.4"),
            Map.entry("Ed25519", "1.3.101.112"),
            Map.entry("Ed448", "1.3.101.113"),
            Map.entry("SHA256withDSA", "2.16.840.1.101.3.4.3.2"));

    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";

    /** The tag of {@code dNSName} in a GeneralName. */
    private static final int DNS_NAME = 2;
    /** The tag of {@code iPAddress} in a GeneralName. */
    private static final int IP_ADDRESS = 7;

    private static final BigInteger VERSION_3 = BigInteger.TWO;
    private static final byte[] TRUE = Der.element(Der.BOOLEAN, new byte[] {(byte) 0xff});
    /** RFC 5280 section 4.2.1.3: {@code keyCertSign} and {@code cRLSign}, bits 5 and 6 of 7. */
    private static final byte[] SIGNS_CERTIFICATES = Der.element(Der.BIT_STRING, new byte[] {1, 0x06});

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 64;

    private final X500Principal subject;
    private final PublicKey key;
    private final List<byte[]> names = new ArrayList<>();
    private Instant notBefore = Instant.EPOCH;
    private Instant notAfter = Instant.EPOCH;
    private boolean authority;

    /**
     * Creates a writer of one certificate.
     *
     * @param commonName the subject's only attribute
     * @param key the key that is certified
     */
    CertificateWriter(String commonName, PublicKey key) {
        this.subject = new X500Principal("CN=" + commonName);
        this.key = key;
    }

    /** Adds alternative names: DNS names, wildcards among them, and literals of IP addresses. */
    CertificateWriter names(String... all) {
        for (String name : all) {
            names.add(
                    isAddress(name)
                            ? Der.element(
                                    Der.CONTEXT + IP_ADDRESS,
                                    InetAddress.ofLiteral(name).getAddress())
                            : Der.element(Der.CONTEXT + DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)));
        }
        return this;
    }

    private static boolean isAddress(String name) {
        return name.contains(":") || name.matches("[0-9.]+");
    }

    /** Sets the validity, in whole seconds. */
    CertificateWriter validity(Instant from, Instant to) {
        notBefore = from;
        notAfter = to;
        return this;
    }

    /** Marks the subject as a certificate authority (RFC 5280 sections 4.2.1.3 and 4.2.1.9). */
    CertificateWriter authority() {
        authority = true;
        return this;
    }

    /** Returns the certificate, signed with its own key. */
    X509Certificate selfSigned(PrivateKey own) throws GeneralSecurityException {
        return write(subject, key, own, algorithmFor(key));
    }

    /**
     * Returns the certificate, signed with the issuer's key and the algorithm that {@code keytool} uses for such a key.
     */
    X509Certificate signedBy(X509Certificate issuer, PrivateKey issuerKey) throws GeneralSecurityException {
        return signedBy(issuer, issuerKey, algorithmFor(issuer.getPublicKey()));
    }

    /**
     * Returns the certificate, signed with the issuer's key.
     *
     * @param issuer the issuer's certificate
     * @param issuerKey the issuer's private key
     * @param algorithm the JCA name of the signature algorithm
     */
    X509Certificate signedBy(X509Certificate issuer, PrivateKey issuerKey, String algorithm)
            throws GeneralSecurityException {
        return write(issuer.getSubjectX500Principal(), issuer.getPublicKey(), issuerKey, algorithm);
    }

    /** Returns the JCA name of the algorithm that {@code keytool} uses to sign with a type of key. */
    private static String algorithmFor(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA384withRSA";
            case "EC" -> ((ECKey) key).getParams().getOrder().bitLength() > 512 ? "SHA512withECDSA" : "SHA384withECDSA";
            case "DSA" -> "SHA256withDSA";
            case "EdDSA" -> ((EdECKey) key).getParams().getName();
            default -> key.getAlgorithm();
        };
    }

    private X509Certificate write(X500Principal issuer, PublicKey issuerKey, PrivateKey signer, String name)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(name);
        if (name.equals("RSASSA-PSS")) {
            signature.setParameter(PSS);
        }
        signature.initSign(signer);
        byte[] algorithm = algorithm(name, signature);
        byte[] content = Der.sequence(
                Der.element(Der.CONTEXT_CONSTRUCTED, Der.integer(VERSION_3)),
                Der.integer(new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS)),
                algorithm,
                issuer.getEncoded(),
                Der.sequence(Der.time(notBefore), Der.time(notAfter)),
                subject.getEncoded(),
                key.getEncoded(),
                Der.element(Der.CONTEXT_CONSTRUCTED + 3, extensions(issuer.equals(subject) ? null : issuerKey)));
        signature.update(content);
        byte[] whole = Der.sequence(content, algorithm, Der.bits(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    /**
     * The parameters are NULL for RSA, those of PSS (RFC 4055 section 5), and absent for others (RFC 5758 section 3.2).
     */
    private static byte[] algorithm(String name, Signature signature) throws GeneralSecurityException {
        if (!OIDS.containsKey(name)) {
            throw new IllegalArgumentException("the signature algorithms are " + OIDS.keySet() + ", not " + name);
        }
        byte[] parameters;
        if (name.equals("RSASSA-PSS")) {
            try {
                parameters = signature.getParameters().getEncoded();
            } catch (IOException e) {
                throw new GeneralSecurityException(e);
            }
        } else {
            parameters = name.endsWith("withRSA") ? Der.NULL : new byte[0];
        }
        return Der.sequence(Der.oid(OIDS.get(name)), parameters);
    }

    private byte[] extensions(@Nullable PublicKey issuerKey) throws GeneralSecurityException {
        List<byte[]> all = new ArrayList<>();
        all.add(extension(SUBJECT_KEY_IDENTIFIER, false, Der.element(Der.OCTET_STRING, identifier(key))));
        if (issuerKey != null) {
            all.add(extension(
                    AUTHORITY_KEY_IDENTIFIER, false, Der.sequence(Der.element(Der.CONTEXT, identifier(issuerKey)))));
        }
        if (authority) {
            all.add(extension(KEY_USAGE, true, SIGNS_CERTIFICATES));
            all.add(extension(BASIC_CONSTRAINTS, true, Der.sequence(TRUE)));
        }
        if (!names.isEmpty()) {
            all.add(extension(SUBJECT_ALTERNATIVE_NAME, false, Der.sequence(names.toArray(byte[][]::new))));
        }
        return Der.sequence(all.toArray(byte[][]::new));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return Der.sequence(Der.oid(oid), critical ? TRUE : new byte[0], Der.element(Der.OCTET_STRING, value));
    }

    /** Returns the key identifier: SHA-1 over the key's bits (RFC 5280 section 4.2.1.2). */
    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        byte[] der = key.getEncoded();
        int bits = Der.next(der, Der.content(der, 0));
        byte[] octets = Der.contentOf(der, bits);
        MessageDigest digest = MessageDigest.getInstance("SHA-1");
        digest.update(octets, 1, octets.length - 1);
        return digest.digest();
    }
}
