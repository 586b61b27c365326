package dev.weir.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;

/** secp256r1 (SEC 2 section 2.4.2). Points that are not on the curve are refused when they are read. Immutable. */
final class P256 extends Group {
    /** The JDK's parameters of the curve. */
    static final ECParameterSpec PARAMETERS = known(() -> {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    });

    static final P256 GROUP = new P256();

    private static final MemorySegment TYPE = Arena.global().allocateFrom("EC");
    private static final MemorySegment NAME = Arena.global().allocateFrom("P-256");

    private static final int FIELD = 32;
    private static final int SIZE = 1 + 2 * FIELD;
    private static final byte UNCOMPRESSED = 4;
    /** SubjectPublicKeyInfo up to the point (RFC 5480 section 2). */
    private static final byte[] PREFIX = {
        0x30,
        0x59,
        0x30,
        0x13,
        0x06,
        0x07,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0xce,
        0x3d,
        0x02,
        0x01,
        0x06,
        0x08,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0xce,
        0x3d,
        0x03,
        0x01,
        0x07,
        0x03,
        0x42,
        0x00
    };

    private P256() {
        super(SIZE);
    }

    /**
     * A public key.
     *
     * @param w the point
     */
    private record Public(ECPoint w) implements ECPublicKey {
        @Override
        public ECPoint getW() {
            return w;
        }

        @Override
        public ECParameterSpec getParams() {
            return PARAMETERS;
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + SIZE);
            write(w, encoded, PREFIX.length);
            return encoded;
        }
    }

    /** Whether parameters are those of this curve. */
    static boolean isCurve(ECParameterSpec parameters) {
        return parameters == PARAMETERS
                || parameters.getCurve().equals(PARAMETERS.getCurve())
                        && parameters.getGenerator().equals(PARAMETERS.getGenerator())
                        && parameters.getOrder().equals(PARAMETERS.getOrder())
                        && parameters.getCofactor() == PARAMETERS.getCofactor();
    }

    @Override
    long generator() {
        long context = generator(TYPE);
        if (context != 0 && Libcrypto.setGroup(context, NAME.address()) != 1) {
            Libcrypto.freeContext(context);
            return 0;
        }
        return context;
    }

    @Override
    PublicKey publicKey(byte[] encoded) {
        return new Public(
                new ECPoint(new BigInteger(1, encoded, 1, FIELD), new BigInteger(1, encoded, 1 + FIELD, FIELD)));
    }

    @Override
    byte[] encode(PublicKey peer) throws InvalidKeyException {
        if (!(peer instanceof ECPublicKey key)
                || !isCurve(key.getParams())
                || key.getW().equals(ECPoint.POINT_INFINITY)
                || !fits(key.getW().getAffineX())
                || !fits(key.getW().getAffineY())) {
            throw new InvalidKeyException("not a public key of secp256r1");
        }
        byte[] encoded = new byte[SIZE];
        write(key.getW(), encoded, 0);
        return encoded;
    }

    private static boolean fits(BigInteger coordinate) {
        return coordinate.signum() >= 0 && coordinate.bitLength() <= FIELD * Byte.SIZE;
    }

    private static void write(ECPoint point, byte[] into, int at) {
        into[at] = UNCOMPRESSED;
        write(point.getAffineX(), into, at + 1);
        write(point.getAffineY(), into, at + 1 + FIELD);
    }

    private static void write(BigInteger coordinate, byte[] into, int at) {
        byte[] bytes = coordinate.toByteArray();
        int length = Math.min(FIELD, bytes.length);
        System.arraycopy(bytes, bytes.length - length, into, at + FIELD - length, length);
    }

    @Override
    long read(MemorySegment encoded, long own) {
        long peer = Libcrypto.newKey();
        if (peer != 0
                && (Libcrypto.copyParameters(peer, own) != 1
                        || Libcrypto.setPoint(peer, encoded.address(), encoded.byteSize()) != 1)) {
            Libcrypto.freeKey(peer);
            return 0;
        }
        return peer;
    }
}
