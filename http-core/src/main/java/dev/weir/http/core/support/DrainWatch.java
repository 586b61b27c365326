package dev.weir.http.core.support;

import dev.weir.http.core.spi.ServerContext;

/**
 * What one request or tunnel wants to have done when a graceful shutdown begins while it lasts. The actions run on a thread of
 * their own, in the order in which they came; what they throw is logged.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class DrainWatch {
    private final ServerContext server;
    private final EventActions actions;
    /** The same object for the server to drop as it was given. */
    private final Runnable start;
    /** Whether the server has it; guarded by this. */
    private boolean registered;
    /** Guarded by this. */
    private boolean closed;

    /**
     * Makes one without actions.
     *
     * @param owner the request or tunnel, for logs
     */
    public DrainWatch(ServerContext server, Object owner) {
        this.server = server;
        this.actions = new EventActions(server, owner, "onDrain");
        this.start = actions::start;
    }

    /** Adds an action, which runs at once when the shutdown has begun; does nothing when the owner is over. */
    public synchronized void add(Runnable action) {
        if (closed) {
            return;
        }
        actions.add(action);
        if (!registered) {
            registered = true;
            server.onDrain(start);
        } else if (server.draining()) {
            actions.start();
        }
    }

    /** Drops the actions, unless a thread runs them already, as their owner is over. */
    public synchronized void close() {
        closed = true;
        actions.close();
        if (registered) {
            server.dropOnDrain(start);
        }
    }
}
