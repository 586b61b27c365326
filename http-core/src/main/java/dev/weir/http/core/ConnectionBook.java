package dev.weir.http.core;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SteadyLoop;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The connections that a server has open, and the one thread that watches their deadlines.
 *
 * <p><b>Threads.</b> Thread-safe. The sweeper is a platform thread, so that handlers that compute cannot keep it from its
 * work.
 */
final class ConnectionBook {
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerContext context;
    private final ConnectionState.Listener listener;
    /** How many more connections may be accepted; null without a limit. */
    private final Semaphore places;

    /** Those that the server has to answer for. */
    private final Set<ServerConnection> open = ConcurrentHashMap.newKeySet();
    /** Those that a handler has taken over and set a deadline for. */
    private final Set<ServerConnection> watched = ConcurrentHashMap.newKeySet();

    private final Object emptied = new Object();
    private volatile boolean stopped;
    private Thread sweeper;

    /**
     * Makes an empty book.
     *
     * @param listener may be null
     * @param maxConnections zero for no limit
     */
    ConnectionBook(ServerContext context, ConnectionState.Listener listener, int maxConnections) {
        this.context = context;
        this.listener = listener;
        this.places = maxConnections == 0 ? null : new Semaphore(maxConnections);
    }

    void start(String name) {
        sweeper = Thread.ofPlatform()
                .daemon()
                .name("weir-sweep-" + name)
                .start(new SteadyLoop("the thread that watches all deadlines", context, this::sweep));
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(sweeper);
    }

    ServerContext context() {
        return context;
    }

    boolean draining() {
        return context.draining();
    }

    int size() {
        return open.size();
    }

    Iterable<ServerConnection> connections() {
        return open;
    }

    // ---- a connection's way through the book

    /** Takes a place for a connection that is not accepted yet, if one is free within a while. */
    boolean takePlace(long millis) throws InterruptedException {
        return places == null || places.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    void freePlace() {
        if (places != null) {
            places.release();
        }
    }

    void opened(ServerConnection connection) {
        connection.accepted();
        open.add(connection);
    }

    void closed(ServerConnection connection) {
        watched.remove(connection);
        remove(connection);
    }

    /** Whether the server has to answer for it. */
    boolean has(ServerConnection connection) {
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
    StateNotifier notifier(long id, SocketAddress remote) {
        return listener == null ? null : new StateNotifier(context, listener, id, remote);
    }

    /** Waits until no connection is open; false when the time is over first. */
    boolean awaitEmpty(long nanos) {
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

    /** A turn of the sweeper; false when it was the last. */
    private boolean sweep() throws Throwable {
        if (stopped) {
            return false;
        }
        LockSupport.parkNanos(this, SWEEP_NANOS);
        long now = System.nanoTime();
        Throwable failure = sweep(open, now, null);
        failure = sweep(watched, now, failure);
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    /** Looks at each; one that fails keeps nobody from looking at the others. Returns the first failure, or null. */
    private static Throwable sweep(Set<ServerConnection> connections, long now, Throwable before) {
        Throwable first = before;
        for (ServerConnection connection : connections) {
            try {
                connection.sweep(now);
            } catch (Throwable e) {
                first = first == null ? e : first;
            }
        }
        return first;
    }
}
