package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.ServerContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells an application's listeners of connections; what they throw is logged.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class ConnectionReports implements ConnectionListener {
    private final ServerContext context;
    private final List<ConnectionListener> listeners;

    public ConnectionReports(ServerContext context, List<ConnectionListener> listeners) {
        this.context = context;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns whether there is a listener. */
    boolean any() {
        return !listeners.isEmpty();
    }

    @Override
    public void handshakeBegins(ConnectionInfo connection) {
        if (any()) {
            tell(listener -> listener.handshakeBegins(connection));
        }
    }

    @Override
    public void handshake(ConnectionInfo connection, Handshake result, String version) {
        if (any()) {
            tell(listener -> listener.handshake(connection, result, version));
        }
    }

    @Override
    public void serving(ConnectionInfo connection, String protocol) {
        if (any()) {
            tell(listener -> listener.serving(connection, protocol));
        }
    }

    @Override
    public void closed(ConnectionInfo connection, String protocol) {
        if (any()) {
            tell(listener -> listener.closed(connection, protocol));
        }
    }

    @Override
    public void streamReset(ConnectionInfo connection, int stream, boolean byServer, String code, String reason) {
        tell(listener -> listener.streamReset(connection, stream, byServer, code, reason));
    }

    @Override
    public void goAway(ConnectionInfo connection, boolean byServer, String code, String reason) {
        tell(listener -> listener.goAway(connection, byServer, code, reason));
    }

    @Override
    public void limited(ConnectionInfo connection, String limit, Measure measure) {
        tell(listener -> listener.limited(connection, limit, measure));
    }

    @Override
    public void shutdownBegins(ServerContext server, Duration grace) {
        tell(listener -> listener.shutdownBegins(server, grace));
    }

    @Override
    public void shutdownEnds(ServerContext server, int cut) {
        tell(listener -> listener.shutdownEnds(server, cut));
    }

    /** The sweeper has cut a connection, whose client is too slow. */
    static void cut(ServerConnection connection, boolean late) {
        ConnectionReports watched = connection.reports;
        if (watched != null && watched.any()) {
            String limit = late ? "the write deadline has passed" : "the client takes nothing";
            // The sweeper looks after other connections too.
            Thread.ofVirtual().name("weir-report").start(() -> watched.limited(connection, limit, Measure.CUT));
        }
    }

    private void tell(Consumer<ConnectionListener> event) {
        for (ConnectionListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                context.logError("a connection listener failed", e);
            }
        }
    }
}
