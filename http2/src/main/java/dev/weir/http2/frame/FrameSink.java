package dev.weir.http2.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes to be written: an array that grows as frames are appended. */
public final class FrameSink {
    /** The octets of a frame's head (section 4.1). */
    public static final int HEAD = 9;

    private static final int SMALLEST = 128;
    /** Room for a usual block of fields. */
    private static final int BLOCK = 512;

    private static final byte[] NO_BYTES = {};

    /** Made with the first frame. */
    private byte[] array;

    private int length;
    /** The array as a buffer, for the encoder of fields. */
    private @Nullable ByteBuffer view;

    /**
     * Makes a sink.
     *
     * @param size how much it holds before it grows; 0 for an array that is made with the first frame
     */
    public FrameSink(int size) {
        array = size == 0 ? NO_BYTES : new byte[Math.max(SMALLEST, size)];
    }

    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** Drops what stands from a place on. */
    public void truncate(int at) {
        length = at;
    }

    /** Returns how much memory it takes beyond the least. */
    public int grown() {
        return Math.max(0, array.length - SMALLEST);
    }

    /** Returns whether it has not grown. */
    public boolean small() {
        return array.length <= SMALLEST;
    }

    /** Empties it, and holds nothing until the next frame. */
    public void release() {
        length = 0;
        array = NO_BYTES;
        view = null;
    }

    /** Makes room after what is there. */
    void reserve(int more) {
        if (more > array.length - length) {
            array = Arrays.copyOf(array, Math.max(SMALLEST, Math.max(2 * array.length, Math.addExact(length, more))));
        }
    }

    /** Moves what stands from a place on by some octets, so that there is room in between. */
    void open(int at, int octets) {
        reserve(octets);
        System.arraycopy(array, at, array, at + octets, length - at);
        length += octets;
    }

    /** Adds a frame's head, and makes room for its payload. */
    void head(int payload, FrameType type, int flags, int stream) {
        reserve(HEAD + payload);
        bareHead(payload, type, flags, stream);
    }

    /** Adds a frame's head alone, as its payload may go elsewhere. */
    void bareHead(int payload, FrameType type, int flags, int stream) {
        reserve(HEAD);
        head(length, payload, type, flags, stream);
        length += HEAD;
    }

    /** Writes a frame's head over what stands in that place. */
    void head(int at, int payload, FrameType type, int flags, int stream) {
        byte[] a = array;
        a[at] = (byte) (payload >>> 16);
        a[at + 1] = (byte) (payload >>> 8);
        a[at + 2] = (byte) payload;
        a[at + 3] = (byte) type.code();
        a[at + 4] = (byte) flags;
        putInt(at + 5, stream);
    }

    private void putInt(int at, int value) {
        byte[] a = array;
        a[at] = (byte) (value >>> 24);
        a[at + 1] = (byte) (value >>> 16);
        a[at + 2] = (byte) (value >>> 8);
        a[at + 3] = (byte) value;
    }

    /** Adds 16 bits; there must be room. */
    void putShort(int value) {
        array[length++] = (byte) (value >>> 8);
        array[length++] = (byte) value;
    }

    /** Adds 32 bits; there must be room. */
    void putInt(int value) {
        putInt(length, value);
        length += 4;
    }

    /** Adds bytes, growing as it must. */
    public void put(byte[] from, int at, int count) {
        reserve(count);
        System.arraycopy(from, at, array, length, count);
        length += count;
    }

    /** Adds bytes of a buffer, whatever its position is. */
    public void put(ByteBuffer from, int at, int count) {
        reserve(count);
        from.get(at, array, length, count);
        length += count;
    }

    /**
     * Returns what is there and the room after it, for a block of fields; {@link #take} has the sink continue after
     * what was put in.
     */
    public ByteBuffer view() {
        reserve(BLOCK);
        if (view == null || view.array() != array) {
            view = ByteBuffer.wrap(array);
        }
        return view.limit(array.length).position(length);
    }

    /** Continues after the position of {@link #view}, or of a larger buffer that it has grown to. */
    public void take(ByteBuffer filled) {
        if (filled.array() != array) {
            array = filled.array();
            view = filled;
        }
        length = filled.position();
    }
}
