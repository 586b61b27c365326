package dev.weir.tls.spi;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server wants of TLS. Immutable.
 *
 * <pre>{@code
 * var tls = TlsConfig.fromPem(Path.of("server.pem"), Path.of("server.key"));
 * }</pre>
 */
public final class TlsConfig {
    private final List<TlsCertificate> certificates;
    private final List<String> versions;
    private final List<String> cipherSuites;
    private final ClientAuth clientAuth;
    private final List<X509Certificate> trusted;
    private final Optional<String> provider;

    private TlsConfig(Builder builder) {
        this.certificates = List.copyOf(builder.certificates);
        this.versions = builder.versions;
        this.cipherSuites = builder.cipherSuites;
        this.clientAuth = builder.clientAuth;
        this.trusted = builder.trusted;
        this.provider = builder.provider;
    }

    /**
     * A configuration with one certificate from PEM files and the defaults for all else.
     *
     * @param chain the file with the certificate and those that lead to its root, its own first
     * @param key the file with its private key (PKCS#8, PKCS#1 or SEC1, not encrypted)
     * @return the configuration
     * @throws TlsConfigException where a file cannot be read or does not hold what it should
     */
    public static TlsConfig fromPem(Path chain, Path key) throws TlsConfigException {
        return builder().certificate(TlsCertificate.fromPem(chain, key)).build();
    }

    /**
     * A configuration with the certificate of a PKCS#12 file and the defaults for all else.
     *
     * @param file the file
     * @param password its password
     * @return the configuration
     * @throws TlsConfigException where the file cannot be read or holds no private key with its certificate
     */
    public static TlsConfig fromPkcs12(Path file, char[] password) throws TlsConfigException {
        return builder().certificate(TlsCertificate.fromPkcs12(file, password)).build();
    }

    /**
     * Begins a configuration.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The certificates, the default first.
     *
     * @return at least one
     */
    public List<TlsCertificate> certificates() {
        return certificates;
    }

    /**
     * The protocol versions, the preferred first.
     *
     * @return {@code TLSv1.3} and {@code TLSv1.2} by default
     */
    public List<String> versions() {
        return versions;
    }

    /**
     * The cipher suites, the preferred first.
     *
     * @return IANA names; empty, as by default, for the provider's own that are forward-secret and AEAD
     */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    /**
     * Whether clients are asked for a certificate.
     *
     * @return {@link ClientAuth#NONE} by default
     */
    public ClientAuth clientAuth() {
        return clientAuth;
    }

    /**
     * The roots that client certificates are checked against.
     *
     * @return empty unless clients are asked for one
     */
    public List<X509Certificate> trusted() {
        return trusted;
    }

    /**
     * The provider asked for by name.
     *
     * @return empty, as by default, for the one of the highest priority
     */
    public Optional<String> provider() {
        return provider;
    }

    /**
     * Makes a {@link TlsConfig}.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private final List<TlsCertificate> certificates = new ArrayList<>();
        private List<String> versions = List.of("TLSv1.3", "TLSv1.2");
        private List<String> cipherSuites = List.of();
        private ClientAuth clientAuth = ClientAuth.NONE;
        private List<X509Certificate> trusted = List.of();
        private Optional<String> provider = Optional.empty();

        private Builder() {}

        /**
         * Adds a certificate. With several, the one is taken whose name the client asks for (exactly, then by wildcard)
         * and whose key it can use; else the first.
         *
         * @param certificate with its key
         * @return this
         */
        public Builder certificate(TlsCertificate certificate) {
            certificates.add(Objects.requireNonNull(certificate, "certificate"));
            return this;
        }

        /**
         * Sets the protocol versions.
         *
         * @param names {@code TLSv1.3}, {@code TLSv1.2} or both
         * @return this
         * @throws IllegalArgumentException for any other, or none
         */
        public Builder versions(String... names) {
            for (String name : names) {
                if (!name.equals("TLSv1.3") && !name.equals("TLSv1.2")) {
                    throw new IllegalArgumentException("the versions are TLSv1.3 and TLSv1.2, not " + name);
                }
            }
            if (names.length == 0) {
                throw new IllegalArgumentException("versions wants at least one of TLSv1.3 and TLSv1.2");
            }
            versions = List.of(names);
            return this;
        }

        /**
         * Sets the cipher suites.
         *
         * @param names IANA names, the preferred first; the provider checks them
         * @return this
         */
        public Builder cipherSuites(String... names) {
            cipherSuites = List.of(names);
            return this;
        }

        /**
         * Asks clients for a certificate.
         *
         * @param mode whether it must be there
         * @param roots those that it is checked against; at least one
         * @return this
         * @throws IllegalArgumentException when clients are asked and there is no root
         */
        public Builder clientAuth(ClientAuth mode, List<X509Certificate> roots) {
            if (mode != ClientAuth.NONE && roots.isEmpty()) {
                throw new IllegalArgumentException("client certificates need at least one trusted root");
            }
            clientAuth = mode;
            trusted = List.copyOf(roots);
            return this;
        }

        /**
         * Names the provider to use.
         *
         * @param name its name, such as {@code jsse}
         * @return this
         */
        public Builder provider(String name) {
            provider = Optional.of(name);
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return the configuration
         * @throws IllegalStateException without a certificate
         */
        public TlsConfig build() {
            if (certificates.isEmpty()) {
                throw new IllegalStateException("TLS needs a certificate: call certificate(...)");
            }
            return new TlsConfig(this);
        }
    }
}
