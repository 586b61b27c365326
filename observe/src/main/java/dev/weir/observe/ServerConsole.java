package dev.weir.observe;

import dev.weir.handlers.Health;
import dev.weir.handlers.Sse;
import dev.weir.http.api.Form;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.observe.internal.Names;
import dev.weir.observe.live.Doorkeeper;
import dev.weir.observe.live.Feed;
import dev.weir.observe.live.FlightRecording;
import dev.weir.observe.live.Snapshot;
import dev.weir.observe.live.ThreadDump;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A page that shows what servers do, second by second: requests and their durations by route, requests in flight with the stacks of
 * their threads, connections and streams, limits, abuse, certificates, settings, heap and threads. It takes thread dumps, and
 * flight recordings where the module {@code jdk.jfr} is there.
 *
 * <pre>{@code
 * ServerConsole console = ServerConsole.builder()
 *         .metrics(metrics)
 *         .server("public", server)
 *         .loopbackOnly()
 *         .build();
 * admin.handle("/console/", console);
 * }</pre>
 *
 * <p>It has to be said who may see it: {@link Builder#loopbackOnly} or {@link Builder#behind}. Whoever does sees methods, routes and
 * addresses of all clients, and what runs; but no target, query, header field, cookie or content.
 *
 * <p>It serves all paths below the one that it is registered for, which ends with a slash; no prefix has to be taken off. While
 * nobody looks nothing is computed. All viewers together cost one look at the servers a second.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class ServerConsole implements Handler {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final Duration SAME_CLIENT = Duration.ofSeconds(5);

    private final Feed feed;
    private final Snapshot snapshot;
    private final FlightRecording recording;
    private final Sse events;
    private final @Nullable Health health;
    private final Handler guarded;
    private final byte[] page = resource("console.html");
    private final byte[] script = resource("console.js");
    private final byte[] style = resource("console.css");

    private ServerConsole(Builder b, Middleware access, Metrics metrics) {
        recording = new FlightRecording(b.recordingTime);
        health = b.health;
        snapshot = new Snapshot(
                b.title, new LinkedHashMap<>(b.servers), b.routes, metrics::totals, health != null, recording);
        feed = new Feed(snapshot, metrics.ends(), Names::route, b.viewers);
        events = Sse.handler(feed::run).retry(SAME_CLIENT);
        guarded = access.wrap(this::answer);
    }

    /**
     * Begins the configuration of a page.
     *
     * @return a builder, which wants to know of metrics, a server, and who may see them
     */
    public static Builder builder() {
        return new Builder();
    }

    private static byte[] resource(String name) {
        try (InputStream in = Feed.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Answers for the page, its parts, its data and its buttons.
     *
     * @param w the response
     * @param r the request
     * @throws Exception as of {@link Handler#serve}
     */
    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
        // Before anything can fail, as errors have these too.
        w.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-store");
        guarded.serve(w, r);
    }

    private void answer(ResponseWriter w, Request r) throws Exception {
        String path = r.path();
        String name = path.substring(path.lastIndexOf('/') + 1);
        Doorkeeper.requireSameOrigin(r, name.isEmpty());
        boolean changes = name.equals("threads") || name.equals("recording");
        if (changes && !r.method().equals("POST")) {
            throw HttpError.methodNotAllowed("POST");
        } else if (!changes && !r.method().equals("GET") && !r.method().equals("HEAD")) {
            throw HttpError.methodNotAllowed("GET, HEAD");
        }
        switch (name) {
            case "" -> send(w, HTML, page);
            case "console.js" -> send(w, "text/javascript; charset=utf-8", script);
            case "console.css" -> send(w, "text/css; charset=utf-8", style);
            case "events" -> events(w, r);
            case "health" -> {
                if (health == null) {
                    throw HttpError.notFound();
                }
                health.serve(w, r);
            }
            case "stack" -> {
                w.header("Content-Type", JSON);
                w.write(stack(r));
            }
            case "threads" -> {
                w.header("Content-Disposition", "attachment; filename=\"threads.txt\"");
                send(w, TEXT, ThreadDump.of(snapshot.servers()).getBytes(StandardCharsets.US_ASCII));
            }
            case "recording" -> recording.serve(w, r);
            default -> throw HttpError.notFound();
        }
    }

    private static void send(ResponseWriter w, String type, byte[] content) throws IOException {
        w.header("Content-Type", type).header("Content-Length", Integer.toString(content.length));
        w.write(content);
    }

    private void events(ResponseWriter w, Request r) throws Exception {
        if (r.method().equals("HEAD")) {
            events.serve(w, r);
            return;
        }
        if (!feed.enter()) {
            w.header("Retry-After", "10");
            throw new HttpError(503, "as many look at this page as may");
        }
        try {
            events.serve(w, r);
        } finally {
            feed.leave();
        }
    }

    private String stack(Request r) {
        Form query = r.queryForm();
        try {
            return snapshot.stack(
                            query.find("server").orElse(""),
                            Long.parseLong(query.find("connection").orElse("")),
                            Integer.parseInt(query.find("stream").orElse("")))
                    .orElseThrow(() -> new HttpError(404, "the request is over"));
        } catch (NumberFormatException e) {
            throw HttpError.badRequest("connection and stream are numbers");
        }
    }

    /**
     * Returns how many look at the page now.
     *
     * @return viewers, from 0 on
     */
    public int viewers() {
        return feed.viewers();
    }

    /**
     * Configures a page.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private static final int MOST_SERVERS = 16;
        private static final int MOST_VIEWERS = 1000;

        private final Map<String, Server> servers = new LinkedHashMap<>();
        private String title = "Weir";
        private Supplier<List<String>> routes = List::of;
        private int viewers = 8;
        private Duration recordingTime = Duration.ofMinutes(1);
        private @Nullable Metrics metrics;
        private @Nullable Health health;
        private @Nullable Middleware access;

        private Builder() {}

        /**
         * Sets where the numbers of requests come from: a listener of the servers. Required.
         *
         * @param value the metrics
         * @return this
         */
        public Builder metrics(Metrics value) {
            metrics = Objects.requireNonNull(value, "metrics");
            return this;
        }

        /**
         * Adds a server to what is shown. At least one is required.
         *
         * @param name what the page calls it
         * @param server the server, which need not have started
         * @return this
         * @throws IllegalArgumentException for a name that is taken, or more than 16 servers
         */
        public Builder server(String name, Server server) {
            Objects.requireNonNull(server, "server");
            if (servers.size() == MOST_SERVERS) {
                throw new IllegalArgumentException("the page shows " + MOST_SERVERS + " servers at most");
            }
            if (servers.putIfAbsent(Objects.requireNonNull(name, "name"), server) != null) {
                throw new IllegalArgumentException("two servers " + name + ": each has a name of its own");
            }
            return this;
        }

        /**
         * Sets the page's title. Default {@code Weir}.
         *
         * @param value the title
         * @return this
         */
        public Builder title(String value) {
            title = Objects.requireNonNull(value, "title");
            return this;
        }

        /**
         * Shows whether the program is well. Default: the page has no word of that.
         *
         * @param value the checks
         * @return this
         */
        public Builder health(Health value) {
            health = Objects.requireNonNull(value, "health");
            return this;
        }

        /**
         * Has the page list the routes that there are, beside those that were asked for.
         *
         * @param patterns returns the patterns, as {@code () -> mux.routes().stream().map(Route::pattern).toList()} does
         * @return this
         */
        public Builder routes(Supplier<List<String>> patterns) {
            routes = Objects.requireNonNull(patterns, "patterns");
            return this;
        }

        /**
         * Sets how many may look at the page at a time; others get 503 until one goes. Default 8.
         *
         * @param value 1 to 1,000
         * @return this
         * @throws IllegalArgumentException outside of that
         */
        public Builder viewers(int value) {
            if (value < 1 || value > MOST_VIEWERS) {
                throw new IllegalArgumentException("a page has 1 to 1,000 viewers, not " + value);
            }
            viewers = value;
            return this;
        }

        /**
         * Lets those see the page who are on the same machine: connections from a loopback address, that ask for {@code
         * localhost}, {@code 127.0.0.1} or {@code [::1]}, and have no field of a proxy. All users of the machine are among them.
         *
         * @return this
         */
        public Builder loopbackOnly() {
            access = Doorkeeper.loopbackOnly();
            return this;
        }

        /**
         * Lets those see the page whom a middleware lets through, which authenticates them.
         *
         * @param authentication the middleware
         * @return this
         */
        public Builder behind(Middleware authentication) {
            access = Objects.requireNonNull(authentication, "authentication");
            return this;
        }

        /** Sets how long a flight recording is. */
        Builder recordingTime(Duration value) {
            recordingTime = value;
            return this;
        }

        /**
         * Makes the page.
         *
         * @return the page, to be registered for a path that ends with a slash
         * @throws IllegalStateException where it was not said who may see it, or metrics or servers are missing
         */
        public ServerConsole build() {
            Middleware allowed = access;
            if (allowed == null) {
                throw new IllegalStateException(
                        "say who may see the page: loopbackOnly(), or behind(...) what" + " authenticates them");
            }
            Metrics numbers = metrics;
            if (numbers == null) {
                throw new IllegalStateException("the page shows metrics: set them with metrics(...)");
            }
            if (servers.isEmpty()) {
                throw new IllegalStateException("the page shows servers: add one with server(name, server)");
            }
            return new ServerConsole(this, allowed, numbers);
        }
    }
}
