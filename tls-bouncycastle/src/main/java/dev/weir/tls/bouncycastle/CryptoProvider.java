package dev.weir.tls.bouncycastle;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The JDK's algorithms where it has them, Bouncy Castle's for the rest. It has no services of its own and is registered
 * nowhere: it only answers what {@code bctls} asks it.
 */
final class CryptoProvider extends Provider {
    private static final long serialVersionUID = 1;

    /** As they were when the server started: asking for them copies a list, and a handshake asks for many services. */
    private final transient Provider[] jdk = Security.getProviders();

    private final transient Provider bouncyCastle = new BouncyCastleProvider();

    CryptoProvider() {
        super("WeirTlsCrypto", "1", "The JDK's algorithms, then Bouncy Castle's");
    }

    @Override
    public Service getService(String type, String algorithm) {
        // bctls has its own way with keys of ML-KEM, and cannot use the JDK's.
        boolean postQuantum = algorithm.startsWith("ML-KEM");
        if (!postQuantum) {
            for (Provider provider : jdk) {
                Service service = provider.getService(type, algorithm);
                if (service != null) {
                    return service;
                }
            }
        }
        return bouncyCastle.getService(type, algorithm);
    }
}
