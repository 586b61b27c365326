package dev.weir.http.core.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.core.support.BufferPool;
import java.io.IOException;

/**
 * What stands between a response and its codec: holds content back that is too little for a write, in an array of a pool
 * that is taken with the first byte, counts what the handler has written, and notes when sending has failed.
 *
 * <p><b>Threads.</b> As the response that owns it.
 */
final class ResponseBuffer {
    /** How much is copied at once of content that lies outside of the heap. */
    private static final int PIECE = 64 << 10;

    private static final byte[] EMPTY = {};

    private final ResponseCodec codec;
    private final BufferPool pool;
    /** Of the pool; {@link #EMPTY} before the first byte, and after the release. */
    private byte[] array = EMPTY;

    private int length;
    /** The length that the head says, or {@link ResponseCodec#UNKNOWN}; valid once committed. */
    private long declared = ResponseCodec.UNKNOWN;
    /** What the handler has written, whether or not it goes out. */
    private long written;
    /** What the codec has taken of the content. */
    private long sent;
    /** Whether sending has failed. */
    private boolean failed;

    ResponseBuffer(ResponseCodec codec, BufferPool pool) {
        this.codec = codec;
        this.pool = pool;
    }

    // ---- the count

    long written() {
        return written;
    }

    /** Counts what is about to be written; negative for what was not. */
    void count(long bytes) {
        written += bytes;
    }

    /** Returns how much content was sent: that of calls of the codec which have returned. */
    long sent() {
        return sent;
    }

    long declared() {
        return declared;
    }

    /** Sets how much the handler must write where that is not what the head says; {@link ResponseCodec#UNKNOWN} for any. */
    void expect(long length) {
        declared = length;
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

    /** Returns the array that holds the content, from index zero; empty when there never was any. */
    byte[] array() {
        return array;
    }

    /** Holds content; there must be room. */
    void hold(byte[] b, int off, int len) {
        prepare();
        System.arraycopy(b, off, array, length, len);
        length += len;
    }

    /** Holds the next bytes of what lies elsewhere; there must be room. */
    void hold(DirectContent content, int len) throws IOException {
        prepare();
        content.read(array, length, len);
        length += len;
    }

    private void prepare() {
        if (array == EMPTY) {
            array = pool.take();
        }
    }

    /** Drops what is held. */
    void clear() {
        length = 0;
    }

    /** Drops what is held, and takes back what was counted. */
    void reset() {
        length = 0;
        written = 0;
    }

    void release() {
        if (array != EMPTY) {
            pool.give(array);
            array = EMPTY;
            length = 0;
        }
    }

    // ---- to the codec

    /** Returns whether sending has failed, as the client has gone or is too slow; the handler may have caught it. */
    boolean failed() {
        return failed;
    }

    void interim(int status, Headers fields) throws IOException {
        try {
            codec.interim(status, fields);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    /** Sends the head, whose length is declared from now on. */
    void head(int status, Headers fields, long contentLength, boolean date, boolean last) throws IOException {
        declared = Math.max(contentLength, ResponseCodec.UNKNOWN);
        try {
            codec.head(status, fields, contentLength, date, last);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    /** Sends content where it leaves no room, after what is held; else holds it. */
    void sendOrHold(byte[] b, int off, int len) throws IOException {
        if (len >= room()) {
            sendHeld(true);
        }
        if (len >= room()) {
            content(b, off, len);
        } else if (len > 0) {
            hold(b, off, len);
        }
    }

    /** Sends content that lies elsewhere, where it leaves no room, after what is held; else holds it. */
    void sendOrHold(DirectContent content) throws IOException {
        if (content.remaining() < room()) {
            hold(content, (int) content.remaining());
            return;
        }
        sendHeld(true);
        direct(content);
        // What the codec leaves goes through an array.
        byte[] piece = new byte[(int) Math.min(content.remaining(), PIECE)];
        while (content.remaining() > 0) {
            int n = (int) Math.min(content.remaining(), piece.length);
            content.read(piece, 0, n);
            content(piece, 0, n);
        }
    }

    /** Sends what is held, or drops it where the response has no content. */
    void sendHeld(boolean hasContent) throws IOException {
        int held = length;
        length = 0;
        if (held > 0 && hasContent) {
            content(array, 0, held);
        }
    }

    private void content(byte[] b, int off, int len) throws IOException {
        try {
            codec.content(b, off, len);
            sent += len;
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    private void direct(DirectContent content) throws IOException {
        long before = content.remaining();
        try {
            codec.direct(content);
        } catch (IOException e) {
            failed = true;
            throw e;
        } finally {
            sent += before - content.remaining();
        }
    }

    void end(Headers trailers) throws IOException {
        try {
            codec.end(trailers);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    /** Sends what waits; a handler that takes its time until the next event holds no array meanwhile. */
    void flush() throws IOException {
        try {
            codec.flush();
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        if (length == 0) {
            release();
        }
    }
}
