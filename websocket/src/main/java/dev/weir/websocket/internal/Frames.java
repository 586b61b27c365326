package dev.weir.websocket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The header of a frame (RFC 6455 section 5.2), and how it is written without a mask. */
public final class Frames {
    /** The last frame of its message. */
    public static final int FIN = 0x80;
    /** The message is compressed (RFC 7692 section 6). */
    public static final int RSV1 = 0x40;
    /** Reserved. */
    public static final int RSV2 = 0x20;
    /** Reserved. */
    public static final int RSV3 = 0x10;

    /** What follows of a message. */
    public static final int CONTINUATION = 0;
    /** A text, or its beginning. */
    public static final int TEXT = 1;
    /** Bytes, or their beginning. */
    public static final int BINARY = 2;
    /** The end. */
    public static final int CLOSE = 8;
    /** To be answered with the same payload. */
    public static final int PING = 9;
    /** The answer. */
    public static final int PONG = 10;

    /** The most bytes in a control frame (section 5.5). */
    public static final int MAX_CONTROL = 125;
    /** The most bytes of a header without a mask. */
    public static final int MAX_HEADER = 10;

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    /** How many bytes the header of a payload has. */
    public static int headerSize(long length) {
        return length <= MAX_CONTROL ? 2 : length <= 0xFFFF ? 4 : MAX_HEADER;
    }

    /** Writes a header that ends before {@code end}, and returns where it begins. */
    public static int putHeaderBefore(byte[] to, int end, int first, long length) {
        int at = end - headerSize(length);
        to[at] = (byte) first;
        if (length <= MAX_CONTROL) {
            to[at + 1] = (byte) length;
        } else if (length <= 0xFFFF) {
            to[at + 1] = 126;
            SHORTS.set(to, at + 2, (short) length);
        } else {
            to[at + 1] = 127;
            LONGS.set(to, at + 2, length);
        }
        return at;
    }
}
