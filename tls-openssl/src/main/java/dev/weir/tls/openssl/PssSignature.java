package dev.weir.tls.openssl;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/** RSASSA-PSS (RFC 8017 section 8.1), with keys of RSA, or of RSASSA-PSS that may be restricted (RFC 4055 section 3.3). */
final class PssSignature extends NativeSignature {
    /** RSA_PKCS1_PSS_PADDING of openssl/rsa.h. */
    private static final int PSS_PADDING = 6;

    private @Nullable PSSParameterSpec parameters;

    PssSignature() {
        super("RSASSA-PSS", 0);
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec asked) throws InvalidAlgorithmParameterException {
        if (!(asked instanceof PSSParameterSpec pss)
                || !(pss.getMGFParameters() instanceof MGF1ParameterSpec mask)
                || Digests.of(pss.getDigestAlgorithm()) == 0
                || Digests.of(mask.getDigestAlgorithm()) == 0
                || pss.getTrailerField() != PSSParameterSpec.TRAILER_FIELD_BC) {
            throw new InvalidAlgorithmParameterException("needs PSS with SHA-256, SHA-384 or SHA-512, not " + asked);
        }
        parameters = pss;
    }

    @Override
    void check(SigningKey candidate) throws InvalidKeyException {
        if (!(candidate instanceof RSAKey rsa)) {
            throw new InvalidKeyException("needs a key of RSA, not of " + candidate.getAlgorithm());
        }
        PSSParameterSpec own = parameters;
        if (own != null && rsa.getParams() instanceof PSSParameterSpec least && !permits(least, own)) {
            throw new InvalidKeyException("the key is restricted to " + least + ", which " + own + " does not suit");
        }
    }

    private static boolean permits(PSSParameterSpec least, PSSParameterSpec own) {
        return least.getDigestAlgorithm().equals(own.getDigestAlgorithm())
                && least.getMGFParameters() instanceof MGF1ParameterSpec leastMask
                && own.getMGFParameters() instanceof MGF1ParameterSpec mask
                && leastMask.getDigestAlgorithm().equals(mask.getDigestAlgorithm())
                && least.getSaltLength() <= own.getSaltLength();
    }

    @Override
    long digest() {
        PSSParameterSpec own = parameters;
        return own == null ? 0 : Digests.of(own.getDigestAlgorithm());
    }

    @Override
    boolean configure(long context) {
        PSSParameterSpec own = parameters;
        return own != null
                && own.getMGFParameters() instanceof MGF1ParameterSpec mask
                && Libcrypto.setPadding(context, PSS_PADDING) == 1
                && Libcrypto.setMaskDigest(context, Digests.of(mask.getDigestAlgorithm())) == 1
                && Libcrypto.setSaltLength(context, own.getSaltLength()) == 1;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        PSSParameterSpec own = parameters;
        if (own == null) {
            return null;
        }
        try {
            AlgorithmParameters result = AlgorithmParameters.getInstance("RSASSA-PSS");
            result.init(own);
            return result;
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e);
        }
    }
}
