package dev.weir.http.core;

import dev.weir.http.core.spi.ServerContext;
import java.net.SocketAddress;
import java.util.ArrayDeque;

/**
 * Tells the listener the states of one connection: each once, in their order, one at a time. The listener is an
 * application's code: what it throws is logged, and where it blocks it holds up a thread of this connection and no
 * other. A thread that works for other connections as well, such as the one that accepts them or the one that watches
 * their deadlines, never calls it.
 *
 * <p><b>Threads.</b> Thread-safe; the connection changes its state under this object's monitor.
 */
final class StateTeller {
    private final ServerContext context;
    private final ConnStateListener listener;
    private final long id;
    private final SocketAddress remote;
    /** Guarded by this. */
    private final ArrayDeque<ConnState> untold = new ArrayDeque<>(2);
    /** Whether a thread calls the listener; guarded by this. */
    private boolean telling;

    StateTeller(ServerContext context, ConnStateListener listener, long id, SocketAddress remote) {
        this.context = context;
        this.listener = listener;
        this.id = id;
        this.remote = remote;
    }

    /** A state to be told; told by the next call of one of the others. */
    synchronized void add(ConnState state) {
        untold.add(state);
    }

    /** Tells what there is on the calling thread, which is one of the connection's, unless another thread does. */
    void tell() {
        if (begin()) {
            tellAll();
        }
    }

    /** Tells what there is on a thread of its own. */
    void tellApart() {
        if (begin()) {
            Thread.ofVirtual().name("weir-state-", id).start(this::tellAll);
        }
    }

    private synchronized boolean begin() {
        if (telling || untold.isEmpty()) {
            return false;
        }
        telling = true;
        return true;
    }

    private void tellAll() {
        for (ConnState state = next(); state != null; state = next()) {
            try {
                listener.changed(id, remote, state);
            } catch (RuntimeException | Error e) {
                context.logError("the connState listener failed on " + state, e);
            }
        }
    }

    private synchronized ConnState next() {
        ConnState next = untold.poll();
        telling = next != null;
        return next;
    }
}
