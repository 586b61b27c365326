package dev.weir.tls.spi;

import dev.weir.tls.spi.handshake.KeyType;
import dev.weir.tls.spi.pem.CertificateChains;
import dev.weir.tls.spi.pem.KeyMaterialException;
import dev.weir.tls.spi.pem.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with those that lead to its root, and its private key.
 *
 * <p>What the methods here read is checked: the key is that of one of the certificates, the others lead from that one
 * to its root, in whatever order they stood, and all are valid today. A message says what is wrong, and with which file.
 *
 * @param chain the certificates, its own first
 * @param key the private key of the first
 */
public record TlsCertificate(List<X509Certificate> chain, PrivateKey key) {
    /**
     * Takes certificates and a key as they are; nothing is checked.
     *
     * @throws IllegalArgumentException for an empty chain
     */
    public TlsCertificate {
        chain = List.copyOf(chain);
        Objects.requireNonNull(key, "key");
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a certificate chain has at least one certificate");
        }
    }

    /**
     * Reads PEM files.
     *
     * @param chainFile the certificates
     * @param keyFile the private key: PKCS#8, PKCS#1 or SEC1, not encrypted; may be the same file
     * @return the certificate
     * @throws TlsConfigException where a file cannot be read, or is of no use
     */
    public static TlsCertificate fromPem(Path chainFile, Path keyFile) throws TlsConfigException {
        return fromFiles(chainFile, keyFile, null);
    }

    /**
     * Reads PEM files whose key is encrypted.
     *
     * @param chainFile the certificates
     * @param keyFile the private key: PKCS#8 encrypted with a password (RFC 5958), as
     *     {@code openssl pkcs8 -topk8} makes it; one that is not encrypted is taken too
     * @param password its password; not changed
     * @return the certificate
     * @throws TlsConfigException where a file cannot be read, or is of no use, or the password is wrong
     */
    public static TlsCertificate fromPem(Path chainFile, Path keyFile, char[] password) throws TlsConfigException {
        Objects.requireNonNull(password, "password");
        return fromFiles(chainFile, keyFile, password);
    }

    private static TlsCertificate fromFiles(Path chain, Path key, char @Nullable [] password)
            throws TlsConfigException {
        try {
            return fromPem(Pem.read(chain), chain.toString(), Pem.read(key), key.toString(), password);
        } catch (KeyMaterialException e) {
            throw new TlsConfigException(e);
        }
    }

    /**
     * Reads PEM text.
     *
     * @param chain the certificates
     * @param key the private key: PKCS#8, PKCS#1 or SEC1, not encrypted
     * @return the certificate
     * @throws TlsConfigException where a text is of no use
     */
    public static TlsCertificate fromPem(String chain, String key) throws TlsConfigException {
        return fromPem(chain, "the certificate text", key, "the key text", null);
    }

    /**
     * Reads PEM text whose key is encrypted.
     *
     * @param chain the certificates
     * @param key the private key: PKCS#8 encrypted with a password
     * @param password its password; not changed
     * @return the certificate
     * @throws TlsConfigException where a text is of no use, or the password is wrong
     */
    public static TlsCertificate fromPem(String chain, String key, char[] password) throws TlsConfigException {
        Objects.requireNonNull(password, "password");
        return fromPem(chain, "the certificate text", key, "the key text", password);
    }

    static TlsCertificate fromPem(
            String chain, String chainName, String key, String keyName, char @Nullable [] password)
            throws TlsConfigException {
        try {
            List<X509Certificate> found = Pem.certificates(chain, chainName);
            PrivateKey own = Pem.key(key, keyName, password);
            return new TlsCertificate(CertificateChains.assemble(found, own, chainName, keyName, new Date()), own);
        } catch (KeyMaterialException e) {
            throw new TlsConfigException(e);
        }
    }

    /**
     * Reads a PKCS#12 file. Its first private key is taken.
     *
     * @param file the file
     * @param password its password; not changed
     * @return the certificate
     * @throws TlsConfigException where the file cannot be read, or holds no private key, or one that is of no use
     */
    public static TlsCertificate fromPkcs12(Path file, char[] password) throws TlsConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            return fromPkcs12(in, file.toString(), password);
        } catch (TlsConfigException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsConfigException("cannot read the PKCS#12 file " + file + ": " + e, e);
        }
    }

    static TlsCertificate fromPkcs12(InputStream in, String name, char[] password) throws TlsConfigException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return fromKeyStore(store, alias, password, "the PKCS#12 file " + name);
                }
            }
        } catch (TlsConfigException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsConfigException(
                    "cannot use the PKCS#12 file " + name + ": " + e + "; is it one, and is the password right?", e);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("cannot use the PKCS#12 file " + name + ": " + e.getMessage(), e);
        }
        throw new TlsConfigException("the PKCS#12 file " + name + " holds no private key");
    }

    /**
     * Takes a private key and its certificates from a key store, whatever it is kept in.
     *
     * @param store the store, loaded
     * @param alias the entry's name
     * @param password the entry's password; null where the store needs none; not changed
     * @return the certificate
     * @throws TlsConfigException where there is no such private key, or it is of no use
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public static TlsCertificate fromKeyStore(KeyStore store, String alias, char @Nullable [] password)
            throws TlsConfigException {
        return fromKeyStore(store, alias, password, "the key store's entry " + alias);
    }

    private static TlsCertificate fromKeyStore(KeyStore store, String alias, char @Nullable [] password, String name)
            throws TlsConfigException {
        try {
            if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
                throw new TlsConfigException(name + " is not there, or is no private key");
            }
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : store.getCertificateChain(alias)) {
                chain.add((X509Certificate) certificate);
            }
            return new TlsCertificate(CertificateChains.assemble(chain, key, name, name, new Date()), key);
        } catch (KeyMaterialException e) {
            throw new TlsConfigException(e);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("cannot use " + name + ": " + e.getMessage() + "; is the password right?", e);
        }
    }

    /**
     * Returns the kind of the certificate's key, as far as signing in TLS depends on it.
     *
     * @return {@code RSA}, {@code RSASSA-PSS}, {@code Ed25519}, {@code Ed448}, or for ECDSA the curve by its IANA name, such
     *     as {@code secp256r1}; for a key that is no use in TLS some other text
     */
    public String keyType() {
        return KeyType.of(chain.get(0).getPublicKey());
    }

    /** Names the subject; never shows the key. */
    @Override
    public String toString() {
        return "TlsCertificate[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
