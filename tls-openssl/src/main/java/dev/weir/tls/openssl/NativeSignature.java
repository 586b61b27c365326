package dev.weir.tls.openssl;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import org.jspecify.annotations.Nullable;

/**
 * Signs with a {@link SigningKey}; verifies nothing. What is signed is collected, as handshakes sign some 150 bytes.
 *
 * <p><b>Threads.</b> For one at a time, as all of its kind.
 */
class NativeSignature extends SignatureSpi {
    private final String keyAlgorithm;
    private final long digest;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable SigningKey key;

    /**
     * Makes one.
     *
     * @param keyAlgorithm the algorithm of keys
     * @param digest a digest of libcrypto; 0 for none, as with EdDSA
     */
    NativeSignature(String keyAlgorithm, long digest) {
        this.keyAlgorithm = keyAlgorithm;
        this.digest = digest;
    }

    @Override
    protected void engineInitSign(PrivateKey signer) throws InvalidKeyException {
        content.reset();
        key = null;
        if (!(signer instanceof SigningKey ours)) {
            throw new InvalidKeyException("not a key of this provider");
        }
        check(ours);
        key = ours;
    }

    /** Refuses keys that are not for this algorithm. */
    void check(SigningKey candidate) throws InvalidKeyException {
        if (!candidate.getAlgorithm().equals(keyAlgorithm)) {
            throw new InvalidKeyException("needs a key of " + keyAlgorithm + ", not of " + candidate.getAlgorithm());
        }
    }

    /** Returns the digest of what is signed; 0 for none. */
    long digest() {
        return digest;
    }

    /**
     * Sets more on the context of a signature.
     *
     * @return whether libcrypto took it
     */
    boolean configure(long context) {
        return true;
    }

    @Override
    protected void engineInitVerify(PublicKey verifier) throws InvalidKeyException {
        throw new InvalidKeyException("this provider signs, and verifies nothing");
    }

    @Override
    protected void engineUpdate(byte b) {
        content.write(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
        content.write(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        SigningKey signer = key;
        if (signer == null) {
            throw new SignatureException("no key was set");
        }
        try {
            return sign(signer.handle.address(), content.toByteArray());
        } finally {
            content.reset();
            Reference.reachabilityFence(signer);
        }
    }

    private byte[] sign(long address, byte[] bytes) throws SignatureException {
        Libcrypto.clearErrors();
        long context = Libcrypto.newDigestContext();
        try (Arena arena = Arena.ofConfined()) {
            long size = Libcrypto.keySize(address);
            MemorySegment keyContext = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, size);
            MemorySegment signature = arena.allocate(size);
            MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            if (context == 0
                    || Libcrypto.initSign(context, keyContext.address(), digest(), 0, address) != 1
                    || !configure(keyContext.get(ValueLayout.JAVA_LONG, 0))
                    || Libcrypto.sign(context, signature.address(), length.address(), copy.address(), bytes.length)
                            != 1) {
                throw new SignatureException(NativeErrors.take("signing"));
            }
            return signature.asSlice(0, length.get(ValueLayout.JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
        } finally {
            Libcrypto.freeDigestContext(context);
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("this provider signs, and verifies nothing");
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("has no parameter " + name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("has no parameter " + name);
    }
}
