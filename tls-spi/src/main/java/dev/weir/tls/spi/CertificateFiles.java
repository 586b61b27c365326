package dev.weir.tls.spi;

import dev.weir.tls.spi.pem.KeyMaterialException;
import dev.weir.tls.spi.pem.Pem;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Certificates in files that are read again when they change, so that a server takes renewed ones without a restart.
 *
 * <pre>{@code
 * var files = CertificateFiles.builder()
 *         .pem(Path.of("/etc/letsencrypt/live/example.org/fullchain.pem"),
 *                 Path.of("/etc/letsencrypt/live/example.org/privkey.pem"))
 *         .build();
 * var tls = TlsConfig.builder().certificates(files).build();
 * }</pre>
 *
 * <p>The server presents the certificate that has the name the client requests (exactly, else by wildcard), else the
 * first; each time only among those whose key the client supports, so that an ECDSA certificate and an RSA one may
 * serve the same names.
 *
 * <p>A reload is atomic: when a file is invalid or incomplete, all certificates remain as they were.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class CertificateFiles implements CertificateSource {
    /** How often files are read that change meanwhile. */
    private static final int MOST_READS = 3;

    /** The files of a certificate; the key file is null for PKCS#12, the password null for none. */
    private record Entry(Path chain, @Nullable Path key, char @Nullable [] password) {}

    /** The certificates, and the digests of their files: the contents, with keys among them, are not kept. */
    private record Loaded(List<byte[]> digests, CertificateSet certificates) {}

    private final List<Entry> entries;
    /** Serializes reloads. */
    private final ReentrantLock reloading = new ReentrantLock();
    /** Written under the lock. */
    private volatile Loaded loaded;

    private CertificateFiles(List<Entry> entries) throws TlsConfigException {
        this.entries = List.copyOf(entries);
        List<byte[]> contents = contents();
        this.loaded = load(contents, digests(contents));
    }

    /**
     * Returns a builder without files.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @SuppressWarnings("exports") // JSpecify is optional for users
    @Override
    public @Nullable TlsCertificate choose(ClientHello hello) {
        return loaded.certificates.choose(hello);
    }

    @Override
    public CertificateSource snapshot() {
        return loaded.certificates;
    }

    /**
     * Returns the certificates read last, the default first.
     *
     * @return at least one certificate
     */
    @Override
    public List<TlsCertificate> certificates() {
        return loaded.certificates.certificates();
    }

    /** Reads all files, and replaces the certificates if any file has changed. */
    @Override
    public boolean reload() throws TlsConfigException {
        reloading.lock();
        try {
            List<byte[]> contents = contents();
            List<byte[]> digests = digests(contents);
            for (int i = 1; ; i++) {
                if (same(digests, loaded.digests)) {
                    return false;
                }
                try {
                    loaded = load(contents, digests);
                    return true;
                } catch (TlsConfigException e) {
                    // Some were perhaps read before they were replaced, and the others afterwards.
                    List<byte[]> again = contents();
                    List<byte[]> digestsAgain = digests(again);
                    if (i == MOST_READS || same(digestsAgain, digests)) {
                        throw e;
                    }
                    contents = again;
                    digests = digestsAgain;
                }
            }
        } finally {
            reloading.unlock();
        }
    }

    private List<byte[]> contents() throws TlsConfigException {
        List<byte[]> contents = new ArrayList<>();
        for (Entry entry : entries) {
            try {
                contents.add(Pem.bytes(entry.chain));
                if (entry.key != null) {
                    contents.add(Pem.bytes(entry.key));
                }
            } catch (KeyMaterialException e) {
                throw new TlsConfigException(e);
            }
        }
        return contents;
    }

    private static List<byte[]> digests(List<byte[]> contents) {
        List<byte[]> digests = new ArrayList<>();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            contents.forEach(content -> digests.add(digest.digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        return digests;
    }

    private static boolean same(List<byte[]> some, List<byte[]> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private Loaded load(List<byte[]> contents, List<byte[]> digests) throws TlsConfigException {
        List<TlsCertificate> certificates = new ArrayList<>();
        int at = 0;
        for (Entry entry : entries) {
            if (entry.key == null) {
                certificates.add(TlsCertificate.fromPkcs12(
                        new ByteArrayInputStream(contents.get(at++)), entry.chain.toString(), entry.password));
            } else {
                String chain = Pem.text(contents.get(at++));
                String key = Pem.text(contents.get(at++));
                certificates.add(TlsCertificate.fromPem(
                        chain, entry.chain.toString(), key, entry.key.toString(), entry.password));
            }
        }
        return new Loaded(digests, new CertificateSet(certificates));
    }

    /**
     * Builds {@link CertificateFiles}.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a certificate in PEM files.
         *
         * @param chain the certificates, in any order
         * @param key the private key, not encrypted; may be in the same file
         * @return this
         */
        public Builder pem(Path chain, Path key) {
            entries.add(new Entry(Objects.requireNonNull(chain, "chain"), Objects.requireNonNull(key, "key"), null));
            return this;
        }

        /**
         * Adds a certificate in PEM files, with an encrypted key.
         *
         * @param chain the certificates, in any order
         * @param key the private key
         * @param password the key's password; a copy is kept for reloads
         * @return this
         */
        public Builder pem(Path chain, Path key, char[] password) {
            entries.add(new Entry(
                    Objects.requireNonNull(chain, "chain"), Objects.requireNonNull(key, "key"), password.clone()));
            return this;
        }

        /**
         * Adds the first private key of a PKCS#12 file, with its certificate.
         *
         * @param file the file
         * @param password its password; a copy is kept for reloads
         * @return this
         */
        public Builder pkcs12(Path file, char[] password) {
            entries.add(new Entry(Objects.requireNonNull(file, "file"), null, password.clone()));
            return this;
        }

        /**
         * Reads the files.
         *
         * @return the certificates
         * @throws TlsConfigException when a file cannot be read or is not valid; the message names it
         * @throws IllegalStateException when no file was added
         */
        public CertificateFiles build() throws TlsConfigException {
            if (entries.isEmpty()) {
                throw new IllegalStateException("no certificate files: call pem(...) or pkcs12(...)");
            }
            return new CertificateFiles(entries);
        }
    }
}
