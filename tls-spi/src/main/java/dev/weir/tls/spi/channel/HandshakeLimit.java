package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A limit on concurrent handshake computations. A handshake costs a thousand times as much as a small request, and
 * virtual threads are not preempted: without a limit many new clients would starve the established connections. Waiting
 * for a client does not count.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class HandshakeLimit {
    private final Semaphore permits;

    /**
     * Creates a limit.
     *
     * @param max the maximum number of concurrent computations, at least 1
     * @throws IllegalArgumentException when it is less
     */
    public HandshakeLimit(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("the limit of concurrent handshakes must be at least 1, not " + max);
        }
        permits = new Semaphore(max, true);
    }

    /**
     * Acquires a permit.
     *
     * @param deadline when to give up, as {@link System#nanoTime}; 0 for never
     * @throws TlsException when the deadline has passed
     */
    void enter(long deadline) throws TlsException, InterruptedIOException {
        try {
            if (deadline == 0) {
                permits.acquire();
            } else if (!permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new ChannelRefusal(
                        "the handshake's deadline passed while it waited for other handshakes",
                        ChannelRefusal.INTERNAL_ERROR);
            }
            yieldToOthers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for other handshakes");
        }
    }

    /**
     * Moves this thread to the end of the scheduler's shared queue, so that the threads of established connections run
     * first. When many clients send at once, one poll wakes all their threads into a carrier's own queue, and a thread
     * that {@link Semaphore#release} wakes runs next on its carrier: either would compute before the rest. A timed park
     * that expires immediately has a timer thread submit this thread to the shared queue. It keeps its permit
     * meanwhile, and the other handshakes stay parked.
     */
    private void yieldToOthers() {
        LockSupport.parkNanos(this, 1);
    }

    /** Releases the permit. */
    void leave() {
        permits.release();
    }
}
