package dev.weir.http.core.connection;

import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * When reading and writing of one connection must be over, and whether that time has passed. Times are those of
 * {@link System#nanoTime}, or 0 for none.
 *
 * <p><b>Threads.</b> Deadlines may be set by any thread; they expire on the sweeper's.
 */
final class IoDeadlines {
    private volatile long read;
    private volatile long write;
    private volatile boolean readExpired;
    private volatile boolean writeExpired;

    void read(long nanoTime) {
        read = nanoTime;
    }

    void write(long nanoTime) {
        write = nanoTime;
    }

    void clear() {
        read = 0;
        write = 0;
    }

    /** Whether the write deadline has passed by now, whether or not it has expired. */
    boolean writeIsOver(long now) {
        return Deadlines.hasPassed(write, now);
    }

    /** Lets the read deadline expire if it has passed; true the first time. */
    boolean expireRead(long now) {
        if (readExpired || !Deadlines.hasPassed(read, now)) {
            return false;
        }
        readExpired = true;
        return true;
    }

    boolean writeExpired() {
        return writeExpired;
    }

    void writeExpired(boolean expired) {
        writeExpired = expired;
    }

    /** What a read throws that has failed, or has met the end. */
    IOException readFailure(IOException cause) {
        return readExpired || writeExpired ? timeout(cause) : cause;
    }

    /** Whether the end that a read has met is that of the deadline. */
    boolean readExpired() {
        return readExpired;
    }

    /** What a write throws that has failed. */
    IOException writeFailure(IOException cause) {
        return writeExpired ? timeout(cause) : cause;
    }

    SocketTimeoutException timeout(@Nullable IOException cause) {
        SocketTimeoutException timeout = new SocketTimeoutException(
                writeExpired ? "the write deadline has passed" : "the read deadline has passed");
        timeout.initCause(cause);
        return timeout;
    }
}
