package dev.weir.middleware.internal;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Commit;
import dev.weir.http.api.ForwardingResponseWriter;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.TunnelRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response whose handler has a time. Two threads use it, the handler's and the one on which the time ends, and the
 * response within is for one at a time: so each call that sets or writes something is made under a lock.
 *
 * <pre>{@code
 *             time ends              50 ms later, not returned
 *   running -----------> expired ----------------------------> answered
 *      |                    |                                     |
 *      +---- returned ------+------------- returned --------------+---> over
 * }</pre>
 */
public final class TimedResponse extends ForwardingResponseWriter implements Runnable {
    /** How long a handler that was interrupted has to return, and a call that is blocked to come to its end. */
    private static final long GRACE_NANOS = 50_000_000;

    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private final Request request;
    /** Whether the time is that of the whole response. */
    private final boolean whole;

    /** Held in calls to the response within. */
    private final ReentrantLock calls = new ReentrantLock();

    private final Condition returned = calls.newCondition();

    /**
     * Held for a few instructions, after {@link #calls} if both are: who has it and sees that the handler is not over
     * knows that neither is the request. Guards the next two, which are also read without it where a late answer does
     * no harm.
     */
    private final Object life = new Object();

    private volatile boolean over;
    private volatile boolean expired;
    // Guarded by calls.
    private boolean answered;
    private boolean closed;
    /** Whether the connection was taken over. */
    private boolean untimed;
    /**
     * What the handler has of the fields: a copy, as it may change them when the time ends and another thread sends the
     * error. They become those of the response before each call that may send them. Null where it has not asked, and
     * from the commitment on.
     */
    private @Nullable Headers fields;

    /**
     * Puts a time on a response.
     *
     * @param w the response
     * @param r its request
     * @param whole whether the time is that of the whole response, and not of its beginning
     */
    public TimedResponse(ResponseWriter w, Request r, boolean whole) {
        super(w);
        this.request = r;
        this.whole = whole;
    }

    /**
     * Calls the handler with this response.
     *
     * @param handler what answers
     * @param queue ends its time
     * @throws Exception as the handler throws it; {@link HttpError} 503, or {@link AbortHandler} where it is committed,
     *     when the time was over
     */
    public void serve(Handler handler, ExpiryQueue queue) throws Exception {
        ExpiryQueue.Entry entry = queue.add(this);
        Exception thrown = null;
        try {
            handler.serve(this, request);
        } catch (Exception e) {
            thrown = e;
        } finally {
            queue.remove(entry);
            handlerReturned();
        }
        if (expired && !answered) {
            if (closed) {
                return;
            }
            throw committed() ? new AbortHandler() : tooLate(thrown);
        }
        if (thrown != null && !expired) {
            throw thrown;
        }
    }

