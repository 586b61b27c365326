package dev.weir.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Makes the frames of a client of WebSocket (RFC 6455), which are masked, and their content compressed (RFC 7692). */
final class ClientFrames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int MASKED = 0x80;
    /** Lengths from here on stand in two bytes of their own. */
    static final int LENGTH_16 = 126;

    static final int LENGTH_64 = 127;
    private static final int MOST_16 = 0xffff;
    /** What ends a flush, which a message is sent without (RFC 7692, 7.2.1). */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private ClientFrames() {}

    /**
     * A frame.
     *
     * @param first its first byte: the opcode, FIN and RSV1
     * @param payload what it carries, not masked yet
     * @param mask the key
     */
    static byte[] frame(int first, byte[] payload, int mask) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        if (payload.length < LENGTH_16) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= MOST_16) {
            frame.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
        }
        frame.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask >>> 24 - 8 * (i & 3)));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** A message's content, compressed without regard to others. */
    static byte[] deflate(byte[] content) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(content);
            byte[] out = new byte[2 * content.length + 64];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, length - TAIL.length);
        }
    }

    /**
     * What a compressed message holds, up to a length and a byte.
     *
     * @param length how long it should be
     */
    static byte[] inflate(byte[] compressed, int length) throws DataFormatException {
        try (Inflater inflater = new Inflater(true)) {
            byte[] whole = Arrays.copyOf(compressed, compressed.length + TAIL.length);
            System.arraycopy(TAIL, 0, whole, compressed.length, TAIL.length);
            inflater.setInput(whole);
            byte[] out = new byte[length + 1];
            int n = 0;
            for (int more = 1; more > 0 && n < out.length; n += more) {
                more = inflater.inflate(out, n, out.length - n);
            }
            return Arrays.copyOf(out, n);
        }
    }
}
