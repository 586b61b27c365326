package dev.weir.tls.spi;

import dev.weir.tls.spi.pem.KeyMaterialException;
import dev.weir.tls.spi.pem.Pem;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of a server. Immutable.
 *
 * <pre>{@code
 * var tls = TlsConfig.fromPem(Path.of("server.pem"), Path.of("server.key"));
 * }</pre>
 *
 * <p>The defaults are TLS 1.3 and 1.2, forward-secret AEAD cipher suites only, as HTTP/2 requires (RFC 9113 section
 * 9.2.2), session resumption where the provider supports it, and no client certificates.
 */
public final class TlsConfig {
    private static final Duration FILES_RELOAD_INTERVAL = Duration.ofMinutes(1);

    private final CertificateSource certificates;
    /** Null for the default of the source. */
    private final @Nullable Duration reloadInterval;

    private final List<String> versions;
    private final List<String> cipherSuites;
    private final List<String> namedGroups;
    private final ClientAuth clientAuth;
    private final List<X509Certificate> trusted;
    private final Optional<TlsSessions> sessions;
    private final Optional<Boolean> sessionTickets;
    private final Optional<String> providerName;
    private final Optional<TlsProvider> provider;

    private TlsConfig(Builder builder, CertificateSource certificates) {
        this.certificates = certificates;
        this.reloadInterval = builder.reloadInterval;
        this.versions = builder.versions;
        this.cipherSuites = builder.cipherSuites;
        this.namedGroups = builder.namedGroups;
        this.clientAuth = builder.clientAuth;
        this.trusted = builder.trusted;
        this.sessions = builder.sessions;
        this.sessionTickets = builder.sessionTickets;
        this.providerName = builder.providerName;
        this.provider = builder.provider;
    }

    /**
     * Returns a configuration with one certificate from PEM files, and the defaults. The files are read again when they
     * change, as by {@link CertificateFiles}.
     *
     * @param chain the file with the certificate and its chain to the root, in any order
     * @param key the file with its private key (PKCS#8, PKCS#1 or SEC1, not encrypted)
     * @return the configuration
     * @throws TlsConfigException when a file cannot be read or is not valid
     */
    public static TlsConfig fromPem(Path chain, Path key) throws TlsConfigException {
        return builder()
                .certificates(CertificateFiles.builder().pem(chain, key).build())
                .build();
    }

