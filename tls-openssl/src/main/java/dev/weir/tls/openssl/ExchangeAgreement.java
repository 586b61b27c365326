package dev.weir.tls.openssl;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Agrees on a secret with an {@link ExchangeKey}.
 *
 * <p><b>Threads.</b> For one at a time, as all of its kind.
 */
final class ExchangeAgreement extends KeyAgreementSpi {
    private @Nullable ExchangeKey key;
    private byte @Nullable [] secret;

    ExchangeAgreement() {}

    @Override
    protected void engineInit(Key initial, @Nullable SecureRandom random) throws InvalidKeyException {
        secret = null;
        key = null;
        if (!(initial instanceof ExchangeKey ours)) {
            throw new InvalidKeyException("not a key of this provider");
        }
        key = ours;
    }

    @Override
    protected void engineInit(Key initial, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException("has no parameters");
        }
        engineInit(initial, random);
    }

    @Override
    protected @Nullable Key engineDoPhase(Key peer, boolean last) throws InvalidKeyException {
        ExchangeKey ours = key;
        if (ours == null || secret != null) {
            throw new IllegalStateException("no key was set");
        }
        if (!last) {
            throw new IllegalStateException("there are two parties");
        }
        if (!(peer instanceof PublicKey theirs)) {
            throw new InvalidKeyException("not a public key");
        }
        secret = ours.group.agree(ours, theirs);
        return null;
    }

    @Override
    protected byte[] engineGenerateSecret() {
        byte[] agreed = secret;
        if (agreed == null) {
            throw new IllegalStateException("nothing was agreed on");
        }
        secret = null;
        key = null;
        return agreed;
    }

    @Override
    protected int engineGenerateSecret(byte[] into, int offset) throws ShortBufferException {
        byte[] agreed = secret;
        if (agreed != null && into.length - offset < agreed.length) {
            throw new ShortBufferException("needs " + agreed.length + " bytes");
        }
        byte[] bytes = engineGenerateSecret();
        System.arraycopy(bytes, 0, into, offset, bytes.length);
        Arrays.fill(bytes, (byte) 0);
        return bytes.length;
    }

    @Override
    protected SecretKey engineGenerateSecret(String name) {
        byte[] bytes = engineGenerateSecret();
        try {
            return new SecretKeySpec(bytes, name);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
