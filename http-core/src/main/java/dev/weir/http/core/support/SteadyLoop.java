package dev.weir.http.core.support;

import dev.weir.http.core.spi.ServerContext;
import java.util.concurrent.locks.LockSupport;

/**
 * The work of a thread that a server cannot live without: a turn again and again, until one says that it was the last.
 * Whatever a turn throws is survived, an {@link OutOfMemoryError} above all, as a server whose sweeper has ended still
 * listens and ends nothing that is late. It waits a while, longer each time, and goes on; nothing is allocated for that.
 *
 * <p><b>Threads.</b> {@link #run} is for one platform thread: a virtual one would need memory to wait.
 */
public final class SteadyLoop implements Runnable {
    private static final long MIN_PAUSE_NANOS = 5_000_000;
    private static final long MAX_PAUSE_NANOS = 1_000_000_000;

    /** What a loop does. */
    @FunctionalInterface
    public interface Turn {
        /**
         * Does it once.
         *
         * @return false when there is nothing more to do
         * @throws Throwable anything, which is logged and survived
         */
        boolean take() throws Throwable;
    }

    private final String message;
    private final ServerContext server;
    private final Turn turn;
    /** The loop's thread: failures that could not be logged since the last one that was. */
    private long unlogged;

    /**
     * Makes a loop.
     *
     * @param what whose work it is, for the log: {@code the sweeper}
     * @param server logs what a turn throws
     * @param turn what is done
     */
    public SteadyLoop(String what, ServerContext server, Turn turn) {
        this.message = what + " has failed, and goes on";
        this.server = server;
        this.turn = turn;
    }

    /** Takes turns until the last. */
    @Override
    public void run() {
        long pause = MIN_PAUSE_NANOS;
        boolean more = true;
        while (more) {
            try {
                more = turn.take();
                pause = MIN_PAUSE_NANOS;
            } catch (Throwable e) {
                log(e);
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
            }
        }
    }

    private void log(Throwable e) {
        try {
            server.logError(unlogged == 0 ? message : message + " (and " + unlogged + " times before)", e);
            unlogged = 0;
        } catch (Throwable noMemory) {
            // The log wants memory as well. The next line that can be written has the count.
            unlogged++;
        }
    }
}
