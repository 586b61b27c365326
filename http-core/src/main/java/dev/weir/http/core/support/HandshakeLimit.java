package dev.weir.http.core.support;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A limit on concurrent handshake computations, {@code maxHandshakes}. A handshake costs a thousand times as much as a small
 * request. Waiting for a client does not count, and whoever waits for a permit has no thread.
 *
 * <p><b>Threads.</b> Thread-safe; the monitor is held for a few instructions.
 */
public final class HandshakeLimit {
    /** Guarded by the monitor; so is the queue. */
    private int permits;

    private final Queue<Runnable> waiting = new ArrayDeque<>();

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
        permits = max;
    }

    /**
     * Takes a permit where one is free.
     *
     * @param granted where none is: called once, with a permit, when it is the caller's turn; maybe before this method
     *     returns, by another thread
     * @return whether a permit was taken, and the action will not be called
     */
    public synchronized boolean enter(Runnable granted) {
        if (permits > 0) {
            permits--;
            return true;
        }
        waiting.add(granted);
        return false;
    }

    /** Passes a permit on to the first that waits, or gives it back. */
    public void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                permits++;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
