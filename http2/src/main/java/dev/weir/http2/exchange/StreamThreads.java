package dev.weir.http2.exchange;

import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.FrameFlusher;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run the handlers of a connection. Most handlers are short, and for them a thread of their own is the
 * larger part of the cost: one worker runs the streams of a batch in order, while the connection's thread lets it go
 * first. The streams that the worker has not begun by then get threads of their own at once. Where the worker is
 * blocked, handlers block, and so the next streams get threads of their own from the start.
 *
 * <p>The worker is kept from batch to batch, as a thread that is woken goes into its carrier's own queue, ahead of the
 * connection's thread that yields; one that is started goes to the end of the common one.
 *
 * <p>Where other carriers are free, one of them may run the worker beside the connection's thread. Then that waits for
 * the worker while it makes progress: to start threads for streams that are about to be run, and another to send their
 * answers, costs more than both together (docs/performance.md).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, but for {@link #awaitProgress} and what the threads made here
 * run.
 */
public final class StreamThreads {
    /** How many streams have threads of their own after a handler was seen to block, before a worker is tried again. */
    private static final int BLOCKING = 256;

    /**
     * How long the worker may run one stream while the connection's thread spins: about what it costs to start a
     * thread, so that waiting without success costs no more than not waiting.
     */
    private static final long PATIENCE_NANOS = 2_000;

    private static final Thread.Builder THREADS = Thread.ofVirtual().name("weir-stream");

    private final StreamHandlers handlers;
    private final ConnectionLock lock;
    private final FrameFlusher out;
    /** What the worker is to run, in order. */
    private final ArrayDeque<Http2Stream> queue = new ArrayDeque<>();
    /** The thread that runs the queue, or waits for it to be filled; null for none. */
    private @Nullable Thread worker;
    /** Whether the worker waits. */
    private boolean resting;
    /** Whether it was given work since the last tick. */
    private boolean used;
    /** How many of the next streams get threads of their own. */
    private int alone;
    /** How many streams of the batch the worker has not come to the end of. Written under the lock. */
    private volatile int unfinished;

    StreamThreads(StreamHandlers handlers, ConnectionLock lock, FrameFlusher out) {
        this.handlers = handlers;
        this.lock = lock;
        this.out = out;
    }

    /** Has a stream of a batch run, at the latest at {@link #startBatch}. */
    void run(Http2Stream stream) {
        lock.assertHeld();
        if (alone > 0) {
            alone--;
            runAlone(stream);
        } else {
            queue.add(stream);
        }
    }

    /** Has a stream run on a thread of its own. */
    void runAlone(Http2Stream stream) {
        lock.assertHeld();
        boolean started = false;
        try {
            THREADS.start(() -> runAll(stream));
            started = true;
        } catch (OutOfMemoryError e) {
            out.noteNoMemory();
        } finally {
            if (!started) {
                handlers.cannotRun(stream);
            }
        }
    }

    /**
     * Starts the handlers of a batch, as its frames were handled: wakes or starts the worker.
     *
     * @return the worker if it has several streams to run; null when it is not worth waiting for
     */
    public @Nullable Thread startBatch() {
        lock.assertHeld();
        if (queue.isEmpty()) {
            return null;
        }
        used = true;
        unfinished = queue.size();
        if (worker == null) {
            worker = startWorker();
        } else if (resting) {
            resting = false;
            LockSupport.unpark(worker);
        }
        return unfinished > 1 ? worker : null;
    }

    /**
     * Starts a thread that runs the queue; null where there is no memory for one, so that {@link #handOff} empties the
     * queue.
     */
    private @Nullable Thread startWorker() {
        try {
            return THREADS.start(this::work);
        } catch (OutOfMemoryError e) {
            out.noteNoMemory();
            return null;
        }
    }

    /** Spins while the worker makes progress on another carrier; the connection's thread, without the lock. */
    public void awaitProgress(@Nullable Thread working) {
        int seen = unfinished;
        if (working == null || seen == 0) {
            return;
        }
        long since = System.nanoTime();
        long now = since;
        while (now - since < PATIENCE_NANOS && working.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
            now = System.nanoTime();
            int left = unfinished;
            if (left == 0) {
                return;
            }
            if (left != seen) {
                seen = left;
                since = now;
            }
        }
    }

    /** Gives what the worker has not begun to threads of their own. */
    public void handOff() {
        lock.assertHeld();
        if (queue.isEmpty()) {
            return;
        }
        if (worker != null) {
            Thread.State state = worker.getState();
            if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
                alone = BLOCKING;
            }
            worker = null;
        }
        while (!queue.isEmpty()) {
            runAlone(queue.poll());
        }
    }

    /** Returns the next stream for the thread that has just run one; null when there is none. */
    @Nullable
    Http2Stream next() {
        lock.assertHeld();
        return Thread.currentThread() == worker ? poll() : null;
    }

    private @Nullable Http2Stream poll() {
        Http2Stream next = queue.poll();
        unfinished = next == null ? 0 : queue.size() + 1;
        return next;
    }

    /** Returns the next stream for the worker, which waits for it; null when another has become the worker. */
    private @Nullable Http2Stream awaitNext() {
        while (Thread.currentThread() == worker) {
            Http2Stream next = poll();
            if (next != null) {
                return next;
            }
            resting = true;
            lock.await(Long.MAX_VALUE);
            // A handler may have passed its thread to code that interrupts it.
            Thread.interrupted();
        }
        return null;
    }

    /** Ends a worker that had nothing to do since this was called last. */
    public void tick() {
        lock.assertHeld();
        if (resting && !used) {
            endWorker();
        }
        used = false;
    }

    /** Drops what was not begun and ends the worker, as the connection has ended. */
    void close() {
        lock.assertHeld();
        for (Http2Stream stream : queue) {
            stream.releaseHead();
        }
        queue.clear();
        endWorker();
    }

    private void endWorker() {
        if (resting) {
            resting = false;
            LockSupport.unpark(worker);
        }
        worker = null;
    }

    // ---- the threads made here, without the lock

    private void work() {
        while (true) {
            Http2Stream stream;
            lock.lock();
            try {
                stream = awaitNext();
            } finally {
                lock.unlock();
            }
            if (stream == null) {
                return;
            }
            runAll(stream);
        }
    }

    /** Runs a stream, and those that are to follow it on the same thread. */
    private void runAll(Http2Stream first) {
        Http2Stream stream = first;
        while (stream != null) {
            stream = handlers.runHandler(stream);
        }
    }
}
