package dev.weir.tls.openssl;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * A private key inside libcrypto. It has no encoding, and none of the interfaces by which the JDK's providers take keys,
 * so that only ours use it.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
abstract sealed class NativeKey implements PrivateKey permits SigningKey, ExchangeKey {
    private static final long serialVersionUID = 1;

    private final String algorithm;
    final transient KeyHandle handle;

    NativeKey(String algorithm, KeyHandle handle) {
        this.algorithm = algorithm;
        this.handle = handle;
    }

    @Override
    public final String getAlgorithm() {
        return algorithm;
    }

    @Override
    public final @Nullable String getFormat() {
        return null;
    }

    @Override
    public final byte @Nullable [] getEncoded() {
        return null;
    }

    /** Returns a text without the key. */
    @Override
    public final String toString() {
        return algorithm + " key in libcrypto";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key of libcrypto stays in its process");
    }
}
