package dev.weir.websocket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks of what clients send (RFC 6455 section 5.3), eight bytes at a time. */
public final class Masks {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Masks() {}

    /**
     * Masks or unmasks bytes where they are.
     *
     * @param key the four bytes of the key, the first as the lowest
     * @return the key for the bytes that follow
     */
    public static int apply(byte[] bytes, int from, int to, int key) {
        long wide = key & 0xFFFF_FFFFL;
        wide |= wide << 32;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
        }
        for (int left = key; at < to; at++) {
            bytes[at] ^= (byte) left;
            left = Integer.rotateRight(left, 8);
        }
        return Integer.rotateRight(key, (to - from & 3) * 8);
    }
}
