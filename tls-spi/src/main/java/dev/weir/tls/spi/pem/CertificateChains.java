package dev.weir.tls.spi.pem;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders and checks the certificates of a file, and their key. Stateless. */
public final class CertificateChains {
    private static final byte[] PROBE = {1, 2, 3};

    private CertificateChains() {}

    /**
     * Finds the certificate of a key and its issuers among some certificates.
     *
     * @param found the certificates in any order
     * @param key the key
     * @param chainName the origin of the certificates, for messages
     * @param keyName the origin of the key, for messages
     * @param now the time at which all must be valid
     * @return the chain, the key's certificate first
     * @throws KeyMaterialException when no certificate matches the key, or one is not valid now or not part of the
     *     chain
     */
    public static List<X509Certificate> assemble(
            List<X509Certificate> found, PrivateKey key, String chainName, String keyName, Instant now)
            throws KeyMaterialException {
        // Duplicates occur in concatenated files.
        List<X509Certificate> left = new ArrayList<>(new LinkedHashSet<>(found));
        List<X509Certificate> chain = new ArrayList<>();
        @Nullable X509Certificate current = owner(left, key, chainName, keyName);
        while (current != null) {
            checkDates(current, chainName, now);
            left.remove(current);
            chain.add(current);
            current = issuer(current, left, chainName);
        }
        if (!left.isEmpty()) {
            throw new KeyMaterialException("the certificate of " + name(left.get(0)) + " in " + chainName
                    + " does not belong to the chain of " + name(chain.get(0)) + ": remove it");
        }
        return chain;
    }

    private static X509Certificate owner(List<X509Certificate> found, PrivateKey key, String chainName, String keyName)
            throws KeyMaterialException {
        @Nullable Exception last = null;
        for (X509Certificate candidate : found) {
            try {
                if (matches(key, candidate.getPublicKey())) {
                    return candidate;
                }
            } catch (GeneralSecurityException e) {
                // Most likely a key of another algorithm: another certificate may match.
                last = e;
            }
        }
        throw new KeyMaterialException(
                "the private key in " + keyName + " does not match "
                        + (found.size() == 1 ? "the certificate in " : "any certificate in ") + chainName,
                last);
    }

    /** Returns whether the public key verifies what the private key signs. */
    private static boolean matches(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        Signature signature = signature(key);
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static Signature signature(PrivateKey key) throws GeneralSecurityException {
        switch (key.getAlgorithm()) {
            case "RSA" -> {
                return Signature.getInstance("SHA256withRSA");
            }
            case "EC" -> {
                return Signature.getInstance("SHA256withECDSA");
            }
            case "RSASSA-PSS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(
                        key instanceof RSAKey rsa && rsa.getParams() instanceof PSSParameterSpec own
                                ? own
                                : new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                return pss;
            }
            default -> {
                return Signature.getInstance(key.getAlgorithm());
            }
        }
    }

    private static void checkDates(X509Certificate certificate, String chainName, Instant now)
            throws KeyMaterialException {
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new KeyMaterialException("the certificate of " + name(certificate) + " in " + chainName
                    + " expired at " + certificate.getNotAfter().toInstant() + ": renew it");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new KeyMaterialException("the certificate of " + name(certificate) + " in " + chainName
                    + " is not valid before " + certificate.getNotBefore().toInstant() + ": check the system clock");
        }
    }

    /** Returns the issuer of a certificate; null when it is self-signed, or its issuer is missing. */
    private static @Nullable X509Certificate issuer(
            X509Certificate certificate, List<X509Certificate> left, String chainName) throws KeyMaterialException {
        @Nullable GeneralSecurityException wrong = null;
        if (certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
            return null;
        }
        for (X509Certificate candidate : left) {
            if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                try {
                    certificate.verify(candidate.getPublicKey());
                    return candidate;
                } catch (GeneralSecurityException e) {
                    wrong = e;
                }
            }
        }
        if (wrong != null) {
            throw new KeyMaterialException(
                    "the certificate of " + name(certificate) + " in " + chainName
                            + " is not signed by the certificate with the name of its issuer",
                    wrong);
        }
        return null;
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().toString();
    }
}
