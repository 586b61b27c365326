package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.Status;
import dev.weir.middleware.internal.Settings;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds how many requests are answered at once; more of them wait in a queue, first come, first served. A request that
 * finds the queue full is answered with 503 and {@code Retry-After} at once, and so is one that has waited for too
 * long.
 *
 * <pre>{@code
 * ConcurrencyLimit reports = ConcurrencyLimit.of(8, 100, Duration.ofSeconds(2));
 * mux.handle("GET /reports/{id}", reports.wrap(report));
 * }</pre>
 *
 * <p><b>Permits.</b> A request has its permit from before its handler is called until that has returned or thrown,
 * whatever it was: so a stream, a tunnel and a connection that was taken over count until their handler returns,
 * whether or not the client has gone. One whose client goes while it waits leaves the queue: the interrupt of its
 * cancellation ends the wait. During a graceful shutdown those that wait have their turn as before, and are cancelled
 * with all others when its time is over.
 *
 * <p>All handlers that one object wraps share its permits. A request that comes through the same object twice, as by a
 * router within a router, needs two of them and may wait for itself.
 *
 * <p><b>Threads.</b> Thread-safe. A request that waits holds its thread.
 */
public final class ConcurrencyLimit implements Middleware {
    private final Semaphore permits;
    private final int most;
    private final int queue;
    private final long waitNanos;
    private final String retryAfter;

    /** How many are in the queue. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final LongAdder refused = new LongAdder();

    private ConcurrencyLimit(int running, int waiting, Duration time) {
        this.most = (int) Settings.inRange("the number of requests that run", running, 1, Integer.MAX_VALUE);
        this.queue = (int) Settings.inRange("the number of requests that wait", waiting, 0, Integer.MAX_VALUE);
        this.waitNanos = Settings.nanos("the time that a request waits", time, Duration.ZERO, 1);
        this.permits = new Semaphore(most, true);
        this.retryAfter = Long.toString(Math.max(1, Math.ceilDiv(waitNanos, 1_000_000_000L)));
    }

    /**
     * Returns a limit.
     *
     * @param running how many requests are answered at once, one or more
     * @param waiting how many may wait for their turn, zero or more
     * @param time how long one may wait, from zero to a day; {@code Retry-After} of a refusal is as long, at least a
     *     second
     * @return the limit, with permits of its own
     * @throws IllegalArgumentException for any other number or time
     */
    public static ConcurrencyLimit of(int running, int waiting, Duration time) {
        return new ConcurrencyLimit(running, waiting, time);
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            if (!enter(r)) {
                refused.increment();
                throw new HttpError(Status.SERVICE_UNAVAILABLE, "too many requests at once")
                        .with("Retry-After", retryAfter);
            }
            try {
                next.serve(w, r);
            } finally {
                permits.release();
            }
        };
    }

    /**
     * Takes a permit.
     *
     * @return true with a permit
     * @throws InterruptedException without one, as the request is cancelled
     */
    private boolean enter(Request r) throws InterruptedException {
        // Unlike tryAcquire(), this passes nobody by who waits.
        if (permits.tryAcquire(0, TimeUnit.NANOSECONDS)) {
            return true;
        }
        int ahead;
        do {
            ahead = waiting.get();
            if (ahead == queue) {
                return false;
            }
        } while (!waiting.compareAndSet(ahead, ahead + 1));
        try {
            // HTTP/1 watches whether the client goes, and interrupts, once somebody has asked.
            if (r.cancelled()) {
                throw new InterruptedException("the request was cancelled before its turn");
            }
            return permits.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /**
     * Returns how many requests have a permit.
     *
     * @return from zero to the limit
     */
    public int running() {
        return most - permits.availablePermits();
    }

    /**
     * Returns how many requests wait for one.
     *
     * @return from zero to the queue's room, as of now
     */
    public int waiting() {
        return waiting.get();
    }

    /**
     * Returns how many requests were answered with 503, as the queue was full or they had waited for too long.
     *
     * @return the number since the limit was made
     */
    public long refused() {
        return refused.sum();
    }
}
