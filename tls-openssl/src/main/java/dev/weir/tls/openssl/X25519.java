package dev.weir.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;

/** x25519 (RFC 7748 section 5). libcrypto refuses a secret of zeros, as section 6.1 recommends. Immutable. */
final class X25519 extends Group {
    static final X25519 GROUP = new X25519();

    private static final MemorySegment NAME = Arena.global().allocateFrom("X25519");
    /** NID_X25519 of openssl/obj_mac.h. */
    private static final int TYPE = 1034;

    private static final int SIZE = 32;
    private static final byte SIGN = 0x7f;
    /** SubjectPublicKeyInfo up to the key (RFC 8410 section 4). */
    private static final byte[] PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00};

    private X25519() {
        super(SIZE);
    }

    /**
     * A public key.
     *
     * @param u the coordinate
     */
    private record Public(BigInteger u) implements XECPublicKey {
        @Override
        public BigInteger getU() {
            return u;
        }

        @Override
        public NamedParameterSpec getParams() {
            return NamedParameterSpec.X25519;
        }

        @Override
        public String getAlgorithm() {
            return "XDH";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            byte[] encoded = new byte[PREFIX.length + SIZE];
            System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
            write(u, encoded, PREFIX.length);
            return encoded;
        }
    }

    @Override
    long generator() {
        return generator(NAME);
    }

    @Override
    PublicKey publicKey(byte[] encoded) {
        byte[] reversed = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            reversed[i] = encoded[SIZE - 1 - i];
        }
        // RFC 7748 section 5: the most significant bit is not part of the number.
        reversed[0] &= SIGN;
        return new Public(new BigInteger(1, reversed));
    }

    @Override
    byte[] encode(PublicKey peer) throws InvalidKeyException {
        if (!(peer instanceof XECPublicKey key)
                || !(key.getParams() instanceof NamedParameterSpec named)
                || !named.getName().equalsIgnoreCase(NamedParameterSpec.X25519.getName())
                || key.getU().signum() < 0
                || key.getU().bitLength() > SIZE * Byte.SIZE) {
            throw new InvalidKeyException("not a public key of X25519");
        }
        byte[] encoded = new byte[SIZE];
        write(key.getU(), encoded, 0);
        return encoded;
    }

    /** Writes a number of at most 32 bytes, the least significant first. */
    private static void write(BigInteger number, byte[] into, int at) {
        byte[] bytes = number.toByteArray();
        for (int i = 0; i < Math.min(SIZE, bytes.length); i++) {
            into[at + i] = bytes[bytes.length - 1 - i];
        }
    }

    @Override
    long read(MemorySegment encoded, long own) {
        return Libcrypto.newRawKey(TYPE, 0, encoded.address(), SIZE);
    }
}
