package dev.weir.http.core.spi;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of what a server does, kept by its protocols.
 *
 * <p><b>Threads.</b> Thread-safe; each count is exact once the threads that count have stopped.
 */
public final class Counters {
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder tunnelsOpened = new LongAdder();
    private final LongAdder tunnelsClosed = new LongAdder();
    /** By kind. */
    private final ConcurrentHashMap<String, LongAdder> abuse = new ConcurrentHashMap<>();

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
     * A handler has accepted a tunnel: {@link dev.weir.http.api.TunnelRequest#accept}. {@link #tunnelClosed} follows, once for
     * each.
     */
    public void tunnelOpened() {
        tunnelsOpened.increment();
    }

    /** A tunnel is closed, by its handler or as that has ended. */
    public void tunnelClosed() {
        tunnelsClosed.increment();
    }

    /**
     * A client has made the server do what is of no use to itself.
     *
     * @param kind what it was: one of the few names that a protocol has for it, and none that a client chooses, as each
     *     is kept for as long as the server
     */
    public void abuse(String kind) {
        LongAdder count = abuse.get(kind);
        if (count == null) {
            count = abuse.computeIfAbsent(kind, _ -> new LongAdder());
        }
        count.increment();
    }

    /**
     * What clients have made the server do that was of no use to themselves.
     *
     * @return how often, by kind; what has not happened is not in it
     */
    public Map<String, Long> abuse() {
        Map<String, Long> counts = new TreeMap<>();
        abuse.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
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

    /**
     * Tunnels that are open.
     *
     * @return zero or more
     */
    public long openTunnels() {
        // In this order, as for handlers.
        long closed = tunnelsClosed.sum();
        return Math.max(0, tunnelsOpened.sum() - closed);
    }

    /**
     * Tunnels that were accepted, those that are open among them.
     *
     * @return zero or more
     */
    public long tunnels() {
        return tunnelsOpened.sum();
    }
}
