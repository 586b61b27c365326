package dev.weir.http2.exchange;

import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.connection.FrameSender;
import dev.weir.http2.connection.QueuedFrame;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.stream.SendWindow;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A stream's output: what waits in the scheduler, and the handler that waits until that is sent.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class StreamOutput implements FrameSender {
    /** How much a stream may queue before its writer waits. */
    private static final int MOST_QUEUED = 16_384;

    private final Http2Stream stream;
    private final FrameFlusher out;
    private final SendWindow window;

    /** What waits in the scheduler, by weight. */
    private int queued;
    /** How much memory of ours that takes. */
    private int queuedHeld;
    /** The handler's thread while it waits; null while it does not. */
    private @Nullable Thread writer;
    /** When writing must be over; 0 for no limit. */
    private long deadline;
    /** Why nothing more can be written; null while it can. */
    private @Nullable String failure;

    StreamOutput(Http2Stream stream, FrameFlusher out, int window, long deadline) {
        this.stream = stream;
        this.out = out;
        this.window = new SendWindow(window);
        this.deadline = deadline;
    }

    @Override
    public int id() {
        return stream.id;
    }

    @Override
    public SendWindow sendWindow() {
        return window;
    }

    @Override
    public int sendable() {
        return out.sendable(window);
    }

    // ---- the handler's thread

    /**
     * Gives output to the scheduler.
     *
     * @throws IOException when nothing can be sent any longer, with the reason
     */
    void push(QueuedFrame output) throws IOException {
        requireWritable();
        queued += output.weight();
        queuedHeld += output.held();
        out.memory.take(output.held());
        out.scheduler.push(output);
    }

    /** Aborts the response after what waits, or at once where the client's windows let none of that through. */
    void pushAbort() throws IOException {
        if (queued > 0 && sendable() == 0) {
            abort();
        } else {
            push(new QueuedFrame.Abort(this));
        }
    }

    void requireWritable() throws IOException {
        stream.lock.assertHeld();
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    /**
     * Waits until no more is queued than a stream may have queued.
     *
     * @param all whether all must have been sent, as the caller uses its array again
     */
    void awaitSent(boolean all) throws IOException {
        int most = all ? 0 : Math.min(MOST_QUEUED, out.frameMemory.mostInFrame());
        if (queued > most) {
            out.fillAhead(queued);
        }
        if (queued > most && stream.streams.context.runner.listens()) {
            long from = System.nanoTime();
            try {
                awaitQueued(most);
            } finally {
                stream.stalled(System.nanoTime() - from);
            }
        } else {
            awaitQueued(most);
        }
    }

    private void awaitQueued(int most) throws IOException {
        while (queued > most) {
            requireWritable();
            long left = deadline == 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
            if (left <= 0) {
                stream.reset(ErrorCode.CANCEL, "the write deadline has passed");
                throw new SocketTimeoutException("the write deadline has passed");
            }
            if (Thread.currentThread().isInterrupted()) {
                stream.reset(ErrorCode.CANCEL, "the handler was interrupted while it wrote");
                throw new InterruptedIOException("interrupted while writing");
            }
            writer = Thread.currentThread();
            stream.lock.await(left);
            writer = null;
        }
        requireWritable();
    }

    // ---- any thread

    /** Returns whether output waits in the scheduler. */
    boolean hasQueued() {
        return queued > 0;
    }

    boolean failed() {
        stream.lock.assertHeld();
        return failure != null;
    }

    @Override
    public void sent(QueuedFrame output) {
        stream.lock.assertHeld();
        queued -= output.weight();
        queuedHeld -= output.held();
        out.memory.release(output.held());
        wake();
        stream.sent(output);
    }

    @Override
    public void abort() {
        stream.reset(ErrorCode.INTERNAL_ERROR, "the handler aborted the response");
    }

    /**
     * Drops what waits; nothing more can be written.
     *
     * @param why the message of the handler's exception
     */
    void fail(String why) {
        stream.lock.assertHeld();
        if (failure == null) {
            failure = why;
        }
        queued = 0;
        out.memory.release(queuedHeld);
        queuedHeld = 0;
        wake();
    }

    /**
     * Sets when writing must be over.
     *
     * @param nanoTime 0 for no limit
     */
    void deadline(long nanoTime) {
        stream.lock.assertHeld();
        deadline = nanoTime;
        wake();
    }

    /** Returns whether the deadline has passed. */
    boolean late(long now) {
        return Deadlines.hasPassed(deadline, now);
    }

    private void wake() {
        if (writer != null) {
            LockSupport.unpark(writer);
        }
    }
}
