package dev.weir.samples;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.middleware.BasicAuth;
import dev.weir.middleware.ContentLimit;
import dev.weir.middleware.CrossOriginProtection;
import dev.weir.middleware.Principals;
import dev.weir.middleware.RateLimit;
import dev.weir.middleware.Timeout;
import dev.weir.mux.Routes;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/** The demo's routes that stand behind a middleware: time, size, rate, a password, the origin of a page. */
final class GuardedRoutes {
    private static final int LIMIT_BYTES = 1 << 10;
    /** A demo has few clients: 16 bytes for each are taken at the start. */
    private static final int MAX_CLIENTS = 10_000;

    private GuardedRoutes() {}

    static void addTo(Routes routes) {
        routes.handle("GET /slow/{ms}", StreamedAnswers::delay, Timeout.of(Duration.ofSeconds(1)));
        routes.handle("POST /limited", GuardedRoutes::count, ContentLimit.of(LIMIT_BYTES));
        routes.handle(
                "GET /rate",
                text("not too often\n"),
                RateLimit.builder(10, Duration.ofSeconds(1))
                        .maxKeys(MAX_CLIENTS)
                        .build());
        routes.handle("GET /private", GuardedRoutes::greet, BasicAuth.of("demo", Map.of("user", "secret")));
        routes.handle("POST /same-origin", text("not from a page of another origin\n"), CrossOriginProtection.create());
    }

    private static Handler text(String text) {
        return PlainAnswers.text(text);
    }

    private static void count(ResponseWriter w, Request r) throws IOException {
        long bytes = r.content().transferTo(OutputStream.nullOutputStream());
        w.header("Content-Type", PlainAnswers.TEXT);
        w.write(bytes + " bytes\n");
    }

    private static void greet(ResponseWriter w, Request r) throws IOException {
        w.header("Content-Type", PlainAnswers.TEXT).header("Cache-Control", "no-store");
        w.write("hello " + r.attribute(Principals.KEY).orElseThrow().getName() + "\n");
    }
}