    /**
     * Returns a configuration with the certificate of a PKCS#12 file, and the defaults. The file is read again when it
     * changes, as by {@link CertificateFiles}.
     *
     * @param file the file
     * @param password its password
     * @return the configuration
     * @throws TlsConfigException when the file cannot be read or is not valid
     */
    public static TlsConfig fromPkcs12(Path file, char[] password) throws TlsConfigException {
        return builder()
                .certificates(CertificateFiles.builder().pkcs12(file, password).build())
                .build();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the settings of this configuration. Certificates that are set on it replace those of this
     * configuration.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns the source of the certificates.
     *
     * @return the source
     */
    public CertificateSource certificates() {
        return certificates;
    }

    /**
     * Returns the interval at which the server {@linkplain CertificateSource#reload reloads} the certificates.
     *
     * @return the interval; zero for never
     */
    public Duration reloadInterval() {
        if (reloadInterval != null) {
            return reloadInterval;
        }
        return certificates instanceof CertificateFiles ? FILES_RELOAD_INTERVAL : Duration.ZERO;
    }

    /**
     * Returns the protocol versions.
     *
     * @return {@code TLSv1.3}, {@code TLSv1.2} or both
     */
    public List<String> versions() {
        return versions;
    }

    /**
     * Returns the cipher suites in order of preference.
     *
     * @return IANA names; empty for the forward-secret AEAD suites of the provider
     */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    /**
     * Returns the key exchange groups in order of preference.
     *
     * @return IANA names; empty for the provider's default
     */
    public List<String> namedGroups() {
        return namedGroups;
    }

    /**
     * Returns whether clients are asked for a certificate.
     *
     * @return the mode
     */
    public ClientAuth clientAuth() {
        return clientAuth;
    }

    /**
     * Returns the roots that client certificates are validated against.
     *
     * @return the roots; empty when clients are not asked, or when the provider has its own
     */
    public List<X509Certificate> trusted() {
        return trusted;
    }

    /**
     * Returns the bounds of the session cache.
     *
     * @return the bounds; empty for the provider's default
     */
    public Optional<TlsSessions> sessions() {
        return sessions;
    }

    /**
     * Returns whether the server issues session tickets.
     *
     * @return the setting; empty for the provider's default
     */
    public Optional<Boolean> sessionTickets() {
        return sessionTickets;
    }

    /**
     * Finds the provider of this configuration.
     *
     * @return the provider that was set, or the one of the name that was set, or else the one of the highest priority
     * @throws TlsConfigException as {@link TlsProvider#select(Optional)}
     */
    public TlsProvider provider() throws TlsConfigException {
        return provider.isPresent() ? provider.get() : TlsProvider.select(providerName);
    }

    /**
     * Finds the provider, checks that it supports this configuration, and opens it.
     *
     * @param alpn the application protocols to negotiate, in order of preference; empty for no ALPN
     * @return the context that creates engines
     * @throws TlsConfigException when the provider does not support a setting; the message says what to change
     */
    public TlsServerContext open(List<String> alpn) throws TlsConfigException {
        TlsProvider found = provider();
        CapabilityRules.check(this, alpn, found);
        CipherRules.check(cipherSuites, versions, alpn);
        return found.open(this, alpn);
    }

    /**
     * Builds a {@link TlsConfig}.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private final List<TlsCertificate> list = new ArrayList<>();
        private @Nullable CertificateSource source;
        /** That of the configuration that this builder is a copy of; null for none. */
        private @Nullable CertificateSource inherited;
        /** Null for the default of the source. */
        private @Nullable Duration reloadInterval;

        private List<String> versions = List.of("TLSv1.3", "TLSv1.2");
        private List<String> cipherSuites = List.of();
        private List<String> namedGroups = List.of();
        private ClientAuth clientAuth = ClientAuth.NONE;
        private List<X509Certificate> trusted = List.of();
        private Optional<TlsSessions> sessions = Optional.empty();
        private Optional<Boolean> sessionTickets = Optional.empty();
        private Optional<String> providerName = Optional.empty();
        private Optional<TlsProvider> provider = Optional.empty();

        private Builder() {}

        private Builder(TlsConfig config) {
            inherited = config.certificates;
            reloadInterval = config.reloadInterval;
            versions = config.versions;
            cipherSuites = config.cipherSuites;
            namedGroups = config.namedGroups;
            clientAuth = config.clientAuth;
            trusted = config.trusted;
            sessions = config.sessions;
            sessionTickets = config.sessionTickets;
            providerName = config.providerName;
            provider = config.provider;
        }

        /**
         * Adds a fixed certificate. Of several, the server presents the one that has the name the client requests
         * (exactly, else by wildcard), else the first; each time only among those whose key the client supports.
         *
         * @param certificate the certificate with its key
         * @return this
         */
        public Builder certificate(TlsCertificate certificate) {
            list.add(Objects.requireNonNull(certificate, "certificate"));
            return this;
        }

        /**
         * Sets the source of the certificates, in place of fixed ones: {@link CertificateFiles}, or a callback.
         *
         * @param from the source
         * @return this
         */
        public Builder certificates(CertificateSource from) {
            source = Objects.requireNonNull(from, "from");
            return this;
        }

        /**
         * Sets the interval at which the server {@linkplain CertificateSource#reload reloads} the certificates; default
         * 1 minute for {@link CertificateFiles}, never for other sources.
         *
         * @param interval the interval; zero for never
         * @return this
         * @throws IllegalArgumentException when it is negative
         */
        public Builder reloadInterval(Duration interval) {
            if (interval.isNegative()) {
                throw new IllegalArgumentException("reloadInterval must not be negative: " + interval);
            }
            reloadInterval = interval;
            return this;
        }

        /**
         * Sets the protocol versions; default both.
         *
         * @param names {@code TLSv1.3}, {@code TLSv1.2} or both
         * @return this
         * @throws IllegalArgumentException for another version, or none
         */
        public Builder versions(String... names) {
            for (String name : names) {
                if (!name.equals("TLSv1.3") && !name.equals("TLSv1.2")) {
                    throw new IllegalArgumentException("versions must be TLSv1.3, TLSv1.2 or both, not " + name);
                }
            }
            if (names.length == 0) {
                throw new IllegalArgumentException("versions needs at least one of TLSv1.3 and TLSv1.2");
            }
            versions = List.of(names);
            return this;
        }

        /**
         * Sets the cipher suites; default the forward-secret AEAD suites of the provider. A server that speaks HTTP/2
         * refuses to start with suites that its RFC prohibits (RFC 9113 section 9.2.2).
         *
         * @param names IANA names in order of preference; checked when the server starts
         * @return this
         */
        public Builder cipherSuites(String... names) {
            cipherSuites = List.of(names);
            return this;
        }

        /**
         * Sets the key exchange groups; default those of the provider.
         *
         * @param names IANA names in order of preference, such as {@code X25519MLKEM768} or {@code x25519}
         * @return this
         */
        public Builder namedGroups(String... names) {
            namedGroups = List.of(names);
            return this;
        }

        /**
         * Sets whether clients are asked for a certificate; default {@link ClientAuth#NONE}. A certificate is validated
         * against the roots, for its dates and for its key usage; revocation is not checked.
         *
         * @param mode the mode
         * @param roots the trusted roots; at least one
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
         * Sets whether clients are asked for a certificate, for a provider that has its own trusted roots, such as one
         * on a user's {@code SSLContext}.
         *
         * @param mode the mode
         * @return this
         */
        public Builder clientAuth(ClientAuth mode) {
            clientAuth = Objects.requireNonNull(mode, "mode");
            trusted = List.of();
            return this;
        }

        /**
         * Sets whether clients are asked for a certificate, with the trusted roots in a file.
         *
         * @param mode the mode
         * @param roots a PEM file with the trusted roots
         * @return this
         * @throws TlsConfigException when the file cannot be read or contains no certificate
         */
        public Builder clientAuth(ClientAuth mode, Path roots) throws TlsConfigException {
            try {
                return clientAuth(mode, Pem.certificates(Pem.read(roots), roots.toString()));
            } catch (KeyMaterialException e) {
                throw new TlsConfigException(e);
            }
        }

        /**
         * Sets the bounds of the session cache, from which clients resume sessions with a shorter handshake; default
         * those of the provider.
         *
         * @param max the maximum number of sessions, at least 1
         * @param lifetime the lifetime of a session, 1 second to 7 days (RFC 8446 section 4.6.1)
         * @return this
         * @throws IllegalArgumentException for values out of range
         */
        public Builder sessions(int max, Duration lifetime) {
            sessions = Optional.of(new TlsSessions(max, lifetime));
            return this;
        }

        /**
         * Sets whether the server issues session tickets; default that of the provider.
         *
         * @param enabled whether it does
         * @return this
         */
        public Builder sessionTickets(boolean enabled) {
            sessionTickets = Optional.of(enabled);
            return this;
        }

        /**
         * Sets the provider by its name; default the one of the highest priority.
         *
         * @param name the name, such as {@code jsse}
         * @return this
         */
        public Builder provider(String name) {
            providerName = Optional.of(name);
            provider = Optional.empty();
            return this;
        }

        /**
         * Sets the provider, which {@code ServiceLoader} then need not find.
         *
         * @param instance the provider
         * @return this
         */
        public Builder provider(TlsProvider instance) {
            provider = Optional.of(instance);
            providerName = Optional.empty();
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws IllegalStateException without a certificate, or with both fixed ones and a source
         */
        public TlsConfig build() {
            if (!list.isEmpty() && source != null) {
                throw new IllegalStateException(
                        "certificates come from either certificate(...) or certificates(...), not from both");
            }
            @Nullable
            CertificateSource used = !list.isEmpty() ? new CertificateSet(list) : source != null ? source : inherited;
            if (used == null) {
                throw new IllegalStateException("TLS needs a certificate: call certificate(...) or certificates(...)");
            }
            return new TlsConfig(this, used);
        }
    }
}
