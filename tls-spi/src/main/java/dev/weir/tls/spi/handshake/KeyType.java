package dev.weir.tls.spi.handshake;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The types of keys, as TLS signature schemes distinguish them. Stateless. */
public final class KeyType {
    private static final String[] NAMES = {"secp256r1", "secp384r1", "secp521r1"};
    private static final ECParameterSpec[] CURVES = {curve(NAMES[0]), curve(NAMES[1]), curve(NAMES[2])};

    private KeyType() {}

    /** Returns the type of a key pair. The public key tells it, as the private one may be opaque, in a device. */
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
            return "EC on a curve without a signature scheme of TLS 1.3";
        }
        return key.getAlgorithm();
    }

    private static ECParameterSpec curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the JDK must support the curve " + name, e);
        }
    }
}
