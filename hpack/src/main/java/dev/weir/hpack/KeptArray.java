package dev.weir.hpack;

/** The array of a single decoder, from block to block. */
final class KeptArray implements ScratchArrays {
    /** A larger one is not kept. */
    private static final int MOST = 4096;

    private static final byte[] NONE = {};

    private byte[] spare = NONE;

    @Override
    public byte[] take(int size) {
        byte[] taken = spare;
        spare = NONE;
        return taken.length >= size ? taken : new byte[size];
    }

    @Override
    public void give(byte[] array) {
        if (array.length <= MOST) {
            spare = array;
        }
    }
}
