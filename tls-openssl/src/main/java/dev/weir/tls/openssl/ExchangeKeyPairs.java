package dev.weir.tls.openssl;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Generates pairs of keys for our contexts, which it knows by their {@link ExchangeRandom}. Whatever else is asked for in
 * a handshake, by a user's code there, is refused, and then the JCA asks the next provider.
 *
 * <p><b>Threads.</b> For one at a time, as all of its kind.
 */
final class ExchangeKeyPairs extends KeyPairGeneratorSpi {
    private @Nullable Group group;

    ExchangeKeyPairs() {}

    /** Says that another provider is to be asked. Without a stack trace, as nobody sees it. */
    private static final class NotOurs extends InvalidAlgorithmParameterException {
        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // has nothing to guard
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    @Override
    public void initialize(int bits, @Nullable SecureRandom random) {
        throw new InvalidParameterException("not a key size for TLS");
    }

    @Override
    public void initialize(@Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException {
        group = null;
        if (random instanceof ExchangeRandom) {
            if (parameters instanceof ECParameterSpec curve && P256.isCurve(curve)) {
                group = P256.GROUP;
            } else if (parameters instanceof NamedParameterSpec named
                    && named.getName().equalsIgnoreCase(NamedParameterSpec.X25519.getName())) {
                group = X25519.GROUP;
            }
        }
        if (group == null) {
            throw new NotOurs();
        }
    }

    @Override
    public KeyPair generateKeyPair() {
        Group chosen = group;
        if (chosen == null) {
            throw new ProviderException("no group was set");
        }
        return chosen.generate();
    }
}
