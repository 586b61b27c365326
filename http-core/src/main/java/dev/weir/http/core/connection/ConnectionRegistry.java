package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ServerContext;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a server has open, and places for more.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class ConnectionRegistry {
    private final ServerContext context;
    private final ConnectionState.@Nullable Listener listener;
    /** How many more connections may be accepted; null without a limit. */
    private final @Nullable Semaphore places;

    /** Those that the server has to answer for. */
    private final Set<ServerConnection> open = ConcurrentHashMap.newKeySet();
    /** Those that a handler has taken over and set a deadline for. */
    private final Set<ServerConnection> watched = ConcurrentHashMap.newKeySet();

    private final Object emptied = new Object();
    private final Sweeper sweeper;

    /**
     * Makes an empty registry.
     *
     * @param listener may be null
     * @param maxConnections zero for no limit
     */
    public ConnectionRegistry(ServerContext context, ConnectionState.@Nullable Listener listener, int maxConnections) {
        this.context = context;
        this.listener = listener;
        this.places = maxConnections == 0 ? null : new Semaphore(maxConnections);
        this.sweeper = new Sweeper(context, List.of(open, watched));
    }

    public void start(String name) {
        sweeper.start(name);
    }

    public void stop() {
        sweeper.stop();
    }

    ServerContext context() {
        return context;
    }

    boolean draining() {
        return context.draining();
    }

    public int size() {
        return open.size();
    }

    public Iterable<ServerConnection> connections() {
        return open;
    }

    // ---- a connection's way through the registry

    /** Takes a place for a connection that is not accepted yet, if one is free within a while. */
    public boolean takePlace(long millis) throws InterruptedException {
        return places == null || places.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    public void freePlace() {
        if (places != null) {
            places.release();
        }
    }

    public void opened(ServerConnection connection) {
        connection.accepted();
        open.add(connection);
    }

    void closed(ServerConnection connection) {
        watched.remove(connection);
        remove(connection);
    }

    /** Whether the server has to answer for it. */
    public boolean has(ServerConnection connection) {
        return open.contains(connection);
    }

    void hijacked(ServerConnection connection) {
        remove(connection);
    }

    private void remove(ServerConnection connection) {
        if (open.remove(connection)) {
            freePlace();
            if (open.isEmpty()) {
                synchronized (emptied) {
                    emptied.notifyAll();
                }
            }
        }
    }

    /** A handler has set a deadline for a connection that it has taken over. */
    void watch(ServerConnection connection) {
        watched.add(connection);
        if (!connection.isHijacked()) {
            watched.remove(connection);
        }
    }

    /**
     * A connection that was taken over is being closed: its write deadline is watched until it {@linkplain #closed
     * is}.
     */
    void watchClosing(ServerConnection connection) {
        watched.add(connection);
    }

    /** What calls the listener for a connection; null without a listener. */
    @Nullable
    StateNotifier notifier(long id, SocketAddress remote) {
        return listener == null ? null : new StateNotifier(context, listener, id, remote);
    }

    /** Waits until no connection is open; false when the time is over first. */
    public boolean awaitEmpty(long nanos) {
        long until = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            synchronized (emptied) {
                while (!open.isEmpty()) {
                    long left = until - System.nanoTime();
                    if (left <= 0 || interrupted) {
                        return false;
                    }
                    try {
                        TimeUnit.NANOSECONDS.timedWait(emptied, left + 1_000_000);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
