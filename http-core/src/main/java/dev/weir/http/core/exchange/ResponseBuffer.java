package dev.weir.http.core.exchange;

import dev.weir.http.core.support.BufferPool;
import java.io.IOException;

/**
 * The content that a response holds back, in an array of a pool that is taken with the first byte, and the count of all
 * that was written.
 *
 * <p><b>Threads.</b> As the response that owns it.
 */
final class ResponseBuffer {
    private final BufferPool pool;
    /** Null before the first byte, and after the release. */
    private byte[] array;

    private int length;
    /** The length that the head says, or {@link ResponseCodec#UNKNOWN}; valid once committed. */
    private long declared = ResponseCodec.UNKNOWN;
    /** What the handler has written, whether or not it goes out. */
    private long written;

    ResponseBuffer(BufferPool pool) {
        this.pool = pool;
    }

    // ---- the count

    long written() {
        return written;
    }

    /** Counts what is about to be written. */
    void count(long bytes) {
        written += bytes;
    }

    void declare(long contentLength) {
        declared = contentLength;
    }

    long declared() {
        return declared;
    }

    /** Returns how much is missing of the declared length; 0 where none is declared. */
    long missing() {
        return Math.max(0, declared - written);
    }

    // ---- what is held

    int length() {
        return length;
    }

    int room() {
        return pool.size() - length;
    }

    /** Returns the array that holds the content, from index zero; null when there never was any. */
    byte[] array() {
        return array;
    }

    /** Adds content; there must be room. */
    void add(byte[] b, int off, int len) {
        prepare();
        System.arraycopy(b, off, array, length, len);
        length += len;
    }

    /** Adds the next bytes of what lies elsewhere; there must be room. */
    void add(DirectContent content, int len) throws IOException {
        prepare();
        content.take(array, length, len);
        length += len;
    }

    private void prepare() {
        if (array == null) {
            array = pool.take();
        }
    }

    /** Empties the buffer, whose array keeps the bytes; returns how many there were. */
    int clear() {
        int was = length;
        length = 0;
        return was;
    }

    /** Empties the buffer, and takes back what was counted. */
    void reset() {
        length = 0;
        written = 0;
    }

    void release() {
        if (array != null) {
            pool.give(array);
            array = null;
            length = 0;
        }
    }
}
