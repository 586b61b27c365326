package dev.weir.websocket.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes frames of a client apart (RFC 6455 section 5.2): first {@link #next}, which gives the fields of the header,
 * then the payload, which is read directly to where it is wanted. Holds one small buffer, which an idle connection
 * keeps.
 *
 * <p><b>Threads.</b> For the thread that receives; {@link #reads} and {@link #waiting} for any.
 */
public final class FrameReader {
    /** What an idle connection holds, and the most that is read ahead. */
    private static final int BUFFER = 256;
    /** More than a header has: two bytes, eight of length, four of mask. */
    private static final int LONGEST_HEADER = 14;

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle KEYS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputStream source;
    private final long maxFrame;
    private final byte[] buffer = new byte[BUFFER];
    private int pos;
    private int limit;

    /** Of the frame that was read last. */
    private int first;

    private int key;
    /** Bytes of its payload that were not read. */
    private long remaining;

    /** How often something came; for those who watch. */
    private volatile int reads;
    /** Whether a thread waits for bytes. */
    private volatile boolean waiting;

    /** Reads from a connection. */
    public FrameReader(InputStream source, long maxFrame) {
        this.source = source;
        this.maxFrame = maxFrame;
    }

    /** How often something came: another number than before says that the client is alive. */
    public int reads() {
        return reads;
    }

    /** Whether a thread waits for bytes. */
    public boolean waiting() {
        return waiting;
    }

    /** Whether the frame is the last of its message (section 5.4). */
    public boolean fin() {
        return (first & Frames.FIN) != 0;
    }

    /** Whether the bit is set that says that a message is compressed (RFC 7692 section 6). */
    public boolean compressed() {
        return (first & Frames.RSV1) != 0;
    }

    /** The opcode, one of those of {@link Frames}. */
    public int opcode() {
        return first & 0xF;
    }

    /** How many bytes of the payload were not read yet. */
    public long remaining() {
        return remaining;
    }

    /**
     * Reads the header of the next frame; the payload of the one before was read.
     *
     * @param compression whether compressed messages were agreed on
     * @return false at the end of the connection
     * @throws ProtocolViolation where it is not a frame that a client may send
     */
    public boolean next(boolean compression) throws IOException {
        if (pos == limit) {
            pos = 0;
            limit = 0;
        }
        if (!has(1)) {
            return false;
        }
        first = buffer[pos];
        // What is wrong is said before more is waited for.
        checkFirst(compression);
        need(2);
        int second = buffer[pos + 1];
        if (second >= 0) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a frame without a mask");
        }
        int length = second & 0x7F;
        if (opcode() >= Frames.CLOSE && length > Frames.MAX_CONTROL) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a control frame of more than 125 bytes");
        }
        int size = length < 126 ? 2 : length == 126 ? 4 : 10;
        need(size);
        remaining = length;
        if (length == 126) {
            remaining = (short) SHORTS.get(buffer, pos + 2) & 0xFFFF;
        } else if (length == 127) {
            remaining = (long) LONGS.get(buffer, pos + 2);
        }
        checkLength(length);
        need(size + 4);
        key = (int) KEYS.get(buffer, pos + size);
        pos += size + 4;
        return true;
    }

    private void checkFirst(boolean compression) throws ProtocolViolation {
        int opcode = opcode();
        boolean data = opcode <= Frames.BINARY;
        boolean control = opcode >= Frames.CLOSE && opcode <= Frames.PONG;
        int reserved = first & (Frames.RSV1 | Frames.RSV2 | Frames.RSV3);
        if (reserved != 0 && !(compression && data && opcode != Frames.CONTINUATION && reserved == Frames.RSV1)) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a reserved bit is set");
        }
        if (!data && !control) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a reserved opcode");
        }
        if (control && !fin()) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a fragmented control frame");
        }
    }

    private void checkLength(int length) throws ProtocolViolation {
        if (remaining < 0) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a length of 64 bits");
        }
        if (length == 126 && remaining < 126 || length == 127 && remaining <= 0xFFFF) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a length in more bytes than it needs");
        }
        if (remaining > maxFrame) {
            throw new ProtocolViolation(CloseCodes.TOO_BIG, "a frame of more than " + maxFrame + " bytes");
        }
    }

    /**
     * Reads some of the payload, unmasked.
     *
     * @param length more than zero, and at most {@link #remaining}
     * @return how many bytes, one at least
     */
    public int read(byte[] to, int offset, int length) throws IOException {
        int n = Math.min(length, limit - pos);
        if (n > 0) {
            System.arraycopy(buffer, pos, to, offset, n);
            pos += n;
        } else {
            n = pull(to, offset, length);
            if (n < 0) {
                throw new EOFException("the connection ends within a frame");
            }
        }
        key = Masks.apply(to, offset, offset + n, key);
        remaining -= n;
        return n;
    }

    /**
     * Returns where in {@link #buffer} the whole payload is, unmasked, and takes it as read.
     *
     * @return -1 where not all of it has come
     */
    public int takeBuffered() {
        if (remaining > limit - pos) {
            return -1;
        }
        int start = pos;
        pos += (int) remaining;
        remaining = 0;
        Masks.apply(buffer, start, pos, key);
        return start;
    }

    /** Where {@link #takeBuffered} has the payload, until the next call. */
    public byte[] buffer() {
        return buffer;
    }

    /**
     * Returns whether at least {@code n} bytes are there, or false where the connection ends before the first of them.
     */
    private boolean has(int n) throws IOException {
        while (limit - pos < n) {
            if (pos > BUFFER - LONGEST_HEADER) {
                System.arraycopy(buffer, pos, buffer, 0, limit - pos);
                limit -= pos;
                pos = 0;
            }
            int read = pull(buffer, limit, BUFFER - limit);
            if (read < 0) {
                if (limit == pos && n == 1) {
                    return false;
                }
                throw new EOFException("the connection ends within a frame");
            }
            limit += read;
        }
        return true;
    }

    private void need(int n) throws IOException {
        if (limit - pos < n) {
            has(n);
        }
    }

    private int pull(byte[] to, int offset, int length) throws IOException {
        waiting = true;
        int n = source.read(to, offset, length);
        waiting = false;
        // One thread writes it.
        int before = reads;
        reads = before + 1;
        return n;
    }
}
