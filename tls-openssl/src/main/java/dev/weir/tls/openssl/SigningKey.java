package dev.weir.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The private key of a certificate. */
sealed class SigningKey extends NativeKey {
    private static final long serialVersionUID = 1;

    private SigningKey(String algorithm, KeyHandle handle) {
        super(algorithm, handle);
    }

    /** A key of RSA, whose size JSSE asks for. */
    static final class Rsa extends SigningKey implements RSAKey {
        private static final long serialVersionUID = 1;

        private final BigInteger modulus;
        private final transient @Nullable AlgorithmParameterSpec parameters;

        Rsa(String algorithm, KeyHandle handle, RSAKey original) {
            super(algorithm, handle);
            this.modulus = original.getModulus();
            this.parameters = original.getParams();
        }

        @Override
        public BigInteger getModulus() {
            return modulus;
        }

        @Override
        public @Nullable AlgorithmParameterSpec getParams() {
            return parameters;
        }
    }

    /**
     * Gives a key to libcrypto.
     *
     * @param key a key with an encoding
     * @throws InvalidKeyException when libcrypto does not take it; the message has its reason
     */
    static SigningKey read(PrivateKey key) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("the key has no encoding");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded);
            MemorySegment at = arena.allocateFrom(ValueLayout.JAVA_LONG, copy.address());
            Libcrypto.clearErrors();
            long address = Libcrypto.readKey(0, at.address(), encoded.length);
            copy.fill((byte) 0);
            if (address == 0) {
                throw new InvalidKeyException(NativeErrors.take("reading the private key"));
            }
            KeyHandle handle = new KeyHandle(address);
            return key instanceof RSAKey rsa
                    ? new Rsa(key.getAlgorithm(), handle, rsa)
                    : new SigningKey(key.getAlgorithm(), handle);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
