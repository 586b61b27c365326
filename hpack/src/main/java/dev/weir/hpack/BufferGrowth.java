package dev.weir.hpack;

import java.nio.ByteBuffer;

/** Where an encoder gets a larger buffer from when the one that it was given is full. */
@FunctionalInterface
public interface BufferGrowth {
    /**
     * Makes room.
     *
     * @param full the buffer in use; what stands before its position must be kept
     * @param more how many bytes of room are wanted, at least
     * @return a buffer to go on with, writable, which holds all that {@code full} holds before its position and has at
     *     least {@code more} bytes remaining; it may be {@code full} itself, emptied
     */
    ByteBuffer grow(ByteBuffer full, int more);

    /**
     * Growth by copying into a buffer on the heap of twice the size, or more.
     *
     * @return a growth without state
     */
    static BufferGrowth doubling() {
        return (full, more) -> {
            full.flip();
            int wanted = Math.addExact(full.limit(), more);
            int size = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, 2L * full.capacity()));
            return ByteBuffer.allocate(Math.max(size, wanted)).put(full);
        };
    }
}
