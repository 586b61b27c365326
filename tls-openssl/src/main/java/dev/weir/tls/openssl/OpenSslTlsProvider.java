package dev.weir.tls.openssl;

import dev.weir.tls.spi.TlsCapabilities;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.security.InvalidKeyException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.3 and 1.2 by the JDK, with the public-key operations of its handshakes computed by the system's {@code
 * libcrypto}, under the name {@code openssl}. Handshakes cost about two thirds of those of {@code jsse}; records are the
 * JDK's, and all else is as with {@code jsse}. Used only when a configuration names it.
 *
 * <p><b>What libcrypto computes</b>: signatures with keys of ECDSA on P-256, P-384 and P-521, Ed25519, RSA and
 * RSASSA-PSS; key exchange on x25519 and secp256r1. Other keys and groups are the JDK's, and so are the signatures of
 * clients.
 *
 * <p><b>Requirements</b>: OpenSSL 3.0 or newer, by its usual name (on Linux {@code libcrypto.so.3} or {@code
 * libcrypto.so.4}), and the option {@code --enable-native-access=dev.weir.tls.openssl} of the JVM ({@code ALL-UNNAMED}
 * on the class path). Without either a server does not start.
 *
 * <p><b>The rest of the process</b> is not affected. When the first configuration is opened, two {@link
 * java.security.Provider}s are registered: {@code WeirOpenSslExchange} before all others, and {@code
 * WeirOpenSslSignature} after them, as JSSE finds algorithms by provider. They have services only for the threads that
 * compute a handshake of this class. What else runs there, such as a {@link dev.weir.tls.spi.CertificateSource} of the
 * user, gets the JDK's keys: ours are made only for the source of random numbers of our contexts, and only ours are
 * taken.
 *
 * <p><b>Threads.</b> Stateless and thread-safe.
 */
public final class OpenSslTlsProvider implements TlsProvider {
    private static final String MODULE = "dev.weir.tls.openssl";
    private static final Logger LOG = LoggerFactory.getLogger(OpenSslTlsProvider.class);

    /** For {@code ServiceLoader}. */
    public OpenSslTlsProvider() {}

    @Override
    public String name() {
        return "openssl";
    }

    /**
     * Returns the priority.
     *
     * @return -1, less than that of {@code jsse}: it is used only by name
     */
    @Override
    public int priority() {
        return -1;
    }

    @Override
    public TlsCapabilities capabilities() {
        return new JsseProvider().capabilities();
    }

    @Override
    public TlsServerContext open(TlsConfig config, List<String> alpn) throws TlsConfigException {
        checkAccess(OpenSslTlsProvider.class.getModule());
        CryptoLibrary library = CryptoLibrary.loaded();
        KeyConverter keys = new KeyConverter();
        for (TlsCertificate certificate : config.certificates().certificates()) {
            try {
                keys.convert(certificate);
            } catch (InvalidKeyException e) {
                throw new TlsConfigException(
                        "the TLS provider openssl cannot use the key of " + certificate + ": " + e.getMessage(), e);
            }
        }
        Registration.ensure();
        TlsServerContext context = JsseProvider.open(config, alpn, name(), new ExchangeRandom(), keys);
        LOG.info("TLS keys by {} ({})", library.version(), library.file());
        return () -> new HandshakeScope(context.newEngine());
    }

    /** Refuses to begin without the option, as the JVM would print a warning, and later versions will throw. */
    static void checkAccess(Module module) throws TlsConfigException {
        if (!module.isNativeAccessEnabled()) {
            throw new TlsConfigException(
                    "the TLS provider openssl calls libcrypto, which the JVM must be told: start it with"
                            + " --enable-native-access=" + (module.isNamed() ? MODULE : "ALL-UNNAMED")
                            + ", or use the provider jsse");
        }
    }
}
