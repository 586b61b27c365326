package dev.weir.tls.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A certificate with those that lead to its root, and its private key.
 *
 * @param chain the certificates, its own first
 * @param key the private key of the first
 */
public record TlsCertificate(List<X509Certificate> chain, PrivateKey key) {
    /** Copies the list. */
    public TlsCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a certificate chain has at least one certificate");
        }
    }

    /**
     * Reads PEM files.
     *
     * @param chainFile the certificates, its own first
     * @param keyFile the private key: PKCS#8, PKCS#1 or SEC1, not encrypted; may be the same file
     * @return the certificate
     * @throws TlsConfigException where a file cannot be read, does not hold what it should, or the key is not that of
     *     the certificate; the message names the file
     */
    public static TlsCertificate fromPem(Path chainFile, Path keyFile) throws TlsConfigException {
        return fromPem(Pem.read(chainFile), chainFile.toString(), Pem.read(keyFile), keyFile.toString());
    }

    /**
     * Reads PEM text.
     *
     * @param chain the certificates, its own first
     * @param key the private key: PKCS#8, PKCS#1 or SEC1, not encrypted
     * @return the certificate
     * @throws TlsConfigException where a text does not hold what it should, or the key is not that of the certificate
     */
    public static TlsCertificate fromPem(String chain, String key) throws TlsConfigException {
        return fromPem(chain, "the certificate text", key, "the key text");
    }

    private static TlsCertificate fromPem(String chain, String chainName, String key, String keyName)
            throws TlsConfigException {
        TlsCertificate read = new TlsCertificate(Pem.certificates(chain, chainName), Pem.key(key, keyName));
        read.checkKey(chainName, keyName);
        return read;
    }

    /**
     * Reads a PKCS#12 file. Its first private key is taken.
     *
     * @param file the file
     * @param password its password
     * @return the certificate
     * @throws TlsConfigException where the file cannot be read or holds no private key with its certificate
     */
    public static TlsCertificate fromPkcs12(Path file, char[] password) throws TlsConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (Certificate certificate : store.getCertificateChain(alias)) {
                        chain.add((X509Certificate) certificate);
                    }
                    TlsCertificate read = new TlsCertificate(chain, key);
                    read.checkKey(file.toString(), file.toString());
                    return read;
                }
            }
        } catch (TlsConfigException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsConfigException("cannot read the PKCS#12 file " + file + ": " + e
                    + "; is it there, readable, and is the password right?", e);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("cannot use the PKCS#12 file " + file + ": " + e.getMessage(), e);
        }
        throw new TlsConfigException("the PKCS#12 file " + file + " holds no private key");
    }

    /** Signs with the key and checks with the certificate. */
    private void checkKey(String chainName, String keyName) throws TlsConfigException {
        X509Certificate own = chain.get(0);
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> null;
            default -> key.getAlgorithm();
        };
        boolean matches;
        try {
            if (algorithm == null) {
                matches = own.getPublicKey().getAlgorithm().equals(key.getAlgorithm());
            } else {
                byte[] probe = {1, 2, 3};
                Signature signer = Signature.getInstance(algorithm);
                signer.initSign(key);
                signer.update(probe);
                byte[] signature = signer.sign();
                signer.initVerify(own.getPublicKey());
                signer.update(probe);
                matches = signer.verify(signature);
            }
        } catch (GeneralSecurityException e) {
            throw mismatch(chainName, keyName, e);
        }
        if (!matches) {
            throw mismatch(chainName, keyName, null);
        }
    }

    private static TlsConfigException mismatch(String chainName, String keyName, Exception cause) {
        return new TlsConfigException("the private key in " + keyName + " is not that of the first certificate in "
                + chainName, cause);
    }

    /** Names the subject; never shows the key. */
    @Override
    public String toString() {
        return "TlsCertificate[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
