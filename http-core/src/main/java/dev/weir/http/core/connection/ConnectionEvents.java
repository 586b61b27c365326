package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.EventAction;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol of a connection wants to be told of: that it is to end, as the server ends or the connection is old, that it is
 * cut, that time goes by. What its actions throw is logged, so that the caller goes on to other connections.
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

    private final ConnectionRegistry registry;
    /** When it is old, by {@link System#nanoTime}; 0 for never. */
    private volatile long oldAt;

    private volatile boolean old;
    /** Who shuts the server down has told it. For that thread. */
    private boolean told;

    ConnectionEvents(ConnectionRegistry registry, SocketAddress remote) {
        this.registry = registry;
        this.server = registry.context();
        this.oldAt = registry.oldAt();
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

    /** It was taken over: it has no ticks any more, and no age. */
    void hijacked() {
        tick = null;
        oldAt = 0;
    }

    /** Whether it is so old that it is to end with its next answer. */
    boolean old() {
        return old;
    }

    /** Whether the protocol ends the connection by itself when it hears of a shutdown. */
    boolean handlesDrain() {
        return onDrain.isSet();
    }

    /** It is to end gracefully; false where the protocol has no action for that, or was told of its age. */
    boolean drain() {
        if (told) {
            return true;
        }
        told = true;
        return run(onDrain.happen(), "shutdown");
    }

    /** It is cut: a deadline that passes and a server that closes may both come here. */
    void cut() {
        run(onCut.happen(), "close");
    }

    void tick(long now) {
        if (!old && Deadlines.hasPassed(oldAt, now)) {
            old = true;
            registry.countOld();
            run(onDrain.happen(), "age of its connection");
        }
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
