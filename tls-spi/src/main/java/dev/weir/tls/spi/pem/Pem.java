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

/** Reads PEM (RFC 7468): certificates, and private keys as PKCS#8, encrypted or not, PKCS#1 or SEC1. */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    /** Its object identifier (RFC 8018 appendix A.4). */
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

    private Pem() {}

    /** One item; encrypted in the old way when its headers say so (RFC 1421 section 4.6.1.1). */
    private record Section(String label, byte[] content, boolean oldEncryption) {}

    /**
     * Reads a file as text.
     *
     * @param file the file
     * @return its text
     * @throws KeyMaterialException where it cannot be read
     */
    public static String read(Path file) throws KeyMaterialException {
        return text(bytes(file));
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return its content
     * @throws KeyMaterialException where it cannot be read
     */
    public static byte[] bytes(Path file) throws KeyMaterialException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new KeyMaterialException("there is no file " + file, e);
        } catch (IOException e) {
            throw new KeyMaterialException("cannot read the file " + file + ": " + e, e);
        }
    }

    /** The text that a file's content is. */
    public static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    /**
     * All certificates of a text.
     *
     * @param text PEM
     * @param name names the text in messages
     * @return at least one
     * @throws KeyMaterialException where there is none, or a broken one
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
            throw new KeyMaterialException("a certificate in " + name + " is broken: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new KeyMaterialException(
                    "no certificate is in " + name + ": it should have a line " + BEGIN + "CERTIFICATE" + DASHES);
        }
        return found;
    }

    /**
     * The first private key of a text.
     *
     * @param text PEM
     * @param name names the text in messages
     * @param password what the key is encrypted with; null for none
     * @return the key
     * @throws KeyMaterialException where there is none, or a broken, encrypted or unknown one
     */
    public static PrivateKey key(String text, String name, char[] password) throws KeyMaterialException {
        byte[] curve = null;
        for (Section section : sections(text, name)) {
            if (section.oldEncryption) {
                throw new KeyMaterialException(
                        "the private key in " + name + " is encrypted in OpenSSL's old way; make it"
                                + " PKCS#8 with: openssl pkcs8 -topk8 -in FILE -out FILE.new");
            }
            switch (section.label) {
                case "PRIVATE KEY" -> {
                    return pkcs8(section.content, name);
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return pkcs8(decrypted(section.content, name, password), name);
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
                        throw new KeyMaterialException("the key in " + name + " does not name its curve");
                    }
                    return pkcs8(Der.pkcs8(Der.EC, parameters, section.content), name);
                }
                default -> {}
            }
        }
        throw new KeyMaterialException(
                "no private key is in " + name + ": it should have a line " + BEGIN + "PRIVATE KEY" + DASHES);
    }

    /** RFC 5958 section 3: what was encrypted is a key in PKCS#8. */
    private static byte[] decrypted(byte[] der, String name, char[] password) throws KeyMaterialException {
        if (password == null) {
            throw new KeyMaterialException("the private key in " + name + " is encrypted, and no password was given");
        }
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = encrypted.getAlgParameters();
            // For PBES2, the scheme that most have, the whole name is told by the parameters alone.
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
                    "the private key in " + name + " is broken, or encrypted in a way that is not"
                            + " known here; make it anew with: openssl pkcs8 -topk8 -v2 aes-256-cbc",
                    e);
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(
                    "the private key in " + name + " cannot be decrypted: is the password right?", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static PrivateKey pkcs8(byte[] der, String name) throws KeyMaterialException {
        GeneralSecurityException last = null;
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // A key of another algorithm: the next one may know it.
                last = e;
            }
        }
        throw new KeyMaterialException(
                "the private key in " + name + " is broken, or neither RSA, EC nor Ed25519", last);
    }

    private static List<Section> sections(String text, String name) throws KeyMaterialException {
        List<Section> sections = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0) {
                throw new KeyMaterialException("a BEGIN line in " + name + " is not whole");
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            String end = "-----END " + label + DASHES;
            int bodyEnd = text.indexOf(end, labelEnd);
            if (bodyEnd < 0) {
                throw new KeyMaterialException("the line " + end + " is missing in " + name);
            }
            String body = text.substring(labelEnd + DASHES.length(), bodyEnd);
            int blank = body.contains(":") ? Math.max(body.indexOf("\n\n"), body.indexOf("\r\n\r\n")) : 0;
            boolean oldEncryption = body.contains("Proc-Type: 4,ENCRYPTED");
            try {
                byte[] content = Base64.getMimeDecoder().decode(body.substring(Math.max(blank, 0)));
                sections.add(new Section(label, content, oldEncryption));
            } catch (IllegalArgumentException e) {
                throw new KeyMaterialException("what stands under " + label + " in " + name + " is no base64", e);
            }
            at = text.indexOf(BEGIN, bodyEnd);
        }
        return sections;
    }
}
