package dev.weir.http2.exchange;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.ContentException.Reason;
import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.BulkInput;
import dev.weir.http.api.internal.TrackedContent;
import dev.weir.http.core.request.MinimumRate;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Http2Exception.StreamError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request's content: what was received and not read, up to the stream's window.
 *
 * <p><b>Threads.</b> The connection's thread adds, the handler's reads; guarded by the connection's lock.
 */
final class RequestContent extends BulkInput implements TrackedContent {
    private static final String OVER = "the handler has returned: its request's content is over";
    /** How soon to look again whether the client may send, while our window lets it send nothing. */
    private static final long SHUT_NANOS = 100_000_000L;

    // Every request has one of these, most without content: it holds what it alone knows.
    private final Http2Stream stream;

    /** What is here; null as long as nothing has come. */
    private @Nullable ContentQueue queue;
    /** Who is called when something has come, in place of a thread that waits; null for nobody. Set before it waits. */
    private volatile @Nullable TunnelCalls calls;

    /** How much content has come. */
    private long received;

    /** Whether the handler has read any. */
    private boolean read;

    private boolean ended;
    private @Nullable ContentException failure;
    private Headers trailers = Headers.empty();
    /** The handler has returned. */
    private boolean sealed;
    /** The handler has closed it. */
    private boolean closed;
    /** Whether it had not been read to its end then. */
    private boolean leftUnread;
    /** The thread that waits for content. */
    private @Nullable Thread waiting;

    /** When reading must be over; 0 for none. */
    private long deadline;

    /** How slowly it comes; null where the request ended with its head. */
    private final @Nullable MinimumRate rate;
    /** Whether the handler has set the rate, and with it how long the client may be silent. */
    private boolean rateSet;

    /**
     * Creates the content of a stream.
     *
     * @param whole whether there is none, as the request ended with its head
     * @param deadline when reading must be over; 0 for none
     * @param minRequestRate the least rate; 0 for none
     */
    RequestContent(Http2Stream stream, boolean whole, long deadline, int minRequestRate) {
        this.stream = stream;
        this.deadline = deadline;
        this.rate = whole ? null : new MinimumRate(minRequestRate);
    }

    private ConnectionLock lock() {
        return stream.lock;
    }

    /** How much is here. */
    private int count() {
        return queue == null ? 0 : queue.count();
    }

    private MinimumRate rate() {
        return Objects.requireNonNull(rate, "content that is waited for has a rate");
    }

    // ---- what the connection puts in; under the lock

    /**
     * Counts content that has come, whether or not it will be read.
     *
     * @param end whether that was the last
     * @throws StreamError when it is more than was declared, or less in all
     */
    void count(int length, boolean end) throws StreamError {
        lock().assertHeld();
        received += length;
        long declared = stream.head.contentLength();
        if (declared >= 0 && (received > declared || end && received < declared)) {
            throw new StreamError(
                    stream.id,
                    ErrorCode.PROTOCOL_ERROR,
                    "content of " + received + (end ? " octets in all" : " octets") + " with a content-length of "
                            + declared);
        }
    }

    /** Returns how much has come. */
    long received() {
        lock().assertHeld();
        return received;
    }

    /** Returns whether content that comes now will be read. */
    boolean isWanted() {
        lock().assertHeld();
        return !sealed && !closed && failure == null;
    }

    /** Returns who is called when something has come; null for nobody. */
    @Nullable
    TunnelCalls calls() {
        return calls;
    }

    /** Sets who is called, from the next wait on. */
    void calls(TunnelCalls user) {
        calls = user;
    }

    /** Returns how much memory it takes. */
    int reserved() {
        lock().assertHeld();
        return queue == null ? 0 : queue.reserved();
    }

    /** Adds content that is wanted; false when there is no memory for it, and it is to fail. */
    boolean add(byte[] from, int at, int length) {
        lock().assertHeld();
        if (queue == null) {
            queue = new ContentQueue(stream.streams);
        }
        if (!queue.add(from, at, length)) {
            return false;
        }
        rate().received(length);
        wake();
        return true;
    }

    void end(Headers fields) {
        lock().assertHeld();
        ended = true;
        trailers = fields;
        wake();
    }

    /** Fails reads, as the rest will not come; drops what was not read, and returns how much that is. */
    int fail(ContentException cause) {
        lock().assertHeld();
        if (failure == null && !ended) {
            failure = cause;
        }
        int dropped = failure == null ? 0 : drop();
        wake();
        return dropped;
    }

    /** Refuses reads, as the handler has returned; drops what was not read, and returns how much that is. */
    int sealNow() {
        lock().assertHeld();
        sealed = true;
        wake();
        return drop();
    }

    /** Returns whether the handler has closed it. */
    boolean isClosed() {
        lock().assertHeld();
        return closed;
    }

    private int drop() {
        return queue == null ? 0 : queue.clear();
    }

    /** About every 100 ms: calls who could not be called, as there was no memory for a thread. */
    void tick() {
        lock().assertHeld();
        call();
    }

