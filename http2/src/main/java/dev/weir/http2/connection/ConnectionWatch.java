package dev.weir.http2.connection;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.ConnectionListener.Measure;
import dev.weir.http2.frame.ErrorCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the server's listener what becomes of a connection and its streams; where there is none, does nothing.
 *
 * <p><b>Threads.</b> Thread-safe. What is noted under the connection's lock is told once that is free.
 */
public final class ConnectionWatch {
    private final ConnectionLock lock;
    private final Connection connection;
    /** Null for none. */
    private final @Nullable ConnectionListener listener;

    ConnectionWatch(ConnectionLock lock, Connection connection, @Nullable ConnectionListener listener) {
        this.lock = lock;
        this.connection = connection;
        this.listener = listener;
    }

    /** The client has reset a stream; under the lock. */
    public void resetReceived(int stream, int code) {
        if (listener != null) {
            afterwards(told -> told.streamReset(connection, stream, false, ErrorCode.nameOf(code), ""));
        }
    }

    /** We have reset a stream; under the lock. */
    public void resetSent(int stream, ErrorCode code, String reason) {
        if (listener != null) {
            afterwards(told -> told.streamReset(connection, stream, true, code.name(), reason));
        }
    }

    /** The client has announced the connection's end; under the lock. */
    public void goAwayReceived(int code) {
        if (listener != null) {
            afterwards(told -> told.goAway(connection, false, ErrorCode.nameOf(code), ""));
        }
    }

    /** We have announced the connection's end; under the lock. */
    public void goAwaySent(ErrorCode code, String reason) {
        if (listener != null) {
            afterwards(told -> told.goAway(connection, true, code.name(), reason));
        }
    }

    /** The connection ends as its client has asked too much; without the lock. */
    public void limited(String limit, Measure measure) {
        lock.assertFree();
        if (listener != null) {
            listener.limited(connection, limit, measure);
        }
    }

    private void afterwards(Consumer<ConnectionListener> event) {
        ConnectionListener told = listener;
        if (told != null) {
            lock.afterwards(() -> event.accept(told));
        }
    }
}
