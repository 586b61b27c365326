package dev.weir.http.core.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * How a connection's thread lets others run before it goes on. A virtual thread that yields goes to the end of its
 * carrier's own queue as long as that is not empty, ahead of threads that others wake or start: under full load a few
 * connections could go round among themselves while new ones wait. So every so often it goes to the end of the common
 * queue, where threads that are started go: one is, only to wake this one. (A short timed park would go there too, at
 * the price of a timer's thread and its two switches.)
 *
 * <p><b>Threads.</b> One object for each connection, for its thread alone.
 */
public final class Courtesy {
    /** How many turns pass from one at the back to the next; a power of two. */
    private static final int TO_THE_BACK = 8;

    private static final Thread.Builder WAKERS = Thread.ofVirtual().name("weir-turn");

    private int turns;

    /** Makes a connection's. */
    public Courtesy() {}

    /** Lets others run; the calling thread must be virtual. */
    public void giveWay() {
        if ((++turns & TO_THE_BACK - 1) == 0) {
            Thread waiting = Thread.currentThread();
            WAKERS.start(() -> LockSupport.unpark(waiting));
            LockSupport.park(this);
        } else {
            Thread.yield();
        }
    }
}
