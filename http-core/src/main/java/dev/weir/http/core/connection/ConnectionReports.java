package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.core.spi.ServerContext;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells an application's listeners of connections; what they throw is logged.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class ConnectionReports {
    private final ServerContext context;
    private final List<ConnectionListener> listeners;

    public ConnectionReports(ServerContext context, List<ConnectionListener> listeners) {
        this.context = context;
        this.listeners = List.copyOf(listeners);
    }

    void handshake(ServerConnection connection, Handshake result, String version) {
        if (!listeners.isEmpty()) {
            SocketAddress remote = connection.remoteAddress();
            tell(listener -> listener.handshake(remote, result, version));
        }
    }

    void serving(ServerConnection connection) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.serving(connection, connection.protocol()));
        }
    }

    void closed(ServerConnection connection) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.closed(connection, connection.protocol()));
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
