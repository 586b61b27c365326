package dev.weir.tls.bouncycastle;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The JDK's algorithms where it has them, else Bouncy Castle's. Has no services of its own and is not registered: only
 * {@code bctls} uses it.
 */
final class CryptoProvider extends Provider {
    private static final long serialVersionUID = 1;

    /** The providers when the server started: getting them copies a list, and a handshake gets many services. */
    private final transient Provider[] jdk = Security.getProviders();

    private final transient Provider bouncyCastle = new BouncyCastleProvider();

    CryptoProvider() {
        super("WeirTlsCrypto", "1", "The JDK's algorithms, then Bouncy Castle's");
    }

    @Override
    public Service getService(String type, String algorithm) {
        // bctls has its own representation of ML-KEM keys, and cannot use the JDK's.
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
