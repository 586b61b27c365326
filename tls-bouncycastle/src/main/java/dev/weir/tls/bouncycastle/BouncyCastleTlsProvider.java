package dev.weir.tls.bouncycastle;

import dev.weir.tls.spi.ClientHello;
import dev.weir.tls.spi.TlsCapabilities;
import dev.weir.tls.spi.TlsCapabilities.Feature;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.jsse.SslContextBridge;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.BCSSLParameters;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * TLS 1.3 and 1.2 by Bouncy Castle's {@code bctls}, under the name {@code bouncycastle}. Taken in place of the JDK's where
 * its module is there and the configuration names none.
 *
 * <p><b>What it has over the JDK's</b>: the hybrid key exchange X25519MLKEM768, preferred by default, so that what is
 * recorded today cannot be read with a quantum computer later. {@code TlsInfo.namedGroup()} tells whether a client had it.
 *
 * <p><b>What it cannot do</b>, and is refused when the server starts: session tickets. A session of TLS 1.2 is resumed
 * from the server's memory; one of TLS 1.3 is not resumed, each connection makes a full handshake. Keys are not updated
 * at our wish (they are at the client's, and after as many records as RFC 8446 section 5.5 allows).
 *
 * <p>Groups that the configuration names must have the curve of an ECDSA certificate's key among them, which Bouncy Castle
 * wants for signing; a configuration without it is refused.
 *
 * <p>Protocol and post-quantum code are Bouncy Castle's; ciphers, digests and signatures are the JDK's where it has them,
 * because those are compiled to the processor's own instructions: AES-GCM is twenty times as fast. No provider is
 * registered with the JDK, and nothing else in the process changes.
 *
 * <p>Bouncy Castle tells {@code java.util.logging} of each connection; here these loggers are off unless a level was set
 * for {@code org.bouncycastle.jsse.provider}, as the server logs what fails itself.
 */
public final class BouncyCastleTlsProvider implements TlsProvider {
    private static final String[] PREFERRED = {"X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1"};
    private static final Set<String> GROUPS = Set.of(
            "X25519MLKEM768",
            "SecP256r1MLKEM768",
            "SecP384r1MLKEM1024",
            "x25519",
            "x448",
            "secp256r1",
            "secp384r1",
            "secp521r1",
            "ffdhe2048",
            "ffdhe3072",
            "ffdhe4096");

    private static final Set<String> KEY_TYPES =
            Set.of("RSA", "RSASSA-PSS", "secp256r1", "secp384r1", "secp521r1", "Ed25519", "Ed448");

    /** A class of its own, so that java.util.logging is initialized when the provider is used, not when it is found. */
    private static final class Loggers {
        /** A strong reference: a logger that is garbage collected loses its level. */
        private static final Logger ROOT = Logger.getLogger("org.bouncycastle.jsse.provider");

        static void silence() {
            if (ROOT.getLevel() == null) {
                ROOT.setLevel(Level.OFF);
            }
        }
    }

    /** For {@code ServiceLoader}. */
    public BouncyCastleTlsProvider() {}

    @Override
    public String name() {
        return "bouncycastle";
    }

    /**
     * Which provider is taken when the configuration names none.
     *
     * @return 100: whoever adds the module wants it
     */
    @Override
    public int priority() {
        return 100;
    }

    @Override
    public TlsCapabilities capabilities() {
        return new TlsCapabilities(
                Set.of("TLSv1.3", "TLSv1.2"),
                Set.of(
                        Feature.ALPN,
                        Feature.SERVER_NAME,
                        Feature.CLIENT_CERTIFICATES,
                        Feature.SESSION_CACHE,
                        Feature.TICKETS_OPTIONAL),
                GROUPS,
                KEY_TYPES);
    }

    @Override
    public TlsServerContext open(TlsConfig config, List<String> alpn) throws TlsConfigException {
        Loggers.silence();
        checkCurves(config);
        try {
            Provider jsse =
                    new BouncyCastleJsseProvider(false, new JcaTlsCryptoProvider().setProvider(new CryptoProvider()));
            return SslContextBridge.open(
                    SSLContext.getInstance("TLS", jsse),
                    TrustManagerFactory.getInstance("PKIX", jsse),
                    config,
                    alpn,
                    name(),
                    engine -> prefer((BCSSLEngine) engine, config.namedGroups()),
                    EdDsaConverter::own);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("Bouncy Castle's TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Our order counts, not the client's: a client that has the hybrid group is asked for it, at the cost of a round. */
    private static void prefer(BCSSLEngine engine, List<String> asked) {
        BCSSLParameters parameters = engine.getParameters();
        parameters.setNamedGroups(asked.isEmpty() ? PREFERRED : asked.toArray(String[]::new));
        parameters.setUseNamedGroupsOrder(true);
        engine.setParameters(parameters);
    }

    /** Bouncy Castle signs with a curve only where that is among the groups. */
    private static void checkCurves(TlsConfig config) throws TlsConfigException {
        if (config.namedGroups().isEmpty()) {
            return;
        }
        List<TlsCertificate> known = config.certificates().certificates();
        if (known.isEmpty()) {
            TlsCertificate standard = config.certificates().choose(new AnyClient());
            known = standard == null ? List.of() : List.of(standard);
        }
        for (TlsCertificate certificate : known) {
            String curve = certificate.keyType();
            if (curve.startsWith("secp") && !config.namedGroups().contains(curve)) {
                throw new TlsConfigException("the TLS provider bouncycastle needs the certificate's own curve " + curve
                        + " among the groups " + config.namedGroups() + ": add it as the last");
            }
        }
    }

    /** A client that names no server and takes every key. */
    private record AnyClient() implements ClientHello {
        @Override
        public Optional<String> serverName() {
            return Optional.empty();
        }

        @Override
        public boolean accepts(TlsCertificate certificate) {
            return true;
        }
    }
}
