package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.middleware.internal.ExpiryQueue;
import dev.weir.middleware.internal.Settings;
import dev.weir.middleware.internal.TimedResponse;
import java.time.Duration;

/**
 * Bounds how long a handler may take, without holding its answer back: a stream passes as it is written.
 *
 * <pre>{@code
 * mux.handle("GET /search", Timeout.of(Duration.ofSeconds(2)).wrap(search));
 * }</pre>
 *
 * <p><b>When the time is over</b> and the response is not committed, the client gets 503, with the page of the server's
 * {@link dev.weir.http.api.ErrorRenderer} and what was set for the response as a whole, such as cookies and the fields
 * of CORS. The handler's thread is interrupted, and from then on its calls that write throw an {@link
 * java.io.IOException}, those that set something an {@link IllegalStateException}. What it throws then is dropped: the
 * request has its answer.
 *
 * <p>A handler that heeds the interrupt has its 503 sent by its own thread, as any error. For one that has not returned
 * 50 ms later it is sent by another thread, if the request has no content or that was read to its end. Else it goes out
 * when the handler returns: reads of the content fail as soon as the time is over. In any case the next request of an
 * HTTP/1 connection is served when the handler has returned; those of HTTP/2 do not wait.
 *
 * <p><b>A response that has begun</b> in time is none of {@link #of}'s concern: how slow a client may be is up to
 * {@link dev.weir.http.api.ResponseWriter#writeDeadline} and the server. {@link #ofWhole} bounds it too: then it is
 * broken off, so that the client sees that it is not whole, and the handler is interrupted.
 *
 * <p>A tunnel, and a connection that the handler has taken over, have no time from then on.
 *
 * <p>An interrupt reaches the handler alone: its thread has none left when it goes on in middleware around this one, or
 * to another request. A handler that does its work on other threads has to end that itself.
 *
 * <p><b>Threads.</b> Thread-safe. One object may wrap many handlers; a request costs an entry in a list, and no thread.
 */
public final class Timeout implements Middleware {
    private final ExpiryQueue queue;
    private final boolean whole;

    private Timeout(Duration time, boolean whole) {
        this.queue = new ExpiryQueue(Settings.nanos("a handler's time", time, Duration.ofMillis(1), 1));
        this.whole = whole;
    }

    /**
     * Returns a timeout until the response begins: until it is committed by a flush, by more content than the buffer
     * holds, or by the handler's end.
     *
     * @param time from the call of the handler, from a millisecond to a day
     * @return the timeout
     * @throws IllegalArgumentException for any other time
     */
    public static Timeout of(Duration time) {
        return new Timeout(time, false);
    }

    /**
     * Returns a timeout until the handler returns.
     *
     * @param time from the call of the handler, from a millisecond to a day
     * @return the timeout
     * @throws IllegalArgumentException for any other time
     */
    public static Timeout ofWhole(Duration time) {
        return new Timeout(time, true);
    }

    /** Ends the time of each handler that runs, on the calling thread; for tests. */
    void expire() {
        queue.expire();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> new TimedResponse(w, r, whole).serve(next, queue);
    }
}
