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
 * TLS 1.3 and 1.2 by Bouncy Castle's {@code bctls}, under the name {@code bouncycastle}. When its module is present it
 * is preferred to the JDK's, unless the configuration selects a provider.
 *
 * <p><b>Compared with the JDK's</b> it supports the hybrid key exchange X25519MLKEM768, and prefers it, so that traffic
 * recorded today cannot be decrypted with a quantum computer later. {@code TlsInfo.namedGroup()} tells whether a client
 * used it.
 *
 * <p><b>Not supported</b>, and refused when the server starts: session tickets. Sessions of TLS 1.2 are resumed from
 * the server's cache; those of TLS 1.3 are not resumed, each connection performs a full handshake. The server cannot
 * request an update of keys; clients can, and it happens after the number of records in RFC 8446 section 5.5.
 *
 * <p>If the configuration sets groups, the curve of an ECDSA certificate's key must be among them, as Bouncy Castle
 * requires it for signing; other configurations are refused.
 *
 * <p>The protocol and the post-quantum algorithms are Bouncy Castle's. Ciphers, digests and signatures are the JDK's
 * where it has them, as those use special instructions of the processor: AES-GCM is twenty times as fast. No security
 * provider is registered with the JDK, and the rest of the process is not affected.
 *
 * <p>Bouncy Castle logs each connection to {@code java.util.logging}. Those loggers are off unless a level was set for
 * {@code org.bouncycastle.jsse.provider}, as the server logs failures itself.
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
     * Returns the priority.
     *
     * @return 100, so that adding the module is enough to use it
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
                    EdDsaConverter::convert);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("Bouncy Castle's TLS cannot be initialized: " + e.getMessage(), e);
        }
    }

    /**
     * The server's order decides: a client that supports the hybrid group uses it, if necessary after a second round
     * trip.
     */
    private static void prefer(BCSSLEngine engine, List<String> asked) {
        BCSSLParameters parameters = engine.getParameters();
        parameters.setNamedGroups(asked.isEmpty() ? PREFERRED : asked.toArray(String[]::new));
        parameters.setUseNamedGroupsOrder(true);
        engine.setParameters(parameters);
    }

    /** Bouncy Castle signs with a curve only if it is among the groups. */
    private static void checkCurves(TlsConfig config) throws TlsConfigException {
        if (config.namedGroups().isEmpty()) {
            return;
        }
        List<TlsCertificate> known = config.certificates().certificates();
        if (known.isEmpty()) {
            TlsCertificate fallback = config.certificates().choose(new AnyClient());
            known = fallback == null ? List.of() : List.of(fallback);
        }
        for (TlsCertificate certificate : known) {
            String curve = certificate.keyType();
            if (curve.startsWith("secp") && !config.namedGroups().contains(curve)) {
                throw new TlsConfigException("the TLS provider bouncycastle needs the curve of the certificate's key, "
                        + curve + ", among the groups " + config.namedGroups() + ": add it as the last");
            }
        }
    }

    /** A client that requests no name and supports every key. */
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
