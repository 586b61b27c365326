package dev.weir.tls.spi.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads PEM (RFC 7468): certificates, and private keys in PKCS#8, encrypted or not, PKCS#1 or SEC1. Stateless. */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    /** The object identifier of PBES2 (RFC 8018 appendix A.4). */
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

    private Pem() {}

    /** One item; its headers tell whether it is encrypted in the format of RFC 1421 section 4.6.1.1. */
    private record Section(String label, byte[] content, boolean legacyEncryption) {}

    /**
     * Reads a file as text.
     *
     * @param file the file
     * @return its text
     * @throws KeyMaterialException when it cannot be read
     */
    public static String read(Path file) throws KeyMaterialException {
        return text(bytes(file));
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return its content
     * @throws KeyMaterialException when it cannot be read
     */
    public static byte[] bytes(Path file) throws KeyMaterialException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new KeyMaterialException("the file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new KeyMaterialException("cannot read the file " + file + ": " + e, e);
        }
    }

    /** Decodes the content of a file. */
    public static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns all certificates of a text.
     *
     * @param text PEM
     * @param name the origin of the text, for messages
     * @return at least one certificate
     * @throws KeyMaterialException when there is none, or one is invalid
     */
    public static List<X509Certificate> certificates(String text, String name) throws KeyMaterialException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Section section : sections(text, name)) {
                if (section.label.equals("CERTIFICATE")) {
                    found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(section.content)));
                }
            }
        } catch (CertificateException e) {
            throw new KeyMaterialException("a certificate in " + name + " is invalid: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new KeyMaterialException(
                    name + " contains no certificate: a line " + BEGIN + "CERTIFICATE" + DASHES + " is missing");
        }
        return found;
    }

    /**
     * Returns the first private key of a text.
     *
     * @param text PEM
     * @param name the origin of the text, for messages
     * @param password the password of an encrypted key; null for none
     * @return the key
     * @throws KeyMaterialException when there is none, or it is invalid, encrypted without a password, or of an unknown
     *     type
     */
    public static PrivateKey key(String text, String name, char @Nullable [] password) throws KeyMaterialException {
        byte @Nullable [] curve = null;
        for (Section section : sections(text, name)) {
            if (section.legacyEncryption) {
                throw new KeyMaterialException(
                        "the private key in " + name + " is encrypted in the legacy format of OpenSSL; convert it to"
                                + " PKCS#8 with: openssl pkcs8 -topk8 -in FILE -out FILE.new");
            }
            switch (section.label) {
                case "PRIVATE KEY" -> {
                    return pkcs8(section.content, name);
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return pkcs8(decrypt(section.content, name, password), name);
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(Der.pkcs8(Der.RSA, Der.NULL, section.content), name);
                }
                case "EC PARAMETERS" -> curve = section.content;
                case "EC PRIVATE KEY" -> {
                    byte[] parameters = Der.sec1Curve(section.content);
                    if (parameters == null) {
                        parameters = curve;
                    }
                    if (parameters == null) {
                        throw new KeyMaterialException("the private key in " + name + " does not name its curve");
                    }
                    return pkcs8(Der.pkcs8(Der.EC, parameters, section.content), name);
                }
                default -> {}
            }
        }
        throw new KeyMaterialException(
                name + " contains no private key: a line " + BEGIN + "PRIVATE KEY" + DASHES + " is missing");
    }

    /** Decrypts a key in PKCS#8 (RFC 5958 section 3). */
    private static byte[] decrypt(byte[] der, String name, char @Nullable [] password) throws KeyMaterialException {
        if (password == null) {
            throw new KeyMaterialException("the private key in " + name + " is encrypted, and no password was given");
        }
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = encrypted.getAlgParameters();
            // For PBES2, the usual scheme, only the parameters tell the complete algorithm name.
            String algorithm = parameters == null
                            || !encrypted.getAlgName().equals("PBES2")
                                    && !encrypted.getAlgName().equals(PBES2)
                    ? encrypted.getAlgName()
                    : parameters.toString();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(spec), parameters);
            return encrypted.getKeySpec(cipher).getEncoded();
        } catch (IOException | NoSuchAlgorithmException | NoSuchPaddingException e) {
            throw new KeyMaterialException(
                    "the private key in " + name + " is invalid, or encrypted with an unsupported"
                            + " algorithm; convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc",
                    e);
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(
                    "the private key in " + name + " cannot be decrypted: check the password", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static PrivateKey pkcs8(byte[] der, String name) throws KeyMaterialException {
        @Nullable GeneralSecurityException last = null;
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // A key of another algorithm: try the next.
                last = e;
            }
        }
        throw new KeyMaterialException(
                "the private key in " + name + " is invalid, or neither RSA, EC nor EdDSA", last);
    }

    private static List<Section> sections(String text, String name) throws KeyMaterialException {
        List<Section> sections = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0) {
                throw new KeyMaterialException("a BEGIN line in " + name + " is incomplete");
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            String end = "-----END " + label + DASHES;
            int bodyEnd = text.indexOf(end, labelEnd);
            if (bodyEnd < 0) {
                throw new KeyMaterialException(name + " lacks the line " + end);
            }
            String body = text.substring(labelEnd + DASHES.length(), bodyEnd);
            int blank = body.contains(":") ? Math.max(body.indexOf("\n\n"), body.indexOf("\r\n\r\n")) : 0;
            boolean legacyEncryption = body.contains("Proc-Type: 4,ENCRYPTED");
            try {
                byte[] content = Base64.getMimeDecoder().decode(body.substring(Math.max(blank, 0)));
                sections.add(new Section(label, content, legacyEncryption));
            } catch (IllegalArgumentException e) {
                throw new KeyMaterialException("the content of " + label + " in " + name + " is not valid base64", e);
            }
            at = text.indexOf(BEGIN, bodyEnd);
        }
        return sections;
    }
}
