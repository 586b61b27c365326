package dev.weir.tls.spi;

import dev.weir.tls.spi.TlsCapabilities.Feature;
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
 * What a server wants of TLS. Immutable.
 *
 * <pre>{@code
 * var tls = TlsConfig.fromPem(Path.of("server.pem"), Path.of("server.key"));
 * }</pre>
 *
 * <p>What is not said is safe and modern: TLS 1.3 and 1.2, forward-secret AEAD suites alone, as HTTP/2 wants them (RFC
 * 9113 section 9.2.2), sessions resumed where the provider can, no client certificates.
 */
public final class TlsConfig {
    private final CertificateSource certificates;
    private final Duration reloadInterval;
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
        this.reloadInterval = builder.reloadInterval != null
                ? builder.reloadInterval
                : certificates instanceof CertificateFiles ? Builder.RELOAD_INTERVAL : Duration.ZERO;
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
     * A configuration with one certificate from PEM files and the defaults for all else. The files are read again when
     * they change, as {@link CertificateFiles} has it.
     *
     * @param chain the file with the certificate and those that lead to its root, in any order
     * @param key the file with its private key (PKCS#8, PKCS#1 or SEC1, not encrypted)
     * @return the configuration
     * @throws TlsConfigException where a file cannot be read, or is of no use
     */
    public static TlsConfig fromPem(Path chain, Path key) throws TlsConfigException {
        return builder()
                .certificates(CertificateFiles.builder().pem(chain, key).build())
                .build();
    }

    /**
     * A configuration with the certificate of a PKCS#12 file and the defaults for all else. The file is read again when
     * it changes, as {@link CertificateFiles} has it.
     *
     * @param file the file
     * @param password its password
     * @return the configuration
     * @throws TlsConfigException where the file cannot be read, or is of no use
     */
    public static TlsConfig fromPkcs12(Path file, char[] password) throws TlsConfigException {
        return builder()
                .certificates(CertificateFiles.builder().pkcs12(file, password).build())
                .build();
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
     * Where the certificates come from.
     *
     * @return the source
     */
    public CertificateSource certificates() {
        return certificates;
    }

    /**
     * How often the server looks for new certificates.
     *
     * @return the time between; zero for never
     */
    public Duration reloadInterval() {
        return reloadInterval;
    }

    /**
     * The protocol versions.
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
     * The key exchange groups, the preferred first.
     *
     * @return IANA names; empty, as by default, for the provider's own
     */
    public List<String> namedGroups() {
        return namedGroups;
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
     * How sessions are remembered.
     *
     * @return empty, as by default, for the provider's own way
     */
    public Optional<TlsSessions> sessions() {
        return sessions;
    }

    /**
     * Whether clients are given session tickets.
     *
     * @return empty, as by default, for the provider's own way
     */
    public Optional<Boolean> sessionTickets() {
        return sessionTickets;
    }

    /**
     * Finds the provider that the configuration asks for.
     *
     * @return the one it was given, the one it names, or else the one of the highest priority
     * @throws TlsConfigException as {@link TlsProvider#select(Optional)}
     */
    public TlsProvider provider() throws TlsConfigException {
        return provider.isPresent() ? provider.get() : TlsProvider.select(providerName);
    }

    /**
     * Finds the provider, checks that it can do all that is asked for, and makes it ready.
     *
     * @param alpn the application protocols to agree on, the preferred first; empty for no ALPN
     * @return what makes engines
     * @throws TlsConfigException where something cannot be had, saying what to change
     */
    public TlsServerContext open(List<String> alpn) throws TlsConfigException {
        TlsProvider found = provider();
        TlsCapabilities can = found.capabilities();
        for (String version : versions) {
            require(can.versions().contains(version), found, "has no " + version + ", only " + can.versions());
        }
        for (String group : namedGroups) {
            require(
                    can.namedGroups().contains(group),
                    found,
                    "has no key exchange group " + group + ", only " + can.namedGroups());
        }
        require(alpn.isEmpty() || can.features().contains(Feature.ALPN), found, "has no ALPN (RFC 7301)");
        require(
                clientAuth == ClientAuth.NONE || can.features().contains(Feature.CLIENT_CERTIFICATES),
                found,
                "cannot ask for client certificates");
        require(sessions.isEmpty() || can.features().contains(Feature.SESSION_CACHE), found, "remembers no sessions");
        if (sessionTickets.isPresent()) {
            boolean wanted = sessionTickets.get();
            require(
                    can.features().contains(wanted ? Feature.SESSION_TICKETS : Feature.TICKETS_OPTIONAL),
                    found,
                    wanted ? "has no session tickets" : "cannot leave session tickets out");
        }
        for (TlsCertificate certificate : certificates.certificates()) {
            require(
                    can.keyTypes().contains(certificate.keyType()),
                    found,
                    "cannot sign with the key of " + certificate + ", whose kind is " + certificate.keyType()
                            + ", only with " + can.keyTypes());
        }
        CipherRules.check(cipherSuites, versions, alpn);
        return found.open(this, alpn);
    }

    private static void require(boolean can, TlsProvider provider, String otherwise) throws TlsConfigException {
        if (!can) {
            throw new TlsConfigException("the TLS provider " + provider.name() + " " + otherwise
                    + ": ask for less, or name another provider");
        }
    }

    /**
     * Makes a {@link TlsConfig}.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        /** How often files are looked at. */
        private static final Duration RELOAD_INTERVAL = Duration.ofMinutes(1);

        private final List<TlsCertificate> list = new ArrayList<>();
        private @Nullable CertificateSource source;
        /** Null for what suits the source. */
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

        /**
         * Adds a certificate that stays as it is. With several, the one is taken whose name the client asks for (exactly,
         * then by wildcard) and whose key it can use; else the first.
         *
         * @param certificate with its key
         * @return this
         */
        public Builder certificate(TlsCertificate certificate) {
            list.add(Objects.requireNonNull(certificate, "certificate"));
            return this;
        }

        /**
         * Takes certificates from a source: {@link CertificateFiles}, or a callback.
         *
         * @param from the source, in place of single certificates
         * @return this
         */
        public Builder certificates(CertificateSource from) {
            source = Objects.requireNonNull(from, "from");
            return this;
        }

        /**
         * Sets how often the server asks the source to {@linkplain CertificateSource#reload reload}. A minute by default
         * for {@link CertificateFiles}, never for other sources.
         *
         * @param interval the time between; zero for never
         * @return this
         * @throws IllegalArgumentException when it is negative
         */
        public Builder reloadInterval(Duration interval) {
            if (interval.isNegative()) {
                throw new IllegalArgumentException("reloadInterval is zero or more, not " + interval);
            }
            reloadInterval = interval;
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
         * Sets the cipher suites. A server of HTTP/2 takes none that its RFC forbids (RFC 9113 section 9.2.2).
         *
         * @param names IANA names, the preferred first; the provider checks them
         * @return this
         */
        public Builder cipherSuites(String... names) {
            cipherSuites = List.of(names);
            return this;
        }

        /**
         * Sets the key exchange groups.
         *
         * @param names IANA names, such as {@code X25519MLKEM768} or {@code x25519}, the preferred first
         * @return this
         */
        public Builder namedGroups(String... names) {
            namedGroups = List.of(names);
            return this;
        }

        /**
         * Asks clients for a certificate. It is checked against the roots, for its dates and for its use; not for its
         * revocation.
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
         * Asks clients for a certificate, where the provider has its roots itself, as one on an {@code SSLContext} of the
         * user's own does.
         *
         * @param mode whether it must be there
         * @return this
         */
        public Builder clientAuth(ClientAuth mode) {
            clientAuth = Objects.requireNonNull(mode, "mode");
            trusted = List.of();
            return this;
        }

        /**
         * Asks clients for a certificate, checked against the roots of a file.
         *
         * @param mode whether it must be there
         * @param roots a PEM file with those that it is checked against
         * @return this
         * @throws TlsConfigException where the file cannot be read or holds no certificate
         */
        public Builder clientAuth(ClientAuth mode, Path roots) throws TlsConfigException {
            try {
                return clientAuth(mode, Pem.certificates(Pem.read(roots), roots.toString()));
            } catch (KeyMaterialException e) {
                throw new TlsConfigException(e);
            }
        }

        /**
         * Sets how sessions are remembered, so that a client that comes back has a shorter handshake.
         *
         * @param most how many at once, at least 1
         * @param lifetime how long each, from a second to 7 days (RFC 8446 section 4.6.1)
         * @return this
         * @throws IllegalArgumentException for values out of range
         */
        public Builder sessions(int most, Duration lifetime) {
            sessions = Optional.of(new TlsSessions(most, lifetime));
            return this;
        }

        /**
         * Asks for session tickets, or for none, where the provider's own way will not do.
         *
         * @param given whether clients are given tickets
         * @return this
         */
        public Builder sessionTickets(boolean given) {
            sessionTickets = Optional.of(given);
            return this;
        }

        /**
         * Names the provider to use.
         *
         * @param name its name, such as {@code jsse}
         * @return this
         */
        public Builder provider(String name) {
            providerName = Optional.of(name);
            provider = Optional.empty();
            return this;
        }

        /**
         * Gives the provider to use, which then need not be found.
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
         * Makes the configuration.
         *
         * @return the configuration
         * @throws IllegalStateException without a certificate, or with single ones beside a source
         */
        public TlsConfig build() {
            if (list.isEmpty() == (source == null)) {
                throw new IllegalStateException(
                        source == null
                                ? "TLS needs a certificate: call certificate(...) or certificates(...)"
                                : "certificates come from certificate(...) or from certificates(...), not from both");
            }
            return new TlsConfig(this, source == null ? new CertificateSet(list) : source);
        }
    }
}
