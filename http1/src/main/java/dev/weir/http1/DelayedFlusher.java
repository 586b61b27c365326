package dev.weir.http1;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SteadyLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends answers that wait for a slow handler. The answers to pipelined requests are held back so that many leave in
 * one write; should a later handler then take its time, those before it must not wait for it. This watches the outputs
 * that hold something back, and sends what has waited for a few milliseconds.
 *
 * <p><b>Threads.</b> One platform thread of its own, so that computing handlers cannot starve it; it sleeps while nothing
 * is held back, and starts a virtual thread for each write, so that a slow client delays no other.
 */
final class DelayedFlusher {
    private static final long POLL_NANOS = 2_000_000;

    private final ServerContext server;
    private final ConcurrentLinkedQueue<ResponseOutput> arrived = new ConcurrentLinkedQueue<>();
    /** Those that are looked after; the loop's thread only. */
    private final List<ResponseOutput> watched = new ArrayList<>();
    /** Guarded by this. */
    private @Nullable Thread thread;

    private volatile boolean asleep;
    private volatile boolean closed;

    DelayedFlusher(ServerContext server) {
        this.server = server;
    }

    /** Watches an output until it has held nothing back for a while. */
    void watch(ResponseOutput output) {
        arrived.add(output);
        if (asleep) {
            LockSupport.unpark(thread());
        } else if (thread == null) {
            thread();
        }
    }

    private synchronized @Nullable Thread thread() {
        if (thread == null && !closed) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("weir-delayed-flush")
                    .start(new SteadyLoop("the thread that sends late answers", server, this::poll));
        }
        return thread;
    }

    /** Ends the thread. Connections that are still open fall back to sending late answers when their handlers return. */
    synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** Waits, and looks after all; false when that was the last time. */
    private boolean poll() {
        if (watched.isEmpty()) {
            asleep = true;
            if (arrived.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
        } else {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        for (ResponseOutput output = arrived.peek(); output != null; output = arrived.peek()) {
            // In this order, so that none is lost where no memory is left for the list.
            watched.add(output);
            arrived.poll();
        }
        watched.removeIf(output -> !output.poll());
        return !closed;
    }
}
