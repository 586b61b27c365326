import module dev.weir;
import java.time.Instant;
import java.util.Locale;

/**
 * A line for each request: also for one that no handler sees, because it is malformed or over a limit.
 *
 * <p>{@code java -p lib --add-modules dev.weir AccessLog.java}, then {@code curl http://localhost:8080/hello/you}
 */
void main() throws Exception {
    var mux = new ServeMux();
    mux.handle("GET /hello/{name}", (w, r) -> w.write("Hello, " + r.pathValue("name") + "\n"));
    Server.builder().address(":8080").handler(ACCESS_LOG.wrap(mux)).requestListener(end -> ended(end)).build()
            .listenAndServe();
}

/** Stands inside of what changes the client's address, and outside of all else. */
static final Middleware ACCESS_LOG = next -> (w, r) -> {
    w.onEnd(end -> log(r.client(), Optional.of(r), end));
    next.serve(w, r);
};

/** The server's listener hears of every request, after the middleware: those with a handler have their line by then. */
static void ended(RequestEnd end) {
    if (!end.handled()) {
        log(end.client(), end.request(), end);
    }
}

static void log(String client, Optional<Request> r, RequestEnd end) {
    System.out.printf(Locale.ROOT, "%s %s \"%s %s %s\" route=\"%s\" status=%d bytes=%d ms=%.1f %s%n",
            Instant.now(), client, plain(r.map(Request::method).orElse("-")), plain(r.map(Request::target).orElse("-")),
            end.protocol(), end.pattern(), end.status(), end.contentBytes(), end.duration().toNanos() / 1e6,
            end.outcome());
}

/** A client's words cannot end the line or the quotes, and are one word each. */
static String plain(String text) {
    return text.replaceAll("[^!-~]|[\"\\\\]", "?");
}
