package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.EventAction;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol of a connection wants to be told of: that it is to end, that it is cut, that time goes by. What its actions
 * throw is logged, so that the caller goes on to other connections.
 *
 * <p><b>Threads.</b> Any.
 */
final class ConnectionEvents {
    private final ServerContext server;
    /** For the log. */
    private volatile SocketAddress remote;

    private final EventAction onDrain = new EventAction();
    private final EventAction onCut = new EventAction();
    private volatile @Nullable Runnable tick;

    ConnectionEvents(ServerContext server, SocketAddress remote) {
        this.server = server;
        this.remote = remote;
    }

    void remote(SocketAddress address) {
        remote = address;
    }

    void onDrain(@Nullable Runnable action) {
        onDrain.set(action);
    }

    void onCut(@Nullable Runnable action) {
        onCut.set(action);
    }

    void onTick(@Nullable Runnable action) {
        tick = action;
    }

    /** It is to end gracefully; false where the protocol has no action for that, or was told before. */
    boolean drain() {
        return run(onDrain.happen(), "shutdown");
    }

    /** It is cut: a deadline that passes and a server that closes may both come here. */
    void cut() {
        run(onCut.happen(), "close");
    }

    void tick() {
        Runnable action = tick;
        if (action != null) {
            try {
                action.run();
            } catch (OutOfMemoryError e) {
                // That passes, and without ticks the deadlines of the connection's streams would not be checked.
                throw e;
            } catch (RuntimeException | Error e) {
                tick = null;
                server.logError("a tick failed and will not be repeated", e);
            }
        }
    }

    private boolean run(@Nullable Runnable action, String event) {
        if (action == null) {
            return false;
        }
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            server.logError("the protocol of " + remote + " failed on the " + event, e);
        }
        return true;
    }
}
