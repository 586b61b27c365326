package dev.weir.http.core.support;

import dev.weir.http.core.spi.Connection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The last stage of a connection whose client still sends (RFC 9112 section 9.6): what comes is read and dropped for a
 * while, as closing with bytes unread resets the connection, and a reset can take the answer from a client that has not
 * read it.
 */
public final class Lingering {
    /**
     * How much is dropped at least. A client that sends an upload in one go and only then looks for the answer gets past
     * this much, a picture for example. One that sends as fast as it can makes us read no more than that: hundreds of
     * megabytes would fit into half a second. A larger {@code maxDrainBytes} counts here as well.
     */
    private static final int LEAST_BYTES = 1 << 20;

    private Lingering() {}

    /** Reads once. */
    @FunctionalInterface
    public interface Source {
        /**
         * Reads and drops what has come.
         *
         * @return how many bytes; -1 at the end of what the client sends
         * @throws IOException when the connection is gone, or the read deadline has passed
         */
        int drop() throws IOException;
    }

    /**
     * Drops what comes until the client ends, the time is over, or it was enough. In the last case nothing more is read, so
     * that the client cannot send any more, and the rest of the time is left to it to read the answer in.
     *
     * @param connection the connection, whose output was closed; its read deadline and its action for a cut are set
     * @param nanos how long; more than zero
     * @param source reads
     * @throws IOException when the connection is gone, or the time is over
     */
    public static void readOn(Connection connection, long nanos, Source source) throws IOException {
        long until = System.nanoTime() + nanos;
        connection.readDeadline(Deadlines.of(until));
        long left = Math.max(LEAST_BYTES, connection.server().config().maxDrainBytes());
        while (left > 0) {
            int n = source.drop();
            if (n < 0) {
                return;
            }
            left -= n;
        }
        awaitCut(connection, until);
    }

    /**
     * Waits until the time is over, where nothing more can be read, or the connection is cut.
     *
     * @param connection the connection, whose output was closed; its action for a cut is set
     * @param nanos how long; more than zero
     * @throws IOException when the thread is interrupted
     */
    public static void await(Connection connection, long nanos) throws IOException {
        awaitCut(connection, System.nanoTime() + nanos);
    }

    private static void awaitCut(Connection connection, long until) throws IOException {
        Thread waiting = Thread.currentThread();
        AtomicBoolean cut = new AtomicBoolean();
        connection.onCut(() -> {
            cut.set(true);
            LockSupport.unpark(waiting);
        });
        for (long left = until - System.nanoTime(); left > 0 && !cut.get(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(cut, left);
            if (waiting.isInterrupted()) {
                throw new InterruptedIOException("interrupted while lingering");
            }
        }
    }
}
