package dev.weir.websocket.internal;

import java.util.Arrays;
import java.util.zip.Deflater;

/** Messages as frames that are sent to many. */
public final class MadeFrames {
    private MadeFrames() {}

    /** A message in one frame, as it is. */
    public static byte[] plain(int opcode, byte[] data) {
        return framed(Frames.FIN | opcode, data, data.length, 0);
    }

    /**
     * A message in one frame, compressed without a context (RFC 7692 section 7.2.1), for a window of that many bits:
     * each piece of its size has a compressor that knows nothing of what was before.
     *
     * @param data not empty
     * @param deflater as new
     */
    public static byte[] deflated(int opcode, byte[] data, int bits, Deflater deflater) {
        int piece = bits == 15 ? data.length : 1 << bits;
        byte[] packed = new byte[Frames.MAX_HEADER + Math.max(64, data.length / 2)];
        int size = Frames.MAX_HEADER;
        for (int from = 0; from < data.length; from += piece) {
            deflater.reset();
            deflater.setInput(data, from, Math.min(piece, data.length - from));
            while (true) {
                size += deflater.deflate(packed, size, packed.length - size, Deflater.SYNC_FLUSH);
                if (size < packed.length) {
                    break;
                }
                packed = Arrays.copyOf(packed, 2 * packed.length);
            }
        }
        // The last four bytes of a sync flush are left out.
        return framed(Frames.FIN | Frames.RSV1 | opcode, packed, size - 4 - Frames.MAX_HEADER, Frames.MAX_HEADER);
    }

    private static byte[] framed(int first, byte[] data, int length, int from) {
        int header = Frames.headerSize(length);
        byte[] frame = new byte[header + length];
        Frames.putHeaderBefore(frame, header, first, length);
        System.arraycopy(data, from, frame, header, length);
        return frame;
    }
}
