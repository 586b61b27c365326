package dev.weir.tls.openssl;

/** The private key of one key exchange. It is freed by its only use, or with the handshake that ends before. */
final class ExchangeKey extends NativeKey {
    private static final long serialVersionUID = 1;

    final transient Group group;

    ExchangeKey(String algorithm, Group group, KeyHandle handle) {
        super(algorithm, handle);
        this.group = group;
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
}
