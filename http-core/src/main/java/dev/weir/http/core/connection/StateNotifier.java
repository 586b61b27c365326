package dev.weir.http.core.connection;

import dev.weir.http.core.connection.ConnectionState.Phase;
import dev.weir.http.core.spi.ServerContext;
import java.net.SocketAddress;
import java.util.ArrayDeque;

/**
 * Calls the listener with the phases of one connection: each once, in order, one at a time. The listener is an
 * application's code: what it throws is logged, and where it blocks it holds up a thread of this connection and no
 * other. A thread that works for other connections as well, such as the one that accepts them or the one that watches
 * their deadlines, never calls it.
 *
 * <p><b>Threads.</b> Thread-safe; the connection changes its phase under this object's monitor.
 */
final class StateNotifier {
    private final ServerContext context;
    private final ConnectionState.Listener listener;
    private final long id;
    /** Changed before the first delivery, or beside the last. */
    private volatile SocketAddress remote;
    /** Guarded by this. */
    private final ArrayDeque<Phase> queued = new ArrayDeque<>(2);
    /** Whether a thread calls the listener; guarded by this. */
    private boolean delivering;

    StateNotifier(ServerContext context, ConnectionState.Listener listener, long id, SocketAddress remote) {
        this.context = context;
        this.listener = listener;
        this.id = id;
        this.remote = remote;
    }

    void remote(SocketAddress address) {
        remote = address;
    }

    /** Adds a phase, for the next delivery. */
    synchronized void queue(Phase phase) {
        queued.add(phase);
    }

    /** Delivers on the calling thread, which is one of the connection's, unless another thread does. */
    void deliver() {
        if (begin()) {
            deliverAll();
        }
    }

    /** Delivers on a thread of its own. */
    void deliverAsync() {
        if (begin()) {
            Thread.ofVirtual().name("weir-state-", id).start(this::deliverAll);
        }
    }

    private synchronized boolean begin() {
        if (delivering || queued.isEmpty()) {
            return false;
        }
        delivering = true;
        return true;
    }

    private void deliverAll() {
        for (Phase phase = next(); phase != null; phase = next()) {
            try {
                listener.changed(id, remote, phase);
            } catch (RuntimeException | Error e) {
                context.logError("the connState listener failed on " + phase, e);
            }
        }
    }

    private synchronized Phase next() {
        Phase next = queued.poll();
        delivering = next != null;
        return next;
    }
}