    /** The handler has returned: from now on nobody interrupts its thread for this, or writes. */
    private void handlerReturned() {
        calls.lock();
        try {
            synchronized (life) {
                over = true;
            }
            settle();
            returned.signalAll();
        } finally {
            calls.unlock();
        }
        if (expired && Thread.interrupted() && request.cancelled()) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpError tooLate(@Nullable Throwable cause) {
        return new HttpError(Status.SERVICE_UNAVAILABLE, "the answer took too long", cause);
    }

    // ---- the end of the time, on a thread of its own

    /** Ends the handler's time; for the thread of the queue. */
    @Override
    public void run() {
        try {
            if (!calls.tryLock(GRACE_NANOS, TimeUnit.NANOSECONDS)) {
                if (whole) {
                    interrupt(true);
                    return;
                }
                // A call that takes long is a write, which commits.
                calls.lock();
            }
            try {
                expireNow();
            } finally {
                calls.unlock();
            }
        } catch (IOException | InterruptedException | RuntimeException _) {
            // The client has gone, or a hook of the error's own has failed: the handler's thread finds it so.
        }
    }

    private void expireNow() throws IOException, InterruptedException {
        boolean begun = delegate().committed();
        if (closed || untimed || begun && !whole || !interrupt(begun) || begun) {
            return;
        }
        boolean read = contentIsRead();
        if (!read) {
            delegate().readDeadline(AT_ONCE);
        }
        long left = GRACE_NANOS;
        while (!over && left > 0) {
            left = returned.awaitNanos(left);
        }
        // Content that is not at its end is read by the handler's thread, which may send 100 (Continue) or what waits.
        if (!over && read && !delegate().committed()) {
            delegate().error(tooLate(null));
            delegate().close();
            answered = true;
        }
    }

    /**
     * Interrupts the handler and ends what it may do.
     *
     * @param begun whether to break off what it writes
     * @return false when it has returned
     */
    private boolean interrupt(boolean begun) {
        synchronized (life) {
            if (over) {
                return false;
            }
            expired = true;
            if (begun) {
                delegate().writeDeadline(AT_ONCE);
            }
            request.interruptHandler();
            return true;
        }
    }

    private boolean contentIsRead() {
        try {
            return request.contentLength() == 0 || request.trailers() != null;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    // ---- calls of the handler

    /** Begins a call that sets something. */
    private void beginSetting() {
        calls.lock();
        if (expired) {
            calls.unlock();
            throw new IllegalStateException("the handler's time is over");
        }
    }

    /** Begins a call that may commit. */
    void beginWriting() throws IOException {
        calls.lock();
        if (expired) {
            calls.unlock();
            throw new IOException("the handler's time is over");
        }
        settle();
    }

    /** Gives the response the fields that the handler has set. */
    private void settle() {
        Headers own = fields;
        if (own != null && !delegate().committed()) {
            Headers to = delegate().headers();
            to.clear();
            to.addAll(own);
        }
    }

    /** The connection is taken over, so the time is no more; within a call. */
    void untime() {
        untimed = true;
    }

    /** Ends a call. */
    void end(boolean wrote) {
        try {
            Headers own = fields;
            if (wrote && own != null && delegate().committed()) {
                own.freeze();
                fields = null;
            }
        } finally {
            calls.unlock();
        }
    }

    @Override
    public ResponseWriter status(int code) {
        beginSetting();
        try {
            delegate().status(code);
            return this;
        } finally {
            end(false);
        }
    }

    @Override
    public Headers headers() {
        beginSetting();
        try {
            if (delegate().committed()) {
                return delegate().headers();
            }
            if (fields == null) {
                fields = delegate().headers().copy();
            }
            return fields;
        } finally {
            end(false);
        }
    }

    @Override
    public ResponseWriter header(String name, String value) {
        beginSetting();
        try {
            if (fields == null) {
                delegate().header(name, value);
            } else {
                fields.set(name, value);
            }
            return this;
        } finally {
            end(false);
        }
    }

    @Override
    public ResponseWriter onCommit(Consumer<Commit> hook) {
        beginSetting();
        try {
            delegate().onCommit(hook);
            return this;
        } finally {
            end(false);
        }
    }

    @Override
    public ResponseWriter onEnd(Consumer<RequestEnd> hook) {
        beginSetting();
        try {
            delegate().onEnd(hook);
            return this;
        } finally {
            end(false);
        }
    }

    @Override
    public Headers trailers() {
        beginSetting();
        try {
            // Those of an error are others, so that these may be changed meanwhile.
            return delegate().trailers();
        } finally {
            end(false);
        }
    }

    @Override
    public void error(HttpError error) throws IOException {
        beginWriting();
        try {
            delegate().error(error);
            if (fields != null) {
                fields.clear();
                fields.addAll(delegate().headers());
            }
        } finally {
            end(true);
        }
    }

    @Override
    public void inform(int code, Headers interim) throws IOException {
        beginWriting();
        try {
            delegate().inform(code, interim);
        } finally {
            end(true);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        beginWriting();
        try {
            delegate().write(b, off, len);
        } finally {
            end(true);
        }
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        beginWriting();
        try {
            delegate().write(src);
        } finally {
            end(true);
        }
    }

    @Override
    public void transferFrom(FileChannel file, long position, long count) throws IOException {
        beginWriting();
        try {
            delegate().transferFrom(file, position, count);
        } finally {
            end(true);
        }
    }

    @Override
    public void flush() throws IOException {
        beginWriting();
        try {
            delegate().flush();
        } finally {
            end(true);
        }
    }

    @Override
    public void close() throws IOException {
        beginWriting();
        try {
            delegate().close();
            closed = true;
        } finally {
            end(true);
        }
    }

    @Override
    public void readDeadline(Duration timeout) {
        synchronized (life) {
            if (!expired) {
                delegate().readDeadline(timeout);
            }
        }
    }

    @Override
    public void writeDeadline(Duration timeout) {
        synchronized (life) {
            if (!expired) {
                delegate().writeDeadline(timeout);
            }
        }
    }

    /**
     * A tunnel and a connection that was taken over have no time, as what is done with them passes this response by; until
     * then the request has one.
     */
    @Override
    public <T> Optional<T> as(Class<T> power) {
        Optional<T> had = delegate().as(power);
        return had.isPresent() && (power == TunnelRequest.class || power == Hijacker.class)
                ? Optional.of(power.cast(new TimedTakeOver(this, had.get())))
                : had;
    }
}