    private void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
        call();
    }

    private void call() {
        TunnelCalls user = calls;
        if (user != null && over()) {
            user.call();
        }
    }

    // ---- what the handler takes out

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        return read(b, off, len, true);
    }

    /** Reads what has come; where nothing has, waits for it or returns 0. */
    int read(byte[] b, int off, int len, boolean waits) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        lock().lock();
        try {
            if (sealed) {
                throw new IllegalStateException(OVER);
            }
            requireOpen();
            if (len == 0 || !waits && !over()) {
                return 0;
            }
            if (count() == 0) {
                await();
                if (sealed) {
                    throw new ContentException(Reason.INCOMPLETE, OVER);
                }
                requireOpen();
            }
            if (failure != null) {
                throw new ContentException(failure.reason(), Objects.requireNonNull(failure.getMessage()), failure);
            }
            ContentQueue here = queue;
            if (here == null || here.count() == 0) {
                return -1;
            }
            int n = Math.min(len, here.count());
            here.take(b, off, n);
            read = true;
            stream.contentRead(n);
            return n;
        } finally {
            lock().unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the content was closed");
        }
    }

    /** Waits until there is content, the end, or a failure. */
    private void await() throws IOException {
        if (over()) {
            return;
        }
        stream.contentWanted();
        stream.streams.windows.ofConnection.readerWaits();
        stream.streams.out.flushSoon();
        long start = System.nanoTime();
        long shut = stream.streams.windows.ofConnection.shutNanos(start);
        try {
            while (!over()) {
                if (waiting != null && waiting != Thread.currentThread()) {
                    throw new IllegalStateException("another thread is reading this content");
                }
                waiting = Thread.currentThread();
                long left = left(start, shut);
                if (left > 0) {
                    lock().await(left);
                }
                waiting = null;
                if (over()) {
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
        } finally {
            stream.streams.windows.ofConnection.readerGoes();
            long now = System.nanoTime();
            rate().waited(now - start - (stream.streams.windows.ofConnection.shutNanos(now) - shut));
        }
    }

    /** Returns whether there is nothing to wait for. */
    boolean over() {
        return count() > 0 || ended || failure != null || sealed || closed;
    }

    /**
     * Returns how much longer a wait may last: up to the request's own deadline, and as its rate so far allows, or in a
     * conversation for the time of an idle connection. Neither counts time in which our window lets the client send nothing.
     *
     * @param shut for how long the window of the connection had been shut when the wait began
     * @return nanoseconds, zero or less when it has been too long; Long.MAX_VALUE for no limit
     */
    private long left(long start, long shut) {
        long now = System.nanoTime();
        long left = deadline == 0 ? Long.MAX_VALUE : deadline - now;
        if (stream.isTunnel()) {
            return left;
        }
        long due;
        if (stream.converses() && !rateSet) {
            if (stream.streams.context.idleNanos == 0) {
                return left;
            }
            due = start + stream.streams.context.idleNanos;
        } else if (rate().counts()) {
            due = rate().due(start);
        } else {
            return left;
        }
        long ofClient = due + (stream.streams.windows.ofConnection.shutNanos(now) - shut) - now;
        return Math.min(left, stream.streams.windows.ofConnection.isShut() ? Math.max(ofClient, SHUT_NANOS) : ofClient);
    }

    /** Has a wait that goes on bounded anew, as the response was flushed. */
    void flushed() {
        lock().assertHeld();
        wake();
    }

    @Override
    public boolean wasRead() {
        lock().lock();
        try {
            return read;
        } finally {
            lock().unlock();
        }
    }

    @Override
    public long expected() {
        return stream.head.contentLength();
    }

    /** Drops the rest: its credit is returned at once, and that of what comes later as well. */
    @Override
    public void close() {
        lock().lock();
        try {
            if (!closed && !sealed) {
                closed = true;
                leftUnread = !ended || count() > 0;
                stream.contentClosed(drop());
                wake();
            }
        } finally {
            lock().unlock();
        }
    }

    @Override
    public int available() {
        lock().lock();
        try {
            return sealed || closed || failure != null ? 0 : count();
        } finally {
            lock().unlock();
        }
    }

    /** Whether all of it is here, so that nobody who reads it waits for the client. */
    boolean arrived() {
        lock().lock();
        try {
            return ended && failure == null;
        } finally {
            lock().unlock();
        }
    }

    boolean ended() {
        lock().lock();
        try {
            return ended && count() == 0 && failure == null && !leftUnread;
        } finally {
            lock().unlock();
        }
    }

    Headers trailers() {
        return trailers;
    }

    void minRate(int bytesPerSecond) {
        lock().lock();
        try {
            if (rate != null) {
                rate.least(bytesPerSecond);
                rateSet = true;
            }
            wake();
        } finally {
            lock().unlock();
        }
    }

    void deadline(long nanoTime) {
        lock().lock();
        try {
            deadline = nanoTime;
            wake();
        } finally {
            lock().unlock();
        }
    }
}
