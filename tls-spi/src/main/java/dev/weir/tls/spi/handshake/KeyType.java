package dev.weir.tls.spi.handshake;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** Tells what kind of key a certificate has, as far as signing in TLS depends on it. Stateless. */
public final class KeyType {
    private static final String[] NAMES = {"secp256r1", "secp384r1", "secp521r1"};
    private static final ECParameterSpec[] CURVES = {curve(NAMES[0]), curve(NAMES[1]), curve(NAMES[2])};

    private KeyType() {}

    /** The public key tells it: the private one may be in a device, and say nothing. */
    public static String of(PublicKey key) {
        if (key instanceof EdECKey edwards) {
            return edwards.getParams().getName();
        }
        if (key instanceof ECKey ec) {
            ECParameterSpec own = ec.getParams();
            for (int i = 0; i < NAMES.length; i++) {
                if (own.getCurve().equals(CURVES[i].getCurve())
                        && own.getGenerator().equals(CURVES[i].getGenerator())) {
                    return NAMES[i];
                }
            }
            return "EC on a curve that TLS 1.3 has no name for";
        }
        return key.getAlgorithm();
    }

    private static ECParameterSpec curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK of this version has the curve " + name, e);
        }
    }
}
