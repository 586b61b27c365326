package dev.weir.http2.connection;

import dev.weir.http.core.support.HandOver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a connection: it guards the streams and all that they share, and is not held during I/O or while code of
 * the user's runs. Assertions check which thread holds it.
 */
public final class ConnectionLock {
    /** Far more than a piece of computation takes. */
    private static final long PATIENCE_MILLIS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    /** What is to be done once the lock is free; null for nothing. Guarded by it. */
    private @Nullable List<Runnable> afterwards;

    public void lock() {
        lock.lock();
    }

    /**
     * Takes the lock unless it is held for longer than it ever should be, by a scheduler of the user's that blocks for example.
     *
     * @return false where it was not taken
     */
    public boolean tryLock() {
        try {
            return lock.tryLock() || lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lock.tryLock();
        }
    }

    /** Releases the lock, and does what was to be done {@linkplain #afterwards afterwards}. */
    public void unlock() {
        if (afterwards == null) {
            lock.unlock();
        } else {
            unlockAndRun(List::forEach);
        }
    }

    /** Releases the lock on a thread that works for other connections too: what is to be done afterwards has one of its own. */
    public void unlockAside() {
        if (afterwards == null) {
            lock.unlock();
        } else {
            unlockAndRun((due, run) -> Thread.ofVirtual().name("weir-report").start(() -> due.forEach(run)));
        }
    }

    /**
     * Has an action run when the lock is released next, without it: code of the user's may run there. Not in the midst of
     * {@link #await}, whose thread may miss what wakes it by that.
     *
     * @param action throws nothing
     */
    public void afterwards(Runnable action) {
        assertHeld();
        List<Runnable> due = afterwards;
        if (due == null) {
            due = new ArrayList<>(2);
            afterwards = due;
        }
        due.add(action);
    }

    private void unlockAndRun(BiConsumer<List<Runnable>, Consumer<Runnable>> runner) {
        List<Runnable> due = lock.getHoldCount() == 1 ? afterwards : null;
        if (due != null) {
            afterwards = null;
        }
        lock.unlock();
        if (due != null) {
            try {
                runner.accept(due, Runnable::run);
            } catch (RuntimeException | Error e) {
                // There is no memory for it, or for the line that says so: whoever releases the lock goes on all the
                // same.
                assert e instanceof VirtualMachineError : e;
            }
        }
    }

    /** Asserts that the current thread holds the lock. */
    public void assertHeld() {
        assert lock.isHeldByCurrentThread() : "the connection's lock is not held";
    }

    /** Asserts that the current thread does not hold the lock. */
    public void assertFree() {
        assert !lock.isHeldByCurrentThread() : "the connection's lock is held";
    }

    /**
     * Releases the lock until the current thread is unparked or interrupted, or the time is over; then takes it again.
     *
     * @param nanos the time; Long.MAX_VALUE for no limit, which needs no timer
     */
    public void await(long nanos) {
        assertHeld();
        HandOver.beforeWaiting();
        lock.unlock();
        try {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            lock.lock();
        }
    }
}
