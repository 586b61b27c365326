package dev.weir.websocket.internal;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames of a client apart (RFC 6455 section 5.2): first {@link #next}, which gives the fields of the header,
 * then the payload, which is read directly to where it is wanted.
 *
 * <p>One that waits for its connection holds a small buffer, which an idle connection keeps. One that does not has a larger one between
 * {@link #begin} and {@link #rest}, and meets {@link NotHere} where nothing more has come; then what it was asked for has changed nothing,
 * and is asked for again.
 *
 * <p><b>Threads.</b> For the thread that receives; {@link #reads} and {@link #waiting} for any.
 */
public final class FrameReader {
    /** Where bytes come from. */
    @FunctionalInterface
    public interface Source {
        /** As of a stream; 0 where nothing has come and it does not wait. */
        int read(byte[] to, int offset, int length) throws IOException;
    }

    /** What an idle connection holds that is waited for, and the most that is read ahead of that. */
    private static final int BUFFER = 256;
    /** How much is read before others have their turn. */
    private static final int TURN = 256 << 10;

    private static final byte[] NONE = {};

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle KEYS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Source source;
    private final long maxFrame;
    /** Where buffers come from; null for one that waits, and has its own. */
    private final @Nullable Pools pools;

    private byte[] buffer;
    /** Whether the buffer is one of the pool's. */
    private boolean pooled;

    private int pos;
    private int limit;
    /** How much may be read in this turn; less than 1 as well where there is nothing more. */
    private int turn;

    /** Of the frame that was read last. */
    private int first;

    private int key;
    /** Bytes of its payload that were not read. */
    private long remaining;

    /** How often something came; for those who watch. */
    private volatile int reads;
    /** Whether a thread waits for bytes. */
    private volatile boolean waiting;

    /**
     * Reads from a connection.
     *
     * @param pools where it has buffers from while it reads; null where the source waits
     */
    public FrameReader(Source source, long maxFrame, @Nullable Pools pools) {
        this.source = source;
        this.maxFrame = maxFrame;
        this.pools = pools;
        this.buffer = pools == null ? new byte[BUFFER] : NONE;
    }

    // ---- where nobody waits

    /** Something may have come. */
    public void begin() {
        waiting = false;
        turn = TURN;
    }

    /** Whether something is here or may be. */
    public boolean hasMore() {
        return pos < limit || turn > 0;
    }

    /** Gives the buffer back; what has come of a header is kept. */
    public void rest() {
        if (pooled) {
            byte[] used = buffer;
            buffer = pos == limit ? NONE : Arrays.copyOfRange(used, pos, limit);
            limit -= pos;
            pos = 0;
            pooled = false;
            Objects.requireNonNull(pools, "buffers come from a pool").give(used);
        }
        waiting = true;
    }

    // ---- frames

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
        int begun = buffer[pos];
        // What is wrong is said before more is waited for.
        checkFirst(begun, compression);
        need(2);
        int second = buffer[pos + 1];
        if (second >= 0) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a frame without a mask");
        }
        int length = second & 0x7F;
        boolean control = (begun & 0xF) >= Frames.CLOSE;
        if (control && length > Frames.MAX_CONTROL) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a control frame of more than 125 bytes");
        }
        int size = length < 126 ? 2 : length == 126 ? 4 : 10;
        need(size);
        long payload = length;
        if (length == 126) {
            payload = (short) SHORTS.get(buffer, pos + 2) & 0xFFFF;
        } else if (length == 127) {
            payload = (long) LONGS.get(buffer, pos + 2);
        }
        checkLength(length, payload);
        // A control frame is short, and nothing is done with a part of it.
        need(control ? size + 4 + length : size + 4);
        first = begun;
        remaining = payload;
        key = (int) KEYS.get(buffer, pos + size);
        pos += size + 4;
        return true;
    }

    private static void checkFirst(int first, boolean compression) throws ProtocolViolation {
        int opcode = first & 0xF;
        boolean data = opcode <= Frames.BINARY;
        boolean control = opcode >= Frames.CLOSE && opcode <= Frames.PONG;
        int reserved = first & (Frames.RSV1 | Frames.RSV2 | Frames.RSV3);
        if (reserved != 0 && !(compression && data && opcode != Frames.CONTINUATION && reserved == Frames.RSV1)) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a reserved bit is set");
        }
        if (!data && !control) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a reserved opcode");
        }
        if (control && (first & Frames.FIN) == 0) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a fragmented control frame");
        }
    }

    private void checkLength(int length, long payload) throws ProtocolViolation {
        if (payload < 0) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a length of 64 bits");
        }
        if (length == 126 && payload < 126 || length == 127 && payload <= 0xFFFF) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "a length in more bytes than it needs");
        }
        if (payload > maxFrame) {
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
            makeRoom(n);
            int read = pull(buffer, limit, buffer.length - limit);
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

    /** Makes room for {@code n} bytes in all from the position on. */
    private void makeRoom(int n) {
        byte[] to = buffer;
        if (pools != null && !pooled) {
            to = pools.takeBuffer();
            pooled = true;
        } else if (pos + n <= buffer.length) {
            return;
        }
        System.arraycopy(buffer, pos, to, 0, limit - pos);
        buffer = to;
        limit -= pos;
        pos = 0;
    }

    private void need(int n) throws IOException {
        if (limit - pos < n) {
            has(n);
        }
    }

    private int pull(byte[] to, int offset, int length) throws IOException {
        if (pools != null && turn <= 0) {
            throw new NotHere();
        }
        waiting = true;
        int n = source.read(to, offset, length);
        waiting = false;
        if (pools != null) {
            // A read that could have taken more has taken all.
            turn = n < length ? 0 : turn - n;
            if (n == 0) {
                throw new NotHere();
            }
        }
        // One thread writes it.
        int before = reads;
        reads = before + 1;
        return n;
    }
}
