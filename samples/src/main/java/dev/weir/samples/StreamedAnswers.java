package dev.weir.samples;

import dev.weir.handlers.Sse;
import dev.weir.handlers.SseEvent;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Pusher;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.samples.support.PathNumber;
import java.io.IOException;
import java.time.Duration;

/** The demo's answers that take time, or more than one part. */
final class StreamedAnswers {
    private static final int EVENT_MILLIS = 100;
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int DAY_MILLIS = 24 * 60 * 60 * 1000;
    private static final String TEXT = "text/plain; charset=utf-8";

    private StreamedAnswers() {}

    /** Sleeps; a client that breaks the connection off interrupts it, and the server counts the request as cancelled. */
    static void delay(ResponseWriter w, Request r) throws IOException, InterruptedException {
        long millis = PathNumber.of(r, "ms", DAY_MILLIS);
        Thread.sleep(millis);
        w.header("Content-Type", TEXT);
        w.write("after " + millis + " ms\n");
    }

    static void lines(ResponseWriter w, Request r) throws IOException {
        long n = PathNumber.of(r, "n", Integer.MAX_VALUE);
        w.header("Content-Type", TEXT);
        w.flush();
        for (long i = 1; i <= n; i++) {
            w.write("line " + i + "\n");
            w.flush();
        }
    }

    static void events(ResponseWriter w, Request r) throws IOException, InterruptedException {
        long n = PathNumber.of(r, "n", Integer.MAX_VALUE);
        w.header("Content-Type", "text/event-stream").header("Cache-Control", "no-cache");
        w.flush();
        for (long i = 1; i <= n; i++) {
            if (i > 1) {
                Thread.sleep(EVENT_MILLIS);
            }
            w.write("id: " + i + "\ndata: event " + i + "\n\n");
            w.flush();
        }
    }

    /**
     * Events with identifiers. A browser that was cut off goes on behind the last one that it has; when it has all, 204
     * tells it not to come back.
     */
    static void ticks(ResponseWriter w, Request r) throws Exception {
        long n = PathNumber.of(r, "n", Integer.MAX_VALUE);
        if (r.header("Last-Event-ID").filter(Long.toString(n)::equals).isPresent()) {
            w.status(Status.NO_CONTENT);
            return;
        }
        Sse.handler(events -> {
                    for (long i = events.lastEventNumber().orElse(0) + 1; i <= n; i++) {
                        events.send(SseEvent.of("tick " + i).withId("" + i).withName("tick"));
                        if (i < n) {
                            Thread.sleep(EVENT_MILLIS);
                        }
                    }
                })
                .retry(RETRY)
                .serve(w, r);
    }

    static void trailers(ResponseWriter w, Request r) throws IOException {
        w.header("Content-Type", TEXT).header("Trailer", "X-Declared");
        w.write("content, then trailers\n");
        w.flush();
        w.trailers().set("X-Declared", "announced before the content");
        w.trailers().set("X-Late", "not announced");
    }

    static void earlyHints(ResponseWriter w, Request r) throws IOException {
        String link = "</files/style.css>; rel=preload; as=style";
        w.inform(Status.EARLY_HINTS, new Headers().set("Link", link));
        w.header("Content-Type", TEXT).header("Link", link);
        w.write("hinted\n");
    }

    /** Pushes a style sheet where the client lets it (RFC 9113 section 8.4), and says whether it did. */
    static void push(ResponseWriter w, Request r) throws IOException {
        Pusher pusher = w.as(Pusher.class).orElse(null);
        boolean pushed =
                pusher != null && pusher.push("GET", "/files/style.css", new Headers().set("Accept", "text/css"));
        w.header("Content-Type", TEXT);
        w.write(pushed ? "pushed\n" : "not pushed\n");
    }

    static void panic(ResponseWriter w, Request r) {
        throw new IllegalStateException("the demo fails on purpose");
    }

    static void panicLate(ResponseWriter w, Request r) throws IOException {
        w.header("Content-Type", TEXT);
        w.write("this much and no more\n");
        w.flush();
        throw new IllegalStateException("the demo fails on purpose, with its response under way");
    }
}
