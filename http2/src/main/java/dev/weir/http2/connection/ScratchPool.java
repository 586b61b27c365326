package dev.weir.http2.connection;

import dev.weir.hpack.ScratchArrays;
import dev.weir.http.core.support.BufferPool;

/**
 * The arrays that the decoders of a server's connections work in.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class ScratchPool implements ScratchArrays {
    /** Enough for most strings. */
    private static final int SIZE = 1024;

    private static final int KEPT = 64;

    private final BufferPool arrays = new BufferPool(SIZE, KEPT);

    @Override
    public byte[] take(int size) {
        return size <= SIZE ? arrays.take() : new byte[size];
    }

    @Override
    public void give(byte[] array) {
        arrays.give(array);
    }
}
