package dev.weir.http.core.support;

/**
 * Spare byte arrays of one size, so that a connection need not hold one while it waits. Arrays that find no place are
 * left to the collector, so the pool is bounded; an array is given back by its taker, once, and not used
 * afterwards.
 *
 * <p><b>Threads.</b> Thread-safe without locks.
 */
public final class BufferPool {
    private final int size;
    private final Spares<byte[]> spares;

    /**
     * Makes an empty pool.
     *
     * @param size bytes of each array
     * @param capacity the most arrays kept; rounded up to a power of two
     */
    public BufferPool(int size, int capacity) {
        this.size = size;
        this.spares = new Spares<>(capacity);
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
        byte[] taken = spares.take();
        return taken == null ? new byte[size] : taken;
    }

    /**
     * Gives an array back.
     *
     * @param array one that {@link #take} gave; of another size it is dropped
     */
    public void give(byte[] array) {
        if (array.length == size) {
            spares.give(array);
        }
    }
}
