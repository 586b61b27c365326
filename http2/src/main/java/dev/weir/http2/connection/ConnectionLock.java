package dev.weir.http2.connection;

import dev.weir.http.core.support.HandOver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of a connection: it guards the streams and all that they share, and is not held during I/O or while code of
 * the user's runs. Assertions check which thread holds it.
 */
public final class ConnectionLock {
    /** Far more than a piece of computation takes. */
    private static final long PATIENCE_MILLIS = 20;

    private final ReentrantLock lock = new ReentrantLock();

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

    public void unlock() {
        lock.unlock();
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
