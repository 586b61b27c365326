package dev.weir.http2;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * A request's content: what has come and was not read yet, in a ring that grows up to the stream's window.
 *
 * <p><b>Threads.</b> The connection's thread puts in, the handler's takes out; all is guarded by the connection's lock.
 */
final class RequestContent extends InputStream {
    private static final int SMALLEST = 4096;
    /** A ring that has run empty is not kept when it is larger. */
    private static final int KEPT = 65_536;
    /** How long content may stand still at all before its rate counts. */
    private static final long RATE_GRACE_NANOS = 5_000_000_000L;

    private static final long SECOND = 1_000_000_000L;
    private static final byte[] NONE = {};

    private final Http2Stream stream;
    private final Outbox out;

    private byte[] ring = NONE;
    /** What is counted for the ring. */
    private int reserved;
    private int head;
    private int count;

    private boolean ended;
    private ContentException failure;
    private Headers trailers = Headers.empty();
    /** The handler has returned. */
    private boolean sealed;
    /** The thread that waits for content. */
    private Thread waiting;

    /** When reading must be over; 0 for none. */
    private long deadline;

    private long waitedNanos;
    private long received;

    RequestContent(Http2Stream stream, Outbox out, long deadline) {
        this.stream = stream;
        this.out = out;
        this.deadline = deadline;
    }

    // ---- what the connection puts in; under the lock

    /** Makes room for content, unless nobody will read it anyway; false when there is no memory for it. */
    boolean makeRoom(int length) {
        if (sealed || failure != null || count + length <= ring.length) {
            return true;
        }
        int size = Math.max(SMALLEST, Integer.highestOneBit(count + length - 1) << 1);
        if (!out.memory.reserve(size - reserved)) {
            return false;
        }
        reserved = size;
        grow(size);
        return true;
    }

    /** How much memory it takes. */
    int reserved() {
        return reserved;
    }

    /** Adds content, for which room was made; false when nobody will read it any more. */
    boolean add(byte[] from, int at, int length) {
        if (sealed || failure != null) {
            return false;
        }
        received += length;
        int tail = head + count & ring.length - 1;
        int first = Math.min(length, ring.length - tail);
        System.arraycopy(from, at, ring, tail, first);
        System.arraycopy(from, at + first, ring, 0, length - first);
        count += length;
        wake();
        return true;
    }

    private void grow(int size) {
        byte[] larger = new byte[size];
        int first = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, count - first);
        ring = larger;
        head = 0;
    }

    void end(Headers fields) {
        ended = true;
        trailers = fields;
        wake();
    }

    /** The rest will not come. What has come and was not read is dropped; returns how much that is. */
    int fail(ContentException cause) {
        if (failure == null && !ended) {
            failure = cause;
        }
        int dropped = failure == null ? 0 : drop();
        wake();
        return dropped;
    }

    /** The handler has returned; returns how much it has left unread. */
    int sealNow() {
        sealed = true;
        return drop();
    }

    private int drop() {
        int dropped = count;
        count = 0;
        free();
        return dropped;
    }

    private void free() {
        ring = NONE;
        head = 0;
        out.memory.release(reserved);
        reserved = 0;
    }

    private void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    // ---- what the handler takes out

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        out.lock.lock();
        try {
            if (sealed) {
                throw new IllegalStateException("the handler has returned: its request's content is over");
            }
            if (len == 0) {
                return 0;
            }
            if (count == 0) {
                await();
            }
            if (failure != null) {
                throw new ContentException(failure.reason(), failure.getMessage(), failure);
            }
            if (count == 0) {
                return -1;
            }
            int n = take(b, off, len);
            stream.contentRead(n);
            return n;
        } finally {
            out.lock.unlock();
        }
    }

    private int take(byte[] b, int off, int len) {
        int n = Math.min(len, count);
        int first = Math.min(n, ring.length - head);
        System.arraycopy(ring, head, b, off, first);
        System.arraycopy(ring, 0, b, off + first, n - first);
        head = head + n & ring.length - 1;
        count -= n;
        if (count == 0) {
            head = 0;
            if (ring.length > KEPT || ended || out.memory.scarce()) {
                free();
            }
        }
        return n;
    }

    /** Waits until there is content, or the end, or no hope. */
    private void await() throws IOException {
        if (ended || failure != null) {
            return;
        }
        stream.contentWanted();
        long start = System.nanoTime();
        while (count == 0 && !ended && failure == null && !sealed) {
            if (waiting != null && waiting != Thread.currentThread()) {
                throw new IllegalStateException("another thread is reading this content");
            }
            waiting = Thread.currentThread();
            long until = limit(start);
            long left = until == 0 ? Long.MAX_VALUE : until - System.nanoTime();
            if (left > 0) {
                out.park(left);
            }
            waiting = null;
            if (failure != null || count > 0 || ended) {
                break;
            }
            if (left <= 0) {
                failure = new ContentException(Reason.TIMEOUT, "the content came too slowly");
                break;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for content");
            }
        }
        waitedNanos += System.nanoTime() - start;
        if (sealed) {
            throw new IllegalStateException("the handler has returned: its request's content is over");
        }
    }

    /** When a wait that begins now must be over: by the request's own deadline, or as its rate so far allows. */
    private long limit(long now) {
        int rate = stream.minRequestRate();
        if (rate == 0) {
            return deadline;
        }
        long at = now + RATE_GRACE_NANOS + received / rate * SECOND - waitedNanos;
        return deadline != 0 && deadline - at < 0 ? deadline : at == 0 ? 1 : at;
    }

    @Override
    public int available() {
        out.lock.lock();
        try {
            return sealed || failure != null ? 0 : count;
        } finally {
            out.lock.unlock();
        }
    }

    boolean ended() {
        out.lock.lock();
        try {
            return ended && count == 0 && failure == null;
        } finally {
            out.lock.unlock();
        }
    }

    Headers trailers() {
        return trailers;
    }

    void deadline(long nanoTime) {
        out.lock.lock();
        try {
            deadline = nanoTime;
            wake();
        } finally {
            out.lock.unlock();
        }
    }
}
