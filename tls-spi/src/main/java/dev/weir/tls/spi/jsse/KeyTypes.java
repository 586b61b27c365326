package dev.weir.tls.spi.jsse;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names by which JSSE asks for a kind of key. The JDK's: {@code RSA}, {@code RSASSA-PSS}, {@code EC}, {@code EdDSA}.
 * Bouncy Castle's tell a curve too: {@code EC/secp256r1}, {@code Ed25519}; or, in TLS 1.2, what the suite's key exchange
 * is: {@code ECDHE_ECDSA}.
 */
final class KeyTypes {
    /** The curves that were asked for, by name; their names come from the provider's own table, so they are few. */
    private static final ConcurrentHashMap<String, ECParameterSpec> CURVES = new ConcurrentHashMap<>();

    private KeyTypes() {}

    static boolean fits(PrivateKey key, String type) {
        int slash = type.indexOf('/');
        if (slash > 0) {
            return type.substring(0, slash).equals(key.getAlgorithm()) && hasCurve(key, type.substring(slash + 1));
        }
        int underscore = type.indexOf('_');
        if (underscore > 0) {
            String signed = type.substring(underscore + 1);
            return (signed.equals("ECDSA") ? "EC" : signed).equals(key.getAlgorithm());
        }
        return type.equals(key.getAlgorithm()) || key instanceof EdECKey edwards
                && edwards.getParams().getName().equals(type);
    }

    private static boolean hasCurve(PrivateKey key, String name) {
        ECParameterSpec wanted = CURVES.get(name);
        if (wanted == null) {
            wanted = curve(name);
            if (wanted == null) {
                return false;
            }
            CURVES.put(name, wanted);
        }
        return key instanceof ECKey ec && ec.getParams().getCurve().equals(wanted.getCurve())
                && ec.getParams().getGenerator().equals(wanted.getGenerator());
    }

    private static ECParameterSpec curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            // A curve that the JDK does not know: then no key that it has read is on it.
            return null;
        }
    }
}
