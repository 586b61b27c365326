package dev.weir.http.core.exchange;

import dev.weir.http.core.spi.ServerContext;
import java.util.ArrayDeque;

/**
 * The actions to run when a request is cancelled. They are an application's code, and the thread that cancels may be the
 * one that reads for all streams of a connection, or the one that watches the deadlines of all connections: so they run on
 * a thread of their own, one after the other in the order in which they came. One that throws is logged; one that blocks
 * holds up those after it alone.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class CancelActions {
    private static final Thread.Builder THREADS = Thread.ofVirtual().name("weir-cancel");

    private final ServerContext server;
    private final ServerRequest request;
    /** Guarded by this. */
    private final ArrayDeque<Runnable> due = new ArrayDeque<>(2);
    /** Whether a thread runs them; guarded by this. */
    private boolean running;

    CancelActions(ServerContext server, ServerRequest request) {
        this.server = server;
        this.request = request;
    }

    synchronized void add(Runnable action) {
        due.add(action);
    }

    /** Runs the actions, as the request is cancelled, unless a thread does that already. */
    void start() {
        synchronized (this) {
            if (running || due.isEmpty()) {
                return;
            }
            running = true;
        }
        THREADS.start(this::runAll);
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
            server.logError("an onCancel action of " + request + " failed", thrown);
        } catch (RuntimeException | Error e) {
            // What was thrown fails itself when it is asked for its message.
            server.logError(
                    "an onCancel action of " + request + " failed with "
                            + thrown.getClass().getName() + ", which cannot be logged: "
                            + e.getClass().getName(),
                    null);
        }
    }
}
