package dev.weir.tls.spi.pem;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The part of DER (X.690) needed to convert the older formats of private keys to PKCS#8 (RFC 5208). Stateless. */
final class Der {
    /** rsaEncryption, 1.2.840.113549.1.1.1. */
    static final byte[] RSA = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01};
    /** id-ecPublicKey, 1.2.840.10045.2.1. */
    static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    /** NULL, the parameters of RSA. */
    static final byte[] NULL = {0x05, 0x00};

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    /** The tag [0] of ECPrivateKey, which names the curve (RFC 5915). */
    private static final int EC_PARAMETERS = 0xa0;

    private Der() {}

    /** Returns the PrivateKeyInfo that contains a key of an older format. */
    static byte[] pkcs8(byte[] algorithm, byte[] parameters, byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, algorithm, parameters), element(OCTET_STRING, key));
    }

    /** Returns the element that names the curve in an ECPrivateKey (RFC 5915 section 3); null if there is none. */
    static byte @Nullable [] sec1Curve(byte[] key) {
        int at = header(key, 0);
        while (at > 0 && at + 2 <= key.length) {
            int content = header(key, at);
            int length = length(key, at);
            if (content < 0 || length < 0 || content + length > key.length) {
                return null;
            }
            if ((key[at] & 0xff) == EC_PARAMETERS) {
                return Arrays.copyOfRange(key, content, content + length);
            }
            at = content + length;
        }
        return null;
    }

    /** Returns the position of the content of the element at a position; -1 if there is no element. */
    private static int header(byte[] der, int at) {
        if (at + 2 > der.length) {
            return -1;
        }
        int first = der[at + 1] & 0xff;
        int content = at + 2 + (first < 0x80 ? 0 : first & 0x7f);
        return content <= der.length ? content : -1;
    }

    /** Returns the length of the content of the element at a position; -1 if there is no element, or a longer one. */
    private static int length(byte[] der, int at) {
        if (at + 2 > der.length) {
            return -1;
        }
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int bytes = first & 0x7f;
        if (bytes > 3 || at + 2 + bytes > der.length) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
