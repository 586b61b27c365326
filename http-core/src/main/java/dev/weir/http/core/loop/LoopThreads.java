package dev.weir.http.core.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads that lead loops. One that was relieved ends its step and then waits for a loop that needs a leader; after
 * some time without one it ends.
 *
 * <p><b>Threads.</b> Thread-safe; the list of those that wait is guarded by this.
 */
final class LoopThreads {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Starts threads. */
    @FunctionalInterface
    interface Starter {
        /**
         * Starts one.
         *
         * @throws OutOfMemoryError when there is none to be had
         */
        void start(String name, Runnable task);
    }

    private final String name;
    private final Starter starter;
    private final long idleNanos;
    /** Those that wait, the last to come first. */
    private @Nullable LoopThread waiting;

    private int made;
    private boolean closed;

    LoopThreads(String name) {
        this(name, (own, task) -> Thread.ofPlatform().daemon().name(own).start(task), IDLE_NANOS);
    }

    /**
     * As the other, with what a test decides.
     *
     * @param idleNanos how long a thread without a loop waits for one
     */
    LoopThreads(String name, Starter starter, long idleNanos) {
        this.name = name;
        this.starter = starter;
        this.idleNanos = idleNanos;
    }

    /**
     * Has a thread lead a loop.
     *
     * @throws OutOfMemoryError when no thread waits and none can be started
     */
    void lead(Loop loop, long term) {
        LoopThread thread;
        int number;
        synchronized (this) {
            thread = waiting;
            if (thread != null) {
                waiting = thread.next;
                thread.take(loop, term);
            }
            number = ++made;
        }
        if (thread != null) {
            LockSupport.unpark(thread.own);
        } else {
            LoopThread started = new LoopThread();
            started.take(loop, term);
            starter.start("weir-loop-" + name + "-" + number, started);
        }
    }

    /** Ends those that wait, and those that would. */
    synchronized void close() {
        closed = true;
        for (LoopThread thread = waiting; thread != null; thread = thread.next) {
            LockSupport.unpark(thread.own);
        }
    }

    private synchronized boolean begin(LoopThread thread) {
        if (closed) {
            return false;
        }
        thread.next = waiting;
        waiting = thread;
        return true;
    }

    /** Takes one off the list that has waited for long enough; false when it has got a loop at the last moment. */
    private synchronized boolean giveUp(LoopThread thread) {
        if (thread.loop != null) {
            return false;
        }
        LoopThread before = null;
        for (LoopThread other = waiting; other != null; other = other.next) {
            if (other == thread) {
                if (before == null) {
                    waiting = thread.next;
                } else {
                    before.next = thread.next;
                }
            }
            before = other;
        }
        return true;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private final class LoopThread implements Runnable {
        /** Set as it begins. */
        private @Nullable Thread own;
        /** What it is to lead; null while it waits. Written under the monitor, or before it starts. */
        private volatile @Nullable Loop loop;

        private long term;
        private @Nullable LoopThread next;

        private void take(Loop given, long from) {
            term = from;
            loop = given;
        }

        @Override
        public void run() {
            own = Thread.currentThread();
            do {
                Loop given = loop;
                assert given != null : "a thread begins without a loop";
                loop = null;
                given.lead(term);
                // Left by a handler: it would not wait any more.
                boolean _ = Thread.interrupted();
            } while (begin(this) && awaitLoop());
        }

        private boolean awaitLoop() {
            long until = System.nanoTime() + idleNanos;
            while (loop == null) {
                long left = until - System.nanoTime();
                if (left <= 0 || isClosed()) {
                    return !giveUp(this);
                }
                LockSupport.parkNanos(this, left);
                // By whoever got hold of the thread while it ran a handler: it would not wait any more.
                boolean _ = Thread.interrupted();
            }
            return true;
        }
    }
}
