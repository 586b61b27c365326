package dev.weir.tls.spi.handshake;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses the ClientHello, which is sent in clear (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). JSSE reveals too
 * little of it when a certificate has to be chosen, and implementations differ.
 *
 * <p>Validates nothing: what it cannot parse is {@link ClientOffer#UNKNOWN}, and the engine reports the error.
 *
 * <p><b>Threads.</b> For the thread of the handshake.
 */
public final class ClientHelloReader {
    private static final int CLIENT_HELLO = 1;
    private static final int HEADER = 4;
    /** Twice the maximum size that engines accept for a message. */
    private static final int MAX = 64 * 1024;
    /** The size of version and random. */
    private static final int FIXED = 2 + 32;

    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int SIGNATURE_ALGORITHMS_CERT = 50;
    private static final int TLS_13 = 0x0304;

    /** The part of the message received so far, {@code size} bytes. */
    private byte[] message = new byte[512];

    private int size;

    /**
     * Adds a fragment of the message, the content of a record.
     *
     * @return whether the message is complete, or cannot be parsed; the last call then
     */
    public boolean add(ByteBuffer piece) {
        int n = piece.remaining();
        if (size + n > message.length) {
            message = Arrays.copyOf(message, Math.max(size + n, 2 * message.length));
        }
        piece.get(message, size, n);
        size += n;
        if (size > 0 && message[0] != CLIENT_HELLO) {
            return true;
        }
        return size >= HEADER && (size >= HEADER + length() || length() > MAX);
    }

    private int length() {
        return (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff;
    }

    /** Returns the content of the message; {@link ClientOffer#UNKNOWN} if it is incomplete or cannot be parsed. */
    public ClientOffer offer() {
        if (size < HEADER || message[0] != CLIENT_HELLO || size < HEADER + length()) {
            return ClientOffer.UNKNOWN;
        }
        ByteBuffer in = ByteBuffer.wrap(message, HEADER, length());
        if (in.remaining() < FIXED) {
            return ClientOffer.UNKNOWN;
        }
        in.position(in.position() + FIXED);
        ByteBuffer session = vector(in, 1);
        int @Nullable [] suites = session == null ? null : codes(in, 2);
        if (suites == null || vector(in, 1) == null) {
            return ClientOffer.UNKNOWN;
        }
        ByteBuffer extensions = in.hasRemaining() ? vector(in, 2) : in;
        return extensions == null ? ClientOffer.UNKNOWN : extensions(extensions, suites);
    }

    private static ClientOffer extensions(ByteBuffer in, int[] suites) {
        byte @Nullable [] name = null;
        // RFC 5246 section 7.4.1.4.1: no extension means SHA-1, which is not accepted (RFC 9155).
        int @Nullable [] schemes = {};
        int @Nullable [] certificateSchemes = null;
        int @Nullable [] groups = null;
        int @Nullable [] versions = null;
        while (in.hasRemaining()) {
            int type = in.remaining() < 2 ? -1 : in.getShort() & 0xffff;
            ByteBuffer body = vector(in, 2);
            if (body == null) {
                return ClientOffer.UNKNOWN;
            }
            switch (type) {
                case SERVER_NAME -> name = hostName(body);
                case SUPPORTED_GROUPS -> groups = codes(body, 2);
                case SIGNATURE_ALGORITHMS -> schemes = codes(body, 2);
                case SIGNATURE_ALGORITHMS_CERT -> certificateSchemes = codes(body, 2);
                case SUPPORTED_VERSIONS -> versions = codes(body, 1);
                default -> {}
            }
        }
        return new ClientOffer(
                name,
                schemes,
                certificateSchemes,
                groups,
                suites,
                versions != null && ClientOffer.contains(versions, TLS_13));
    }

    /** Returns the host name in a list of names (RFC 6066 section 3); null if there is none. */
    private static byte @Nullable [] hostName(ByteBuffer body) {
        ByteBuffer list = vector(body, 2);
        while (list != null && list.hasRemaining()) {
            int type = list.get();
            ByteBuffer name = vector(list, 2);
            if (name == null) {
                return null;
            }
            if (type == 0) {
                byte[] bytes = new byte[name.remaining()];
                name.get(bytes);
                return bytes;
            }
        }
        return null;
    }

    /** Returns a vector of two-byte codes whose length has so many bytes; null if it is invalid. */
    private static int @Nullable [] codes(ByteBuffer body, int lengthBytes) {
        ByteBuffer list = vector(body, lengthBytes);
        if (list == null) {
            return null;
        }
        int[] codes = new int[list.remaining() / 2];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = list.getShort() & 0xffff;
        }
        return codes;
    }

    /** Consumes a vector (RFC 8446 section 3.4) whose length has so many bytes; returns null if it is truncated. */
    private static @Nullable ByteBuffer vector(ByteBuffer in, int lengthBytes) {
        if (in.remaining() < lengthBytes) {
            return null;
        }
        int length = lengthBytes == 1 ? in.get() & 0xff : in.getShort() & 0xffff;
        if (length > in.remaining()) {
            return null;
        }
        ByteBuffer vector = in.slice(in.position(), length);
        in.position(in.position() + length);
        return vector;
    }
}
