package dev.weir.tls.spi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads PEM (RFC 7468): certificates, and private keys as PKCS#8, PKCS#1 or SEC1. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

    private Pem() {}

    private record Section(String label, byte[] content) {}

    /**
     * Reads a file as text.
     *
     * @param file the file
     * @return its text
     * @throws TlsConfigException where it cannot be read
     */
    static String read(Path file) throws TlsConfigException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsConfigException("there is no file " + file, e);
        } catch (IOException e) {
            throw new TlsConfigException("cannot read the file " + file + ": " + e, e);
        }
    }

    /**
     * All certificates of a text.
     *
     * @param text PEM
     * @param name names the text in messages
     * @return at least one
     * @throws TlsConfigException where there is none, or a broken one
     */
    static List<X509Certificate> certificates(String text, String name) throws TlsConfigException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Section section : sections(text, name)) {
                if (section.label.equals("CERTIFICATE")) {
                    found.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(section.content)));
                }
            }
        } catch (CertificateException e) {
            throw new TlsConfigException("a certificate in " + name + " is broken: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new TlsConfigException("no certificate is in " + name + ": it should have a line " + BEGIN + "CERTIFICATE"
                    + DASHES);
        }
        return found;
    }

    /**
     * The first private key of a text.
     *
     * @param text PEM
     * @param name names the text in messages
     * @return the key
     * @throws TlsConfigException where there is none, or a broken, encrypted or unknown one
     */
    static PrivateKey key(String text, String name) throws TlsConfigException {
        byte[] curve = null;
        for (Section section : sections(text, name)) {
            switch (section.label) {
                case "PRIVATE KEY" -> {
                    return pkcs8(section.content, name);
                }
                case "RSA PRIVATE KEY" -> {
                    if (text.contains("Proc-Type: 4,ENCRYPTED")) {
                        throw encrypted(name);
                    }
                    return pkcs8(Der.pkcs8(Der.RSA, Der.NULL, section.content), name);
                }
                case "EC PARAMETERS" -> curve = section.content;
                case "EC PRIVATE KEY" -> {
                    byte[] parameters = Der.sec1Curve(section.content);
                    if (parameters == null) {
                        parameters = curve;
                    }
                    if (parameters == null) {
                        throw new TlsConfigException("the key in " + name + " does not name its curve");
                    }
                    return pkcs8(Der.pkcs8(Der.EC, parameters, section.content), name);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(name);
                default -> { }
            }
        }
        throw new TlsConfigException("no private key is in " + name + ": it should have a line " + BEGIN + "PRIVATE KEY"
                + DASHES);
    }

    private static TlsConfigException encrypted(String name) {
        return new TlsConfigException("the private key in " + name + " is encrypted; decrypt it first, for example with: "
                + "openssl pkey -in FILE -out FILE.plain");
    }

    private static PrivateKey pkcs8(byte[] der, String name) throws TlsConfigException {
        GeneralSecurityException last = null;
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // A key of another algorithm: the next one may know it.
                last = e;
            }
        }
        throw new TlsConfigException("the private key in " + name + " is broken, or neither RSA, EC nor Ed25519", last);
    }

    private static List<Section> sections(String text, String name) throws TlsConfigException {
        List<Section> sections = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0) {
                throw new TlsConfigException("a BEGIN line in " + name + " is not whole");
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            String end = "-----END " + label + DASHES;
            int bodyEnd = text.indexOf(end, labelEnd);
            if (bodyEnd < 0) {
                throw new TlsConfigException("the line " + end + " is missing in " + name);
            }
            String body = text.substring(labelEnd + DASHES.length(), bodyEnd);
            int blank = body.contains(":") ? Math.max(body.indexOf("\n\n"), body.indexOf("\r\n\r\n")) : 0;
            try {
                sections.add(new Section(label, Base64.getMimeDecoder().decode(body.substring(Math.max(blank, 0)))));
            } catch (IllegalArgumentException e) {
                throw new TlsConfigException("what stands under " + label + " in " + name + " is no base64", e);
            }
            at = text.indexOf(BEGIN, bodyEnd);
        }
        return sections;
    }
}
