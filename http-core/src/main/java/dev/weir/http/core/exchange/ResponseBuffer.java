package dev.weir.http.core.exchange;

import dev.weir.http.core.support.BufferPool;
import java.io.IOException;

/**
 * Content that a response holds back, in an array of the pool that is taken with the first byte.
 *
 * <p><b>Threads.</b> As the response that owns it.
 */
final class ResponseBuffer {
    private final BufferPool pool;
    private final int capacity;
    private byte[] array;
    private int length;

    ResponseBuffer(BufferPool pool, int capacity) {
        this.pool = pool;
        this.capacity = capacity;
    }

    int length() {
        return length;
    }

    int room() {
        return capacity - length;
    }

    /** What is held, from index zero; null when nothing ever was. */
    byte[] array() {
        return array;
    }

    /** Adds content; there must be room. */
    void add(byte[] b, int off, int len) {
        ready();
        System.arraycopy(b, off, array, length, len);
        length += len;
    }

    /** The same with the next bytes of what lies elsewhere. */
    void add(DirectContent content, int len) throws IOException {
        ready();
        content.take(array, length, len);
        length += len;
    }

    private void ready() {
        if (array == null) {
            array = pool.take();
        }
    }

    /** Holds nothing any more, though the array still has it; returns how much it was. */
    int clear() {
        int was = length;
        length = 0;
        return was;
    }

    void release() {
        if (array != null) {
            pool.give(array);
            array = null;
            length = 0;
        }
    }
}
