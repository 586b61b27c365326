package dev.weir.http.core.exchange;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.EventActions;
import org.jspecify.annotations.Nullable;

/**
 * What a handler wants to have done when its request is cancelled, and when the server is shut down.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class RequestEvents {
    private final ServerContext server;
    private final ServerRequest request;
    private final EventActions onCancel;
    /** Null while there are none; guarded by this. */
    private @Nullable EventActions onDrain;
    /** What the server has for its shutdown; null while there is nothing to do then. Guarded by this. */
    private @Nullable Runnable drain;

    RequestEvents(ServerContext server, ServerRequest request) {
        this.server = server;
        this.request = request;
        this.onCancel = new EventActions(server, request, "onCancel");
    }

    void onCancel(Runnable action) {
        onCancel.add(action);
    }

    /** Runs what is to be done on cancellation; also what was given later than that. */
    void cancelled() {
        onCancel.start();
    }

    synchronized void onDrain(Runnable action) {
        EventActions actions = onDrain;
        if (actions == null) {
            actions = new EventActions(server, request, "onDrain");
            onDrain = actions;
        }
        actions.add(action);
        if (drain == null) {
            drain = actions::start;
            server.onDrain(drain);
        } else if (server.draining()) {
            actions.start();
        }
    }

    /** Drops what is to be done at a shutdown that has not begun: the handler has returned. */
    synchronized void close() {
        if (onDrain != null) {
            onDrain.close();
        }
        if (drain != null) {
            server.dropOnDrain(drain);
        }
    }
}
