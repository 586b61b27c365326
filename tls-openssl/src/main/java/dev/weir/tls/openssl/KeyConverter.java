package dev.weir.tls.openssl;

import dev.weir.tls.spi.TlsCertificate;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts libcrypto's keys in the place of those of certificates, each read once. Keys of other types, and keys without an
 * encoding as those of a hardware module, remain what they are.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class KeyConverter implements UnaryOperator<TlsCertificate> {
    private static final Set<String> TYPES =
            Set.of("RSA", "RSASSA-PSS", "secp256r1", "secp384r1", "secp521r1", "Ed25519");

    /** By identity. A key goes with the last certificate that has it, after a reload when its handshakes are over. */
    private final Map<Original, SigningKey> read = new ConcurrentHashMap<>();

    private final ReferenceQueue<PrivateKey> gone = new ReferenceQueue<>();

    /** A private key as it was configured. */
    private static final class Original extends WeakReference<PrivateKey> {
        private final int hash;

        Original(PrivateKey key, @Nullable ReferenceQueue<PrivateKey> gone) {
            super(key, gone);
            hash = System.identityHashCode(key);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            PrivateKey key = get();
            return key != null && other instanceof Original original && original.refersTo(key);
        }
    }

    /** Converts in a handshake; what cannot be read, after a reload or from a callback, fails it. */
    @Override
    public TlsCertificate apply(TlsCertificate certificate) {
        try {
            return convert(certificate);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("the key of " + certificate + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the certificate with a key of libcrypto; the same object for keys that stay with the JDK.
     *
     * @throws InvalidKeyException when libcrypto does not take the key
     */
    TlsCertificate convert(TlsCertificate certificate) throws InvalidKeyException {
        PrivateKey key = certificate.key();
        SigningKey ours = read.get(new Original(key, null));
        if (ours == null) {
            for (Object old = gone.poll(); old != null; old = gone.poll()) {
                read.remove(old);
            }
            if (!"PKCS#8".equals(key.getFormat()) || !TYPES.contains(certificate.keyType())) {
                return certificate;
            }
            ours = SigningKey.read(key);
            SigningKey first = read.putIfAbsent(new Original(key, gone), ours);
            ours = first == null ? ours : first;
        }
        return new TlsCertificate(certificate.chain(), ours);
    }
}
