package dev.weir.http2.engine;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.exchange.Streams;

/**
 * Whether requests are open on a connection: reports that to the server, and knows since when none is.
 *
 * <p>This is also where a request and the end of the connection that meets it are ordered, both ways: a request that is
 * not served is above the last stream that GOAWAY names, so that its client may send it again (RFC 9113 section 6.8).
 */
final class ActivityTracker {
    private final ConnectionState state;
    private final ConnectionLock lock;
    private final Connection transport;
    private final ConnectionPhase phase;
    private final Streams streams;

    /** Orders the reports to the server. Taken before the connection's lock, never while that is held. */
    private final Object reportLock = new Object();
    /** Whether active was reported last; guarded by reportLock. */
    private boolean active;
    /** Whether a stream is being opened; guarded by reportLock. */
    private boolean opening;

    /** Since when no stream is open; 0 while one is, or the client's SETTINGS have not come. Guarded by the lock. */
    private long idleSince;

    ActivityTracker(ConnectionState state, ConnectionPhase phase, Streams streams) {
        this.state = state;
        this.lock = state.lock;
        this.transport = state.transport;
        this.phase = phase;
        this.streams = streams;
    }

    /** Reports that the connection is active, before a stream is opened; the connection's thread. */
    void beginOpening() {
        lock.assertFree();
        synchronized (reportLock) {
            opening = true;
            if (!active) {
                active = true;
                transport.active();
            }
        }
    }

    /** Returns whether a request whose head is complete is served; if so it is opened before the lock is released. */
    boolean admits() {
        if (!phase.accepts()) {
            return false;
        }
        idleSince = 0;
        return true;
    }

    /** Ends what {@link #beginOpening} has begun: the stream is open, or was refused. */
    void endOpening() {
        synchronized (reportLock) {
            opening = false;
        }
    }

    /** The client's SETTINGS have come: the connection is idle until a stream is opened. */
    void settingsReceived() {
        lock.lock();
        try {
            idleSince = Deadlines.of(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Reports that the connection is idle, unless a stream is open or about to be. */
    void reportIdle() {
        lock.assertFree();
        synchronized (reportLock) {
            if (!active || opening) {
                return;
            }
            boolean idle;
            lock.lock();
            try {
                idle = streams.isEmpty() && !phase.isEnded();
                if (idle) {
                    idleSince = Deadlines.of(System.nanoTime());
                }
            } finally {
                lock.unlock();
            }
            if (idle) {
                active = false;
                transport.idle();
            }
        }
    }

    /** Returns whether no stream was open for longer than a connection may be idle. */
    boolean isIdleTooLong(long now) {
        lock.assertHeld();
        long limit = state.context.idleNanos;
        return idleSince != 0 && limit != 0 && now - idleSince >= limit && streams.isEmpty();
    }
}
