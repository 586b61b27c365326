package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.CertificateSource;
import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.handshake.CipherSuites;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The bridge to {@code javax.net.ssl}.
 *
 * <p><b>An existing {@link SSLContext}</b>, from a framework or with special key managers, becomes a configuration:
 *
 * <pre>{@code
 * var tls = SslContextBridge.config(sslContext).build();
 * }</pre>
 *
 * <p><b>A provider</b> on another implementation of JSSE calls {@link #open} from {@link
 * dev.weir.tls.spi.TlsProvider#open}, which implements the choice of certificates, reload, client certificates, ALPN
 * and the session cache:
 *
 * <pre>{@code
 * SSLContext context = SSLContext.getInstance("TLS", theirs);
 * return SslContextBridge.open(
 *         context, TrustManagerFactory.getInstance("PKIX", theirs), config, alpn, name(), engine -> {});
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class SslContextBridge {
    /** AEAD, the cheapest first. */
    private static final String[] PREFERRED_CIPHERS = {"_AES_128_GCM_", "_AES_256_GCM_", "_CHACHA20_POLY1305_"};

    private SslContextBridge() {}

    /**
     * Returns a builder that uses a context as it is: its key managers choose the certificates, its trust managers
     * validate those of clients. Versions, cipher suites, groups and {@linkplain
     * TlsConfig.Builder#clientAuth(ClientAuth) client authentication} of the configuration apply to its engines.
     *
     * @param context an initialized context
     * @return a builder that needs no certificate
     */
    public static TlsConfig.Builder config(SSLContext context) {
        return TlsConfig.builder().certificates(hello -> null).provider(new SslContextProvider(context));
    }

    /**
     * Returns a key manager that gets its certificates from a source.
     *
     * @param source the source
     * @return a key manager for {@code SSLEngine}s of servers
     */
    public static X509ExtendedKeyManager keyManager(CertificateSource source) {
        return new SourceKeyManager(source, UnaryOperator.identity());
    }

    /**
     * Initializes a context for a configuration.
     *
     * @param context a context that is not initialized
     * @param trust validates the certificates of clients; initialized here, only if clients are asked for them
     * @param config the configuration
     * @param alpn the application protocols, in order of preference; empty for no ALPN
     * @param name the provider's name, for messages
     * @param last sets the provider's own parameters on each engine; called after all others are set
     * @return the context that creates engines
     * @throws TlsConfigException when the configuration is not supported; the message says what to change
     */
    public static TlsServerContext open(
            SSLContext context,
            TrustManagerFactory trust,
            TlsConfig config,
            List<String> alpn,
            String name,
            Consumer<SSLEngine> last)
            throws TlsConfigException {
        return open(context, trust, config, alpn, name, last, UnaryOperator.identity());
    }

    /**
     * Initializes a context for a configuration, when the context needs its own classes of certificates and keys.
     *
     * @param context a context that is not initialized
     * @param trust validates the certificates of clients; initialized here, only if clients are asked for them
     * @param config the configuration
     * @param alpn the application protocols, in order of preference; empty for no ALPN
     * @param name the provider's name, for messages
     * @param last sets the provider's own parameters on each engine; called after all others are set
     * @param converter converts a certificate for the context; called in each handshake
     * @return the context that creates engines
     * @throws TlsConfigException when the configuration is not supported; the message says what to change
     */
    public static TlsServerContext open(
            SSLContext context,
            TrustManagerFactory trust,
            TlsConfig config,
            List<String> alpn,
            String name,
            Consumer<SSLEngine> last,
            UnaryOperator<TlsCertificate> converter)
            throws TlsConfigException {
        return open(context, trust, config, alpn, name, last, converter, new SecureRandom());
    }

    /** As above, with the context's source of random numbers. */
    static TlsServerContext open(
            SSLContext context,
            TrustManagerFactory trust,
            TlsConfig config,
            List<String> alpn,
            String name,
            Consumer<SSLEngine> last,
            UnaryOperator<TlsCertificate> converter,
            SecureRandom random)
            throws TlsConfigException {
        if (config.clientAuth() != ClientAuth.NONE && config.trusted().isEmpty()) {
            throw new TlsConfigException("the TLS provider " + name
                    + " needs a trusted root to validate client certificates: pass at least one to clientAuth(...)");
        }
        try {
            context.init(
                    new KeyManager[] {new SourceKeyManager(config.certificates(), converter)},
                    // Null would load the JDK's own roots, which are not needed.
                    config.clientAuth() == ClientAuth.NONE ? new TrustManager[0] : managers(trust, config.trusted()),
                    random);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsConfigException("the TLS provider " + name + " cannot be initialized: " + e.getMessage(), e);
        }
        return ready(context, config, alpn, name, last);
    }

    /** Opens a configuration with an initialized context. */
    static TlsServerContext ready(
            SSLContext context, TlsConfig config, List<String> alpn, String name, Consumer<SSLEngine> last)
            throws TlsConfigException {
        String[] suites = suites(config, context.getSupportedSSLParameters().getCipherSuites(), name);
        config.sessions().ifPresent(sessions -> {
            SSLSessionContext kept = context.getServerSessionContext();
            kept.setSessionCacheSize(sessions.max());
            kept.setSessionTimeout((int) sessions.lifetime().toSeconds());
        });
        return new JsseContext(context, config, List.copyOf(alpn), suites, last);
    }

    private static TrustManager[] managers(TrustManagerFactory factory, List<X509Certificate> roots)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        factory.init(store);
        return factory.getTrustManagers();
    }

    /**
     * Returns the configured suites, or else those that are forward-secret and AEAD, as RFC 9113 section 9.2.2
     * requires.
     */
    private static String[] suites(TlsConfig config, String[] supported, String name) throws TlsConfigException {
        List<String> all = List.of(supported);
        for (String suite : config.cipherSuites()) {
            if (!all.contains(suite)) {
                throw new TlsConfigException(
                        "the TLS provider " + name + " does not support the cipher suite " + suite + ", only " + all);
            }
        }
        if (!config.cipherSuites().isEmpty()) {
            return config.cipherSuites().toArray(String[]::new);
        }
        List<String> good = new ArrayList<>();
        for (String cipher : PREFERRED_CIPHERS) {
            for (String suite : all) {
                boolean withCertificate = suite.startsWith("TLS_ECDHE_ECDSA_") || suite.startsWith("TLS_ECDHE_RSA_");
                if (suite.contains(cipher) && (CipherSuites.isTls13(suite) || withCertificate)) {
                    good.add(suite);
                }
            }
        }
        return good.toArray(String[]::new);
    }
}
