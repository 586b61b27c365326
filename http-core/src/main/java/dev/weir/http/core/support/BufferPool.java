package dev.weir.http.core.support;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Spare byte arrays of one size, so that a connection need not hold one while it waits. Arrays that find no place are
 * left to the collector, so the pool is bounded; an array is given back by its taker, once, and not used
 * afterwards.
 *
 * <p><b>Threads.</b> Thread-safe without locks.
 */
public final class BufferPool {
    private static final int PROBES = 4;

    private final int size;
    private final AtomicReferenceArray<byte[]> slots;
    private final int mask;

    /**
     * Makes an empty pool.
     *
     * @param size bytes of each array
     * @param capacity the most arrays kept; rounded up to a power of two
     */
    public BufferPool(int size, int capacity) {
        this.size = size;
        int length = Integer.highestOneBit(Math.max(PROBES, capacity) * 2 - 1);
        this.slots = new AtomicReferenceArray<>(length);
        this.mask = length - 1;
    }

    /**
     * How large the arrays are.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * Takes an array, with whatever stands in it.
     *
     * @return the array
     */
    public byte[] take() {
        int start = spread();
        for (int i = 0; i < PROBES; i++) {
            int slot = start + i & mask;
            if (slots.getPlain(slot) != null) {
                byte[] taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return new byte[size];
    }

    /**
     * Gives an array back.
     *
     * @param array one that {@link #take} gave; of another size it is dropped
     */
    public void give(byte[] array) {
        if (array.length != size) {
            return;
        }
        int start = spread();
        for (int i = 0; i < PROBES; i++) {
            int slot = start + i & mask;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, array)) {
                return;
            }
        }
    }

    /** Threads begin at different slots, so that they seldom meet; a thread finds what it gave back last. */
    private static int spread() {
        long id = Thread.currentThread().threadId();
        return (int) (id ^ id >>> 7);
    }
}
