package dev.weir.http.core.support;

import java.util.concurrent.locks.LockSupport;

/**
 * How a connection's thread lets others run before it goes on. A virtual thread that yields goes to the end of its
 * carrier's own queue as long as that is not empty, ahead of threads that others wake or start: under full load a few
 * connections could go round among themselves while new ones wait. So every so often it goes to the end of the common
 * queue, by a timed park that is over at once: it is a timer's thread then that wakes it. (A virtual thread that wakes it
 * puts it into the carrier's own queue again: that was tried, and shut others out for 100 ms.)
 *
 * <p><b>Threads.</b> One object for each connection, for its thread alone.
 */
public final class FairYield {
    /** How many turns pass from one at the back to the next; a power of two. */
    private static final int TO_THE_BACK = 16;

    private int turns;

    /** Makes a connection's. */
    public FairYield() {}

    /** Lets others run; the calling thread must be virtual. */
    public void yield() {
        if ((++turns & TO_THE_BACK - 1) == 0) {
            LockSupport.parkNanos(this, 1);
        } else {
            Thread.yield();
        }
    }
}
