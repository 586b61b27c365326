package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.TlsException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How many handshakes may compute at once. A handshake is a thousand times the work of a small request, and a thread is
 * not taken off its processor in the midst of it: unbounded, a crowd of new clients would starve those that are served.
 * Only computing counts, not waiting for a client.
 *
 * <p><b>Threads.</b> Thread-safe; the permits are its only state.
 */
public final class HandshakeLimit {
    private final Semaphore permits;

    /**
     * Makes a limit.
     *
     * @param most how many, at least 1
     * @throws IllegalArgumentException when it is less
     */
    public HandshakeLimit(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one handshake at once, not " + most);
        }
        permits = new Semaphore(most, true);
    }

    /**
     * Waits for its turn.
     *
     * @param until when to give up, as {@link System#nanoTime}; 0 for never
     * @throws TlsException when the time is over
     */
    void enter(long until) throws TlsException, InterruptedIOException {
        try {
            if (until == 0) {
                permits.acquire();
            } else if (!permits.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new ChannelRefusal("too many handshakes went before this one", ChannelRefusal.INTERNAL_ERROR);
            }
            yieldToOthers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the handshake");
        }
    }

    /**
     * Lets others run first. When many clients speak at once, their threads are woken in one go and stand in a
     * carrier's own queue, ahead of those that are served; and one that a release wakes runs next on its carrier. Who
     * computed there would go before everybody. A timer's thread puts this one into the common queue, by a timed park
     * that is over at once. It keeps its turn meanwhile: the others of the crowd wait for it in no queue at all.
     */
    private void yieldToOthers() {
        LockSupport.parkNanos(this, 1);
    }

    void leave() {
        permits.release();
    }
}
