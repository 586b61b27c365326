package dev.weir.tls.openssl;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Agrees on a secret with an {@link ExchangeKey}. The JCA comes here with such keys only, but for callers that ask for
 * the provider before they have set a key: theirs is passed on to the next provider.
 *
 * <p><b>Threads.</b> For one at a time, as all of its kind.
 */
final class ExchangeAgreement extends KeyAgreementSpi {
    private final Provider own;
    private final String algorithm;
    private @Nullable ExchangeKey key;
    private byte @Nullable [] secret;
    /** The next provider's, for a key that is not ours. */
    private @Nullable KeyAgreement other;

    ExchangeAgreement(Provider own, String algorithm) {
        this.own = own;
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInit(Key initial, @Nullable SecureRandom random) throws InvalidKeyException {
        if (!takes(initial)) {
            other().init(initial, random);
        }
    }

    @Override
    protected void engineInit(Key initial, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (!takes(initial)) {
            other().init(initial, parameters, random);
        } else if (parameters != null) {
            throw new InvalidAlgorithmParameterException("has no parameters");
        }
    }

    private boolean takes(@Nullable Key initial) {
        secret = null;
        other = null;
        key = initial instanceof ExchangeKey ours ? ours : null;
        return key != null;
    }

    private KeyAgreement other() throws InvalidKeyException {
        for (Provider provider : Security.getProviders("KeyAgreement." + algorithm)) {
            if (provider != own) {
                try {
                    KeyAgreement next = KeyAgreement.getInstance(algorithm, provider);
                    other = next;
                    return next;
                } catch (NoSuchAlgorithmException e) {
                    // It was removed meanwhile: the next.
                }
            }
        }
        throw new InvalidKeyException("no provider of " + algorithm + " takes the key");
    }

    @Override
    protected @Nullable Key engineDoPhase(Key peer, boolean last) throws InvalidKeyException {
        KeyAgreement next = other;
        if (next != null) {
            return next.doPhase(peer, last);
        }
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
        KeyAgreement next = other;
        if (next != null) {
            return next.generateSecret();
        }
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
        KeyAgreement next = other;
        if (next != null) {
            return next.generateSecret(into, offset);
        }
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
    protected SecretKey engineGenerateSecret(String name) throws NoSuchAlgorithmException, InvalidKeyException {
        KeyAgreement next = other;
        if (next != null) {
            return next.generateSecret(name);
        }
        byte[] bytes = engineGenerateSecret();
        try {
            return new SecretKeySpec(bytes, name);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
