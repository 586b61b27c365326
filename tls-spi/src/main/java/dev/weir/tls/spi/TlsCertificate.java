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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain with its private key.
 *
 * <p>The methods that read one check it: the key must match one of the certificates, the others, in any order, must
 * form its chain, and all must be valid today. Exceptions say what is wrong, and in which file.
 *
 * @param chain the server's certificate, then each issuer's
 * @param key the private key of the server's certificate
 */
public record TlsCertificate(List<X509Certificate> chain, PrivateKey key) {
    /**
     * Creates a chain without checking it.
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
     * Reads a chain from PEM files.
     *
     * @param chainFile the certificates
     * @param keyFile the private key: PKCS#8, PKCS#1 or SEC1, not encrypted; may be in the same file
     * @return the certificate
     * @throws TlsConfigException when a file cannot be read or is not valid
     */
    public static TlsCertificate fromPem(Path chainFile, Path keyFile) throws TlsConfigException {
        return fromFiles(chainFile, keyFile, null);
    }

    /**
     * Reads a chain from PEM files, with an encrypted key.
     *
     * @param chainFile the certificates
     * @param keyFile the private key: PKCS#8 encrypted with a password (RFC 5958), as by
     *     {@code openssl pkcs8 -topk8}; may also be not encrypted
     * @param password its password; not changed
     * @return the certificate
     * @throws TlsConfigException when a file cannot be read or is not valid, or the password is wrong
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
     * Reads a chain from PEM text.
     *
     * @param chain the certificates
     * @param key the private key: PKCS#8, PKCS#1 or SEC1, not encrypted
     * @return the certificate
     * @throws TlsConfigException when a text is not valid
     */
    public static TlsCertificate fromPem(String chain, String key) throws TlsConfigException {
        return fromPem(chain, "the certificate text", key, "the key text", null);
    }

    /**
     * Reads a chain from PEM text, with an encrypted key.
     *
     * @param chain the certificates
     * @param key the private key: PKCS#8 encrypted with a password
     * @param password its password; not changed
     * @return the certificate
     * @throws TlsConfigException when a text is not valid, or the password is wrong
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
            return new TlsCertificate(CertificateChains.assemble(found, own, chainName, keyName, Instant.now()), own);
        } catch (KeyMaterialException e) {
            throw new TlsConfigException(e);
        }
    }

    /**
     * Reads the first private key of a PKCS#12 file, with its chain.
     *
     * @param file the file
     * @param password its password; not changed
     * @return the certificate
     * @throws TlsConfigException when the file cannot be read, contains no private key, or is not valid
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

    static TlsCertificate fromPkcs12(InputStream in, String name, char @Nullable [] password)
            throws TlsConfigException {
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
                    "cannot read the PKCS#12 file " + name + ": " + e + "; check its format and the password", e);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("cannot read the PKCS#12 file " + name + ": " + e.getMessage(), e);
        }
        throw new TlsConfigException("the PKCS#12 file " + name + " contains no private key");
    }

    /**
     * Reads a private key and its chain from a key store.
     *
     * @param store the store, loaded
     * @param alias the alias of the entry
     * @param password the entry's password; null if the store needs none; not changed
     * @return the certificate
     * @throws TlsConfigException when there is no such private key, or it is not valid
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public static TlsCertificate fromKeyStore(KeyStore store, String alias, char @Nullable [] password)
            throws TlsConfigException {
        return fromKeyStore(store, alias, password, "the key store entry " + alias);
    }

    private static TlsCertificate fromKeyStore(KeyStore store, String alias, char @Nullable [] password, String name)
            throws TlsConfigException {
        try {
            if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
                throw new TlsConfigException(name + " contains no private key");
            }
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : store.getCertificateChain(alias)) {
                chain.add((X509Certificate) certificate);
            }
            return new TlsCertificate(CertificateChains.assemble(chain, key, name, name, Instant.now()), key);
        } catch (KeyMaterialException e) {
            throw new TlsConfigException(e);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("cannot read " + name + ": " + e.getMessage() + "; check the password", e);
        }
    }

    /**
     * Returns the type of the certificate's key, as TLS signature schemes distinguish it.
     *
     * @return {@code RSA}, {@code RSASSA-PSS}, {@code Ed25519}, {@code Ed448}, or for ECDSA the IANA name of the curve,
     *     such as {@code secp256r1}; some other text for a key that TLS cannot use
     */
    public String keyType() {
        return KeyType.of(chain.get(0).getPublicKey());
    }

    /** Returns a text with the subject, without the key. */
    @Override
    public String toString() {
        return "TlsCertificate[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
