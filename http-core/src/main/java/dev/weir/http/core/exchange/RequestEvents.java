package dev.weir.http.core.exchange;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.DrainWatch;
import dev.weir.http.core.support.EventActions;

/**
 * What a handler wants to have done when its request is cancelled, and when the server is shut down.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class RequestEvents {
    private final EventActions onCancel;
    private final DrainWatch onDrain;

    RequestEvents(ServerContext server, ServerRequest request) {
        this.onCancel = new EventActions(server, request, "onCancel");
        this.onDrain = new DrainWatch(server, request);
    }

    void onCancel(Runnable action) {
        onCancel.add(action);
    }

    /** Runs what is to be done on cancellation; also what was given later than that. */
    void cancelled() {
        onCancel.start();
    }

    void onDrain(Runnable action) {
        onDrain.add(action);
    }

    /** Drops what is to be done at a shutdown that has not begun: the handler has returned. */
    void close() {
        onDrain.close();
    }
}
