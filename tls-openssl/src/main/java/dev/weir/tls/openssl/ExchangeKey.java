package dev.weir.tls.openssl;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * The private key of one key exchange, inside libcrypto. It is freed by its only use, or with the handshake that ends
 * before.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class ExchangeKey implements PrivateKey {
    private static final long serialVersionUID = 1;

    final transient Group group;
    final transient KeyHandle handle;

    ExchangeKey(Group group, KeyHandle handle) {
        this.group = group;
        this.handle = handle;
    }

    @Override
    public String getAlgorithm() {
        return group == X25519.GROUP ? "XDH" : "EC";
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    /** Frees the key. */
    @Override
    public void destroy() {
        long address = handle.take();
        if (address != 0) {
            KeyHandle.free(address);
        }
    }

    @Override
    public boolean isDestroyed() {
        return handle.address() == 0;
    }

    /** Returns a text without the key. */
    @Override
    public String toString() {
        return getAlgorithm() + " key in libcrypto";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key of libcrypto stays in its process");
    }
}
