package dev.weir.http.core.connection;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.Places;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a server has open, and places for more.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class ConnectionRegistry {
    private static final long STEADY_NANOS = 1_000_000_000L;
    private static final long PROMISED_NANOS = 250_000_000L;

    private final ServerContext context;
    private final ConnectionState.@Nullable Listener listener;
    /** Those of the listeners that have none of their own. */
    private final Places places;

    /** Those that the server has to answer for, the ones that handlers have taken over among them. */
    private final Set<ServerConnection> open = ConcurrentHashMap.newKeySet();

    /** Written before the start; zero for no limit. */
    private long maxAgeNanos;

    private final LongAdder old = new LongAdder();
    private volatile boolean answersAreLast;
    /** Until when a shutdown may wait for requests on idle connections. Written before it tells connections. */
    private volatile long settledAt = System.nanoTime();

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
        this.places = new Places(maxConnections);
        this.sweeper = new Sweeper(context, open);
    }

    public void start(String name) {
        sweeper.start(name);
    }

    public void stop() {
        sweeper.stop();
    }

    /** Sets how old connections get, before the first; zero for no limit. */
    public void maxAge(long nanos) {
        maxAgeNanos = nanos;
    }

    /** When a connection that is new is old: a tenth sooner or later, so that those that came together do not go together. */
    long oldAt() {
        return maxAgeNanos == 0
                ? 0
                : Deadlines.in((long) (maxAgeNanos * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }

    void countOld() {
        old.increment();
    }

    /** How many connections were told to end as they were old. */
    public long old() {
        return old.sum();
    }

    ServerContext context() {
        return context;
    }

    boolean draining() {
        return context.draining();
    }

    /** The server's end is near: each answer is the last of its connection, where the protocol can say so. */
    public void endConnections() {
        answersAreLast = true;
    }

    boolean answersAreLast() {
        return answersAreLast || context.draining();
    }

    /** A shutdown closes what is idle from now on, and has so long for that. */
    public void settle(long nanos) {
        settledAt = System.nanoTime() + Math.max(0, nanos);
    }

    /**
     * How long a shutdown may still wait for a request on an idle connection; less than one for not at all.
     *
     * @param promised whether an answer has just promised that there may be one; else there was one again and again
     */
    long settleNanos(boolean promised) {
        return Math.min(promised ? PROMISED_NANOS : STEADY_NANOS, settledAt - System.nanoTime());
    }

    public int size() {
        return open.size();
    }

    public Iterable<ServerConnection> connections() {
        return open;
    }

    // ---- a connection's way through the registry

    /** The places that listeners without their own share. */
    public Places places() {
        return places;
    }

    /** Takes a place for a connection that is not accepted yet, if one is free within a while. */
    public boolean takePlace(long millis) throws InterruptedException {
        return places.take(millis);
    }

    public void freePlace() {
        places.free();
    }

    /** The same, with a place of a listener's own. */
    public void opened(ServerConnection connection, Places own) {
        connection.places = own;
        opened(connection);
    }

    public void opened(ServerConnection connection) {
        connection.accepted();
        open.add(connection);
    }

    /** It is closed and its thread has ended, so that its place is free; does nothing the second time. */
    void closed(ServerConnection connection) {
        if (open.remove(connection)) {
            connection.places.free();
            ConnectionReports watched = connection.reports;
            if (watched != null) {
                watched.closed(connection, connection.protocol());
            }
            if (open.isEmpty()) {
                synchronized (emptied) {
                    emptied.notifyAll();
                }
            }
        }
    }

    /** Whether the server has to answer for it. */
    public boolean has(ServerConnection connection) {
        return open.contains(connection);
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
