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
 * The bridge to {@code javax.net.ssl}, for two kinds of users.
 *
 * <p>Those who <b>have an {@link SSLContext}</b>, made by a framework or with key managers of their own, serve with it:
 *
 * <pre>{@code
 * var tls = SslContextBridge.config(sslContext).build();
 * }</pre>
 *
 * <p>Those who <b>write a provider</b> on a JSSE that is not the JDK's call {@link #open} from {@link
 * dev.weir.tls.spi.TlsProvider#open}, and have certificates by name, reload, client certificates, ALPN and session limits
 * done:
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
    /** AEAD, the cheapest first; none that is left is known to be broken. */
    private static final String[] PREFERRED_CIPHERS = {"_AES_128_GCM_", "_AES_256_GCM_", "_CHACHA20_POLY1305_"};

    private SslContextBridge() {}

    /**
     * Begins a configuration that serves with a context as it is: its key managers choose the certificates, its trust
     * managers judge the clients'. What the configuration says of versions, suites, groups and {@linkplain
     * TlsConfig.Builder#clientAuth(ClientAuth) whether clients are asked for certificates} applies to its engines.
     *
     * @param context an initialized context
     * @return a builder; the certificates are taken care of
     */
    public static TlsConfig.Builder config(SSLContext context) {
        return TlsConfig.builder().certificates(hello -> null).provider(new SslContextProvider(context));
    }

    /**
     * A key manager that has its certificates from a source.
     *
     * @param source the source
     * @return a key manager for {@code SSLEngine}s of servers
     */
    public static X509ExtendedKeyManager keyManager(CertificateSource source) {
        return new SourceKeyManager(source, UnaryOperator.identity());
    }

    /**
     * Initializes a context as a configuration has it, and makes it ready.
     *
     * @param context a context that is not initialized
     * @param trust judges the certificates of clients; initialized here, and only where clients are asked for them
     * @param config the configuration
     * @param alpn the application protocols, the preferred first; empty for no ALPN
     * @param name the provider's name, for messages
     * @param last sets on each engine what only this provider has; called when all else is set
     * @return what makes engines
     * @throws TlsConfigException where the configuration cannot be had, saying what to change
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
     * Initializes a context as a configuration has it, and makes it ready, where the context cannot use certificates and
     * keys as the JDK makes them.
     *
     * @param context a context that is not initialized
     * @param trust judges the certificates of clients; initialized here, and only where clients are asked for them
     * @param config the configuration
     * @param alpn the application protocols, the preferred first; empty for no ALPN
     * @param name the provider's name, for messages
     * @param last sets on each engine what only this provider has; called when all else is set
     * @param own turns a certificate into what the context can use; called for each handshake
     * @return what makes engines
     * @throws TlsConfigException where the configuration cannot be had, saying what to change
     */
    public static TlsServerContext open(
            SSLContext context,
            TrustManagerFactory trust,
            TlsConfig config,
            List<String> alpn,
            String name,
            Consumer<SSLEngine> last,
            UnaryOperator<TlsCertificate> own)
            throws TlsConfigException {
        if (config.clientAuth() != ClientAuth.NONE && config.trusted().isEmpty()) {
            throw new TlsConfigException("the TLS provider " + name
                    + " needs a trusted root to check client certificates: give clientAuth(...) at least one");
        }
        try {
            context.init(
                    new KeyManager[] {new SourceKeyManager(config.certificates(), own)},
                    // Never the JDK's own roots, which would be loaded for nothing.
                    config.clientAuth() == ClientAuth.NONE ? new TrustManager[0] : managers(trust, config.trusted()),
                    new SecureRandom());
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsConfigException("the TLS provider " + name + " cannot be set up: " + e.getMessage(), e);
        }
        return ready(context, config, alpn, name, last);
    }

    /** Makes an initialized context ready. */
    static TlsServerContext ready(
            SSLContext context, TlsConfig config, List<String> alpn, String name, Consumer<SSLEngine> last)
            throws TlsConfigException {
        String[] suites = suites(config, context.getSupportedSSLParameters().getCipherSuites(), name);
        config.sessions().ifPresent(sessions -> {
            SSLSessionContext kept = context.getServerSessionContext();
            kept.setSessionCacheSize(sessions.most());
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

    /** The suites asked for, or else those that are forward-secret and AEAD, which RFC 9113 section 9.2.2 wants too. */
    private static String[] suites(TlsConfig config, String[] supported, String name) throws TlsConfigException {
        List<String> there = List.of(supported);
        for (String suite : config.cipherSuites()) {
            if (!there.contains(suite)) {
                throw new TlsConfigException(
                        "the TLS provider " + name + " has no cipher suite " + suite + "; it has " + there);
            }
        }
        if (!config.cipherSuites().isEmpty()) {
            return config.cipherSuites().toArray(String[]::new);
        }
        List<String> good = new ArrayList<>();
        for (String cipher : PREFERRED_CIPHERS) {
            for (String suite : there) {
                boolean withCertificate = suite.startsWith("TLS_ECDHE_ECDSA_") || suite.startsWith("TLS_ECDHE_RSA_");
                if (suite.contains(cipher) && (CipherSuites.isTls13(suite) || withCertificate)) {
                    good.add(suite);
                }
            }
        }
        return good.toArray(String[]::new);
    }
}
