package dev.weir.http.core.support;

import dev.weir.http.core.spi.ServerContext;
import java.util.ArrayDeque;

/**
 * The actions to run when something happens to a request or a tunnel: its cancellation, or the server's shutdown. They are an
 * application's code, and the thread that brings the news may be the one that reads for all streams of a connection, or the one
 * that watches the deadlines of all connections: so they run on a thread of their own, one after the other in the order in
 * which they came. One that throws is logged; one that blocks holds up those after it alone.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class EventActions {
    private final ServerContext server;
    /** The request or tunnel, for logs. */
    private final Object owner;
    /** The method that takes them, for logs and the thread's name. */
    private final String method;
    /** Guarded by this. */
    private final ArrayDeque<Runnable> due = new ArrayDeque<>(2);
    /** Whether a thread runs them; guarded by this. */
    private boolean running;
    /** Whether its owner is over; guarded by this. */
    private boolean closed;

    /**
     * Makes an empty set.
     *
     * @param owner the request or tunnel, for logs
     * @param method the method that takes the actions, for logs and the thread's name
     */
    public EventActions(ServerContext server, Object owner, String method) {
        this.server = server;
        this.owner = owner;
        this.method = method;
    }

    /** Adds an action, unless its owner is over. */
    public synchronized void add(Runnable action) {
        if (!closed) {
            due.add(action);
        }
    }

    /** Drops the actions, unless a thread runs them already, as their owner is over. */
    public synchronized void close() {
        closed = true;
        if (!running) {
            due.clear();
        }
    }

    /** Runs the actions, unless a thread does that already. */
    public void start() {
        synchronized (this) {
            if (running || due.isEmpty()) {
                return;
            }
            running = true;
        }
        Thread.ofVirtual().name("weir-" + method).start(this::runAll);
    }

    private void runAll() {
        for (Runnable action = next(); action != null; action = next()) {
            try {
                action.run();
            } catch (Throwable thrown) {
                report(thrown);
            }
            // An interrupt that one action leaves is not the next one's.
            Thread.interrupted();
        }
    }

    private synchronized Runnable next() {
        Runnable next = due.poll();
        running = next != null;
        return next;
    }

    private void report(Throwable thrown) {
        try {
            server.logError("an " + method + " action of " + owner + " failed", thrown);
        } catch (RuntimeException | Error e) {
            // What was thrown fails itself when it is asked for its message.
            server.logError(
                    "an " + method + " action of " + owner + " failed with "
                            + thrown.getClass().getName() + ", which cannot be logged: "
                            + e.getClass().getName(),
                    null);
        }
    }
}
