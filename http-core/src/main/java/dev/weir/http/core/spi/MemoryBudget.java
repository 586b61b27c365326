package dev.weir.http.core.spi;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The bound of a server on the memory that its clients decide on: content that no handler has read, heads that are not
 * whole, what waits for clients that do not read. Beside the limits of single connections it keeps many connections
 * together from taking the whole heap. Connections take their part through a {@link MemoryShare}.
 *
 * <p>Before the bound come two steps. Memory is <em>scarce</em> above a half of it: what a client may send ahead does not
 * grow any more. It is <em>tight</em> above three quarters: connections that hold more than a small part are read from no
 * further until memory is given back, so that the last quarter is for those that want little. At the bound itself more
 * is refused.
 *
 * <p>Connections themselves take memory, even idle ones. Where they are so many that they take more than a quarter of the
 * heap, the bound is lower by as much.
 *
 * <p><b>Threads.</b> Thread-safe; without locks, but for connections that begin and end. The count is exact at any time; {@link #release} allocates nothing.
 */
public final class MemoryBudget {
    /** What connections may take beside the bound. */
    private static final long FOR_CONNECTIONS = Runtime.getRuntime().maxMemory() / 4;

    private final long limit;
    private final long forConnections;
    /** What connections take; guarded by this. */
    private long ofConnections;

    /** The bound at present, a half of it and three quarters; written under the lock. */
    private volatile long bound;

    private volatile long half;
    private volatile long threeQuarters;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    /** Threads that wait until memory is not tight, and how many there are. */
    private final ConcurrentLinkedQueue<Thread> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiters = new AtomicInteger();

    /**
     * Makes a budget of which nothing is held.
     *
     * @param limit the bound in bytes, from 1
     * @throws IllegalArgumentException for less
     */
    public MemoryBudget(long limit) {
        this(limit, FOR_CONNECTIONS);
    }

    MemoryBudget(long limit, long forConnections) {
        if (limit < 1) {
            throw new IllegalArgumentException("a budget of " + limit + " bytes");
        }
        this.limit = limit;
        this.forConnections = forConnections;
        connectionTakes(0);
    }

    /**
     * Returns the share of a new connection, which holds nothing. It is to be {@linkplain MemoryShare#close closed} at the
     * connection's end.
     *
     * @return the share
     */
    public MemoryShare share() {
        return new MemoryShare(this);
    }

    /** Connections themselves take so much more, or less where it is negative. */
    synchronized void connectionTakes(long bytes) {
        ofConnections += bytes;
        long now = Math.max(0, limit - Math.max(0, ofConnections - forConnections));
        bound = now;
        half = now / 2;
        threeQuarters = now - now / 4;
    }

    /**
     * Returns the bound, as it is where connections are not too many.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }

    /**
     * Returns how much is held: by each connection what it holds beyond its {@linkplain MemoryShare base}, in whole steps
     * of 4 KiB. May be more than the bound by what had to be {@linkplain MemoryShare#take taken}.
     *
     * @return bytes, zero where no connection holds more than its base
     */
    public long held() {
        return held.get();
    }

    /**
     * Returns how often clients were refused for want of memory.
     *
     * @return the count since the start
     */
    public long refusals() {
        return refusals.get();
    }

    void refused() {
        refusals.incrementAndGet();
    }

    /** Whether more than half of it is held. */
    boolean scarce() {
        return held.get() > half;
    }

    /** Whether more than three quarters of it are held. */
    boolean tight() {
        return held.get() > threeQuarters;
    }

    /** Takes some, if it stays within the bound. */
    boolean reserve(long bytes) {
        while (true) {
            long before = held.get();
            if (bytes > bound - before) {
                return false;
            }
            if (held.compareAndSet(before, before + bytes)) {
                return true;
            }
        }
    }

    /** Takes some whatever the bound is. */
    void take(long bytes) {
        held.addAndGet(bytes);
    }

    /** Gives some back. */
    void release(long bytes) {
        long left = held.addAndGet(-bytes);
        assert left >= 0 : "more was given back than taken: " + left;
        if (waiters.get() > 0 && left <= threeQuarters) {
            for (Thread thread = waiting.poll(); thread != null; thread = waiting.poll()) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** Waits until a share is {@linkplain MemoryShare#heavy heavy} no longer; false when the time is over first. */
    boolean awaitRelief(MemoryShare share, long nanos) {
        long until = System.nanoTime() + nanos;
        waiters.incrementAndGet();
        try {
            while (true) {
                waiting.add(Thread.currentThread());
                if (!share.heavy()) {
                    return true;
                }
                long left = until - System.nanoTime();
                if (left <= 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
                waiting.remove(Thread.currentThread());
            }
        } finally {
            waiters.decrementAndGet();
            waiting.remove(Thread.currentThread());
        }
    }
}
