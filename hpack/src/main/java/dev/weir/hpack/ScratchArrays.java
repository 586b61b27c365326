package dev.weir.hpack;

/**
 * Arrays that decoders work in, lent for as long as a block takes: one pool can serve the decoders of many connections.
 *
 * <p><b>Threads.</b> Called by the threads that decode, by several at once where several decoders share it.
 */
public interface ScratchArrays {
    /**
     * Lends an array, with whatever stands in it.
     *
     * @param size how many bytes it holds at least
     * @return the array, which is no one else's until it is given back
     */
    byte[] take(int size);

    /**
     * Takes an array back, at a block's end or for a larger one. One that was lent for a block which never ends is not given back.
     *
     * @param array what {@link #take} returned
     */
    void give(byte[] array);
}
