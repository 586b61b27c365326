package dev.weir.http.core.spi;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of what a server does, kept by its protocols.
 *
 * <p><b>Threads.</b> Thread-safe; each count is exact once those who count have come to rest.
 */
public final class Counters {
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Makes counters that are all zero. */
    public Counters() {}

    /** A handler begins to run. */
    public void handlerStarted() {
        started.increment();
    }

    /** A handler has returned or thrown. */
    public void handlerEnded() {
        ended.increment();
    }

    /** A running handler's request was cancelled, as its client has gone. */
    public void handlerCancelled() {
        cancelled.increment();
    }

    /** A handler has thrown what is no answer. */
    public void handlerFailed() {
        failed.increment();
    }

    /**
     * Handlers that run now.
     *
     * @return zero or more
     */
    public long running() {
        // In this order, so that a handler that ends between the two is counted as running, never as less than none.
        long done = ended.sum();
        return Math.max(0, started.sum() - done);
    }

    /**
     * Requests whose handler has ended.
     *
     * @return zero or more
     */
    public long served() {
        return ended.sum();
    }

    /**
     * Requests that were cancelled while their handler ran.
     *
     * @return zero or more
     */
    public long cancelled() {
        return cancelled.sum();
    }

    /**
     * Handlers that threw what is no answer.
     *
     * @return zero or more
     */
    public long failed() {
        return failed.sum();
    }
}
