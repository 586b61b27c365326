package dev.weir.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.ProviderException;
import java.security.PublicKey;

/**
 * A group for key exchange: makes pairs of keys and agrees on secrets.
 *
 * <p><b>Threads.</b> Immutable and thread-safe.
 */
abstract sealed class Group permits X25519, P256 {
    /** OSSL_PKEY_PARAM_PUB_KEY of openssl/core_names.h. */
    private static final MemorySegment PUBLIC = Arena.global().allocateFrom("pub");

    private static final int SECRET = 32;

    private final int size;

    /**
     * Makes one.
     *
     * @param size the length of an encoded public key, in bytes
     */
    Group(int size) {
        this.size = size;
    }

    /** Returns a new context that is ready to generate keys; 0 for a failure. */
    abstract long generator();

    /** Returns an encoded public key as the JCA has it. */
    abstract PublicKey publicKey(byte[] encoded);

    /**
     * Returns the encoding of a client's public key, of the size of this group.
     *
     * @throws InvalidKeyException for a key of another group
     */
    abstract byte[] encode(PublicKey peer) throws InvalidKeyException;

    /** Gives a client's public key to libcrypto, which checks it; 0 when it is not valid. */
    abstract long read(MemorySegment encoded, long own);

    /**
     * Generates a pair. Its private key is for one agreement.
     *
     * @throws ProviderException when libcrypto fails
     */
    KeyPair generate() {
        Libcrypto.clearErrors();
        long context = generator();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            if (context == 0 || Libcrypto.generate(context, out.address()) != 1) {
                throw new ProviderException(NativeErrors.take("generating keys"));
            }
            KeyHandle handle = new KeyHandle(out.get(ValueLayout.JAVA_LONG, 0));
            MemorySegment bytes = arena.allocate(size);
            if (Libcrypto.octets(handle.address(), PUBLIC.address(), bytes.address(), size, out.address()) != 1
                    || out.get(ValueLayout.JAVA_LONG, 0) != size) {
                throw new ProviderException(NativeErrors.take("reading a public key"));
            }
            PublicKey key = publicKey(bytes.toArray(ValueLayout.JAVA_BYTE));
            return new KeyPair(key, new ExchangeKey(key.getAlgorithm(), this, handle));
        } finally {
            Libcrypto.freeContext(context);
        }
    }

    /**
     * Agrees on a secret, and frees the private key.
     *
     * @param own the private key
     * @param peer the client's public key
     * @return the secret
     * @throws InvalidKeyException for a public key that is not valid, or when the private key was used before
     */
    byte[] agree(ExchangeKey own, PublicKey peer) throws InvalidKeyException {
        byte[] encoded = encode(peer);
        long address = own.handle.take();
        if (address == 0) {
            throw new InvalidKeyException("the private key was used before");
        }
        try (Arena arena = Arena.ofConfined()) {
            return agree(arena, address, arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded));
        } finally {
            KeyHandle.free(address);
        }
    }

    private byte[] agree(Arena arena, long own, MemorySegment encoded) throws InvalidKeyException {
        Libcrypto.clearErrors();
        long peer = read(encoded, own);
        long context = Libcrypto.contextOf(own, 0);
        MemorySegment secret = arena.allocate(SECRET);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, SECRET);
        try {
            if (peer == 0
                    || context == 0
                    || Libcrypto.initDerive(context) != 1
                    || Libcrypto.setPeer(context, peer) != 1
                    || Libcrypto.derive(context, secret.address(), length.address()) != 1
                    || length.get(ValueLayout.JAVA_LONG, 0) != SECRET) {
                throw new InvalidKeyException(NativeErrors.take("key agreement"));
            }
            return secret.toArray(ValueLayout.JAVA_BYTE);
        } finally {
            secret.fill((byte) 0);
            Libcrypto.freeContext(context);
            Libcrypto.freeKey(peer);
        }
    }

    /** Returns a context that is ready to generate keys of a type; 0 for a failure. */
    static long generator(MemorySegment type) {
        long context = Libcrypto.newContext(0, type.address(), 0);
        if (context != 0 && Libcrypto.initGenerate(context) != 1) {
            Libcrypto.freeContext(context);
            return 0;
        }
        return context;
    }

    /** Returns what the JDK has by a name that it always has. */
    static <T> T known(Known<T> lookup) {
        try {
            return lookup.get();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A look-up in the JCA. */
    @FunctionalInterface
    interface Known<T> {
        T get() throws GeneralSecurityException;
    }
}
