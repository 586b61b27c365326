package dev.weir.middleware.internal;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs actions when a time has passed, the same for all, unless they are taken out before. As the time is the same,
 * what comes last is due last: a list in the order of arrival is all it takes, and both ends of a request cost a few
 * instructions.
 *
 * <p>One virtual thread waits for what is due first, and for nothing when the list is empty. It wakes about once in
 * that time and not for each entry, as those of requests that were answered have gone by then.
 *
 * <p><b>Threads.</b> Thread-safe. Each action runs on a virtual thread of its own, as it may block.
 */
public final class ExpiryQueue implements Runnable {
    /** What is to be done, as it stands in the list. */
    public static final class Entry {
        private final @Nullable Runnable action;
        /** The time of {@link System#nanoTime} at which it is due. */
        private long due;
        /** Guarded by the queue, like the next; this one itself while it is in no list. */
        private Entry before = this;

        private Entry after = this;

        private Entry(@Nullable Runnable action) {
            this.action = action;
        }

        private void unlink() {
            before.after = after;
            after.before = before;
            before = this;
            after = this;
        }
    }

    private final long nanos;
    /** What stands between the last and the first. */
    private final Entry ends = new Entry(null);
    /** Guarded by this: whether the thread runs. */
    private boolean running;

    /**
     * Creates an empty queue.
     *
     * @param nanos how long after they were added actions run
     */
    public ExpiryQueue(long nanos) {
        this.nanos = nanos;
    }

    /**
     * Has an action run when the time has passed from now.
     *
     * @param action what to do
     * @return what to give {@link #remove}
     */
    public Entry add(Runnable action) {
        Entry entry = new Entry(action);
        boolean starts;
        synchronized (this) {
            // Read within, so that the list is in order.
            entry.due = System.nanoTime() + nanos;
            entry.before = ends.before;
            entry.after = ends;
            ends.before.after = entry;
            ends.before = entry;
            starts = !running;
            running = true;
        }
        if (starts) {
            Thread.startVirtualThread(this);
        }
        return entry;
    }

    /**
     * Takes an action out, unless it runs or has run.
     *
     * @param entry the action's
     */
    public synchronized void remove(Entry entry) {
        entry.unlink();
    }

    /** Runs all that is in the list, whether it is due or not, on the calling thread; for tests. */
    public void expire() {
        while (true) {
            Entry first;
            synchronized (this) {
                first = ends.after;
                first.unlink();
            }
            if (first == ends) {
                return;
            }
            Objects.requireNonNull(first.action).run();
        }
    }

    /** Waits for what is due, until nothing is left; for the thread that the queue itself starts. */
    @Override
    public void run() {
        while (true) {
            Entry first;
            long wait;
            synchronized (this) {
                first = ends.after;
                if (first == ends) {
                    running = false;
                    return;
                }
                wait = first.due - System.nanoTime();
                if (wait <= 0) {
                    first.unlink();
                }
            }
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else {
                Thread.startVirtualThread(Objects.requireNonNull(first.action));
            }
        }
    }
}
