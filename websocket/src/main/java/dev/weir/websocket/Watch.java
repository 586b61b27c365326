package dev.weir.websocket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the WebSockets of a handler, and looks after the time-outs of all: one virtual thread, while there are any. What may block is
 * left to others.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class Watch {
    private static final long LONGEST_TICK = 1_000_000_000L;
    private static final long SHORTEST_TICK = 5_000_000L;

    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final long tick;
    final WebSocketStats stats;
    /** Guarded by this. */
    private @Nullable Thread thread;

    Watch(WebSocketConfig config, WebSocketStats stats) {
        this.stats = stats;
        long shortest = 4 * LONGEST_TICK;
        for (Duration timeout : new Duration[] {
            config.writeTimeout(),
            config.pingInterval(),
            config.pingTimeout(),
            config.idleTimeout(),
            config.closeTimeout()
        }) {
            long nanos = nanos(timeout);
            shortest = nanos > 0 ? Math.min(shortest, nanos) : shortest;
        }
        tick = Math.max(SHORTEST_TICK, shortest / 4);
    }

    /** In nanoseconds; one that is longer than these reach is no limit, and has no end that anyone would see. */
    static long nanos(Duration duration) {
        return duration.toSeconds() > Long.MAX_VALUE / 2_000_000_000L ? Long.MAX_VALUE / 2 : duration.toNanos();
    }

    void add(Session session) {
        stats.opens();
        sessions.add(session);
        synchronized (this) {
            if (thread == null) {
                thread = Thread.ofVirtual().name("weir-websocket-watch").start(this::run);
            }
        }
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    private void run() {
        long last = System.nanoTime();
        while (goesOn()) {
            try {
                Thread.sleep(Duration.ofNanos(tick));
            } catch (InterruptedException _) {
                // Nobody interrupts it; and it must not end for that.
                continue;
            }
            long now = System.nanoTime();
            // A thread that was held up for long tells nothing of the clients.
            long passed = Math.min(now - last, 4 * tick);
            last = now;
            for (Session session : sessions) {
                session.check(passed);
            }
        }
    }

    private synchronized boolean goesOn() {
        if (sessions.isEmpty()) {
            thread = null;
            return false;
        }
        return true;
    }
}
