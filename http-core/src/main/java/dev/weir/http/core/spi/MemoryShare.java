package dev.weir.http.core.spi;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What one connection holds of its server's {@link MemoryBudget}. A protocol {@linkplain #reserve reserves} what it is
 * about to keep for its client, and {@linkplain #release releases} just as much when it keeps it no longer; at the
 * connection's end nothing is held. A protocol that keeps little need not use it.
 *
 * <p>The first few KiB, the base, are a connection's own and do not count: a small request is served however little is
 * left, and costs the budget nothing.
 *
 * <p><b>Threads.</b> Thread-safe without locks; nothing here allocates but {@link #awaitRelief}.
 */
public final class MemoryShare {
    /** The budget is asked for so much at a time. */
    private static final int STEP = 4096;

    /** What a connection takes of the heap, idle and without TLS: its thread, buffers and objects. */
    private static final int CONNECTION = 8192;

    private static final int LEAST_BASE = 1024;
    private static final int MOST_BASE = 8192;
    private static final int LEAST_SMALL = 16 * 1024;
    private static final int MOST_SMALL = 1024 * 1024;

    private final MemoryBudget budget;
    /** What does not count: so little that thousands of connections stay small beside the heap. */
    private final int base;
    /** Above this a connection holds more than a small part. */
    private final int small;

    private final AtomicLong held = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** The thread that waits in {@link #awaitRelief}, or null. */
    private volatile @Nullable Thread waiter;

    MemoryShare(MemoryBudget budget) {
        this.budget = budget;
        this.base = Math.clamp(budget.limit() / 8192, LEAST_BASE, MOST_BASE);
        this.small = Math.clamp(budget.limit() / 256, LEAST_SMALL, MOST_SMALL);
        budget.connectionTakes(CONNECTION);
    }

    /** The connection has ended; what is still held is still to be released. For the server. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            budget.connectionTakes(-CONNECTION);
        }
    }

    /** What counts of what is held. */
    private long counted(long bytes) {
        return bytes <= base ? 0 : (bytes - base + STEP - 1) / STEP * STEP;
    }

    /**
     * Reserves memory.
     *
     * @param bytes how much, zero or more
     * @return false when there is not so much; nothing was reserved then
     */
    public boolean reserve(long bytes) {
        while (true) {
            long before = held.get();
            long more = counted(before + bytes) - counted(before);
            if (more > 0 && !budget.reserve(more)) {
                return false;
            }
            if (held.compareAndSet(before, before + bytes)) {
                return true;
            }
            budget.release(more);
        }
    }

    /**
     * Takes memory for what cannot be refused, such as an answer: the budget may be exceeded by it.
     *
     * @param bytes how much, zero or more
     */
    public void take(long bytes) {
        while (true) {
            long before = held.get();
            if (held.compareAndSet(before, before + bytes)) {
                budget.take(counted(before + bytes) - counted(before));
                return;
            }
        }
    }

    /**
     * Gives memory back.
     *
     * @param bytes how much, zero or more, and no more than is held
     */
    public void release(long bytes) {
        while (true) {
            long before = held.get();
            long after = before - bytes;
            assert after >= 0 : "more is given back than is held: " + bytes + " of " + before;
            if (held.compareAndSet(before, after)) {
                long less = counted(before) - counted(after);
                if (less > 0) {
                    budget.release(less);
                }
                break;
            }
        }
        Thread waits = waiter;
        if (waits != null) {
            LockSupport.unpark(waits);
        }
    }

    /** Counts that the client was refused something, as there was no memory for it. */
    public void refused() {
        budget.refused();
    }

    /**
     * Returns how much the connection holds.
     *
     * @return bytes, the base among them
     */
    public long held() {
        return held.get();
    }

    /**
     * Whether more than half of the budget is held: no client should be allowed to send further ahead.
     *
     * @return true while that is so
     */
    public boolean scarce() {
        return budget.scarce();
    }

    /**
     * Whether more than three quarters of the budget are held: what can be kept small is to be kept small.
     *
     * @return true while that is so
     */
    public boolean tight() {
        return budget.tight();
    }

    /**
     * Whether memory is tight and this connection holds more than a small part of it: it is to take nothing more from
     * its client for now.
     *
     * @return true while that is so
     */
    public boolean heavy() {
        return held.get() > small && budget.tight();
    }

    /**
     * Waits while this is {@linkplain #heavy heavy}; for one thread at a time.
     *
     * @param nanos how long at most
     * @return false when it still is, or the thread was interrupted
     */
    public boolean awaitRelief(long nanos) {
        waiter = Thread.currentThread();
        try {
            return budget.awaitRelief(this, nanos);
        } finally {
            waiter = null;
        }
    }
}
