package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.RequestListener;
import dev.weir.wire.testkit.Wire;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a log around the handlers and the server's listener hear of requests, which must be the same. Requests that no handler
 * sees are the listener's alone.
 */
final class Ends implements RequestListener, Middleware {
    private final BlockingQueue<RequestEnd> logged = new LinkedBlockingQueue<>();
    private final BlockingQueue<RequestEnd> heard = new LinkedBlockingQueue<>();

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            w.onEnd(logged::add);
            next.serve(w, r);
        };
    }

    @Override
    public void ended(RequestEnd end) {
        heard.add(end);
    }

    /** The next request that a handler has seen. */
    RequestEnd next() throws InterruptedException {
        RequestEnd end = refused();
        assertEquals(text(end), text(poll(logged, "in the log")), "listener and log");
        return end;
    }

    /** The next request that no handler has seen. */
    RequestEnd refused() throws InterruptedException {
        return poll(heard, "by the listener");
    }

    private static RequestEnd poll(BlockingQueue<RequestEnd> queue, String where) throws InterruptedException {
        RequestEnd end = queue.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
        assertNotNull(end, "nothing was heard " + where);
        return end;
    }

    /** Once all is over: each request was heard of once. */
    void assertNoMore() {
        assertEquals(List.of(), heard.stream().map(Ends::text).toList(), "the listener heard more than once");
        assertEquals(List.of(), logged.stream().map(Ends::text).toList(), "the log heard more than once");
    }

    /** Outcome, status, bytes, pattern, and what has gone wrong. */
    static String text(RequestEnd end) {
        return (end.outcome() + " " + end.status() + " " + end.contentBytes() + what(end));
    }

    /** The same without the bytes, for content that was encoded. */
    static String summary(RequestEnd end) {
        return end.outcome() + " " + end.status() + what(end);
    }

    private static String what(RequestEnd end) {
        return (end.pattern().isEmpty() ? "" : " " + end.pattern())
                + (end.message().isEmpty() ? "" : ": " + end.message())
                + end.failure().map(e -> " ! " + e.getMessage()).orElse("");
    }
}
