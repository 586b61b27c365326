package dev.weir.handlers;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Sends events to a browser's {@code EventSource}, or anything that reads {@code text/event-stream} (HTML section 9.2).
 *
 * <pre>{@code
 * mux.handle("GET /ticks", Sse.handler(events -> {
 *     for (long n = events.lastEventNumber().orElse(0) + 1; ; n++) {
 *         events.send(SseEvent.of("tick " + n).withId("" + n));
 *         Thread.sleep(1000);
 *     }
 * }));
 * }</pre>
 *
 * <p><b>The end.</b> The source may return, which ends the response; a browser comes back then, unless an event has told its
 * script to close. When the client has gone, or the server begins to drain, the source's thread is interrupted and every
 * {@link SseStream#send} throws: so a source that waits, for time or for a queue, needs nothing but {@code finally}. At a
 * drain the response ends in order, with a last {@code retry} where {@link #retry} was set, and what the source throws then is
 * no failure.
 *
 * <p><b>Heartbeats.</b> Where nothing was sent for a while a comment is, which clients ignore: proxies do not take the stream
 * for dead, and a client that has gone without a word is noticed. A client that reads nothing is cut off when a write lasts
 * longer than the write timeout; the server's own {@code writeTimeout} does not count.
 *
 * <p>HEAD gets the fields alone. {@code Cache-Control: no-store} and {@code X-Accel-Buffering: no}, for proxies that hold
 * responses back, are sent unless something else is set before.
 *
 * <p><b>Threads.</b> Immutable, and thread-safe as far as the source is, which runs for many clients at once.
 */
public final class Sse implements Handler {
    private final Source source;
    private final Duration heartbeat;
    private final Duration writeTimeout;
    private final Optional<Duration> retry;

    /** Where the events of one client come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Sends events until there are no more; called once for each client, on its handler's thread.
         *
         * @param events takes the events; of no use after the return
         * @throws Exception a failure breaks the response off; what is thrown after the stream has ended is none
         */
        void run(SseStream events) throws Exception;
    }

    private Sse(Source source, Duration heartbeat, Duration writeTimeout, Optional<Duration> retry) {
        this.source = source;
        this.heartbeat = heartbeat;
        this.writeTimeout = writeTimeout;
        this.retry = retry;
    }

    /**
     * Returns a handler with a heartbeat after 15 seconds and a write timeout of 30 seconds.
     *
     * @param source sends the events
     * @return the handler
     */
    public static Sse handler(Source source) {
        return new Sse(
                Objects.requireNonNull(source, "source"),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Optional.empty());
    }

    /**
     * Returns a copy with another heartbeat. Let it be shorter than the patience of the proxies between, often a minute.
     *
     * @param interval after how long a silence a comment is sent; {@link Duration#ZERO} for never
     * @return the copy
     * @throws IllegalArgumentException for less than zero
     */
    public Sse heartbeat(Duration interval) {
        return new Sse(source, notNegative(interval), writeTimeout, retry);
    }

    /**
     * Returns a copy with another write timeout.
     *
     * @param timeout how long one write may last; {@link Duration#ZERO} for ever
     * @return the copy
     * @throws IllegalArgumentException for less than zero
     */
    public Sse writeTimeout(Duration timeout) {
        return new Sse(source, heartbeat, notNegative(timeout), retry);
    }

    /**
     * Returns a copy that tells clients, at the beginning and when the server drains, how long to wait before they come back.
     *
     * @param wait zero or more; without this it is the client's choice
     * @return the copy
     * @throws IllegalArgumentException for less than zero
     */
    public Sse retry(Duration wait) {
        return new Sse(source, heartbeat, writeTimeout, Optional.of(notNegative(wait)));
    }

    private static Duration notNegative(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("zero or more, not " + time);
        }
        return time;
    }

    /**
     * Answers with the events of the source.
     *
     * @param w the response
     * @param r the request
     * @throws Exception as the source throws it, unless the server drains. The head is out before the source begins, so that a
     *     browser knows that it is connected: who refuses a request does so before, and calls this method then
     */
    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
        w.header("Content-Type", "text/event-stream");
        if (!w.headers().contains("Cache-Control")) {
            w.header("Cache-Control", "no-store");
        }
        if (!w.headers().contains("X-Accel-Buffering")) {
            w.header("X-Accel-Buffering", "no");
        }
        if (r.method().equals(HttpMethod.HEAD)) {
            return;
        }
        new SseStream(w, r, writeTimeout, retry).run(source, heartbeat);
    }
}
