package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.TlsCapabilities;
import dev.weir.tls.spi.TlsCapabilities.Feature;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * The built-in provider, on the JDK's JSSE: TLS 1.3 and 1.2. The default unless one of a higher priority is found.
 *
 * <p>The default groups are {@code x25519} and the curves of NIST, without the finite fields, which are much more
 * expensive.
 *
 * <p>Sessions are resumed from tickets, which the JDK issues to all clients that support them. The system property
 * {@code jdk.tls.server.enableSessionTicketExtension} disables tickets for the whole process; without it a
 * configuration that disables them is refused. There are no post-quantum groups; the provider on Bouncy Castle has
 * them.
 */
public final class JsseProvider implements TlsProvider {
    static final Set<String> GROUPS = Set.of(
            "x25519",
            "x448",
            "secp256r1",
            "secp384r1",
            "secp521r1",
            "ffdhe2048",
            "ffdhe3072",
            "ffdhe4096",
            "ffdhe6144",
            "ffdhe8192");
    static final Set<String> KEY_TYPES =
            Set.of("RSA", "RSASSA-PSS", "secp256r1", "secp384r1", "secp521r1", "Ed25519", "Ed448");
    /**
     * Without finite fields: a client can choose the largest, and cause expensive computations at little cost
     * (D(HE)at).
     */
    private static final String[] DEFAULT_GROUPS = {"x25519", "secp256r1", "secp384r1", "secp521r1"};

    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";

    /** For {@code ServiceLoader}. */
    public JsseProvider() {}

    @Override
    public String name() {
        return "jsse";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public TlsCapabilities capabilities() {
        boolean tickets = !"false".equals(System.getProperty(TICKETS));
        return new TlsCapabilities(
                Set.of("TLSv1.3", "TLSv1.2"),
                EnumSet.complementOf(EnumSet.of(tickets ? Feature.TICKETS_OPTIONAL : Feature.SESSION_TICKETS)),
                GROUPS,
                KEY_TYPES);
    }

    @Override
    public TlsServerContext open(TlsConfig config, List<String> alpn) throws TlsConfigException {
        return open(config, alpn, name(), new SecureRandom(), UnaryOperator.identity());
    }

    /**
     * Opens a configuration for another provider, which is the JDK's TLS with keys of its own. All else is as here: the
     * capabilities, the default groups, the sessions.
     *
     * @param config the configuration
     * @param alpn the application protocols to negotiate, in order of preference; empty for no ALPN
     * @param name the other provider's name, for messages
     * @param random the source of random numbers, which JSSE passes to generators of key pairs
     * @param converter converts a certificate for JSSE; called in each handshake
     * @return the context that creates engines
     * @throws TlsConfigException when the configuration is not supported; the message says what to change
     */
    public static TlsServerContext open(
            TlsConfig config,
            List<String> alpn,
            String name,
            SecureRandom random,
            UnaryOperator<TlsCertificate> converter)
            throws TlsConfigException {
        checkCurves(config, name);
        try {
            return SslContextBridge.open(
                    SSLContext.getInstance("TLS"),
                    TrustManagerFactory.getInstance("PKIX"),
                    config,
                    alpn,
                    name,
                    engine -> prefer(engine, config),
                    converter,
                    random);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("the JDK's TLS cannot be initialized: " + e.getMessage(), e);
        }
    }

    /** RFC 8422 section 5.1: in TLS 1.2 the groups also restrict the curves of certificates' keys. */
    private static void checkCurves(TlsConfig config, String name) throws TlsConfigException {
        List<String> groups = config.namedGroups();
        if (groups.isEmpty()
                || !config.versions().contains("TLSv1.2")
                || config.certificates().certificates().isEmpty()) {
            return;
        }
        String curve = "";
        for (TlsCertificate certificate : config.certificates().certificates()) {
            curve = certificate.keyType();
            if (!curve.startsWith("secp") || groups.contains(curve)) {
                return;
            }
        }
        throw new TlsConfigException(
                "for TLS 1.2 the TLS provider " + name + " needs the curve of the certificate's key, " + curve
                        + ", among the groups " + groups + ": add it as the last, or serve only TLS 1.3");
    }

    private static void prefer(SSLEngine engine, TlsConfig config) {
        if (config.namedGroups().isEmpty()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setNamedGroups(DEFAULT_GROUPS.clone());
            engine.setSSLParameters(parameters);
        }
    }
}
