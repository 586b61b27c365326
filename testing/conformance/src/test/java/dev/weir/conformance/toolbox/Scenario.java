package dev.weir.conformance.toolbox;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server for one page and what it asks for. The page's script does what a user's would, and sends a report of what it
 * has seen, a line for each. {@code localhost} and {@code 127.0.0.1} are two sites to a browser.
 */
final class Scenario implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final Path PICTURES = Path.of("target", "screenshots");

    /** HTTP/1.1 in the clear, or HTTP/2 over TLS: what browsers speak. */
    enum Way {
        HTTP1("http", "HTTP/1.1"),
        HTTP2("https", "HTTP/2");

        final String scheme;
        final String protocol;

        Way(String scheme, String protocol) {
            this.scheme = scheme;
            this.protocol = protocol;
        }
    }

    final ServeMux mux = new ServeMux();
    /** What handlers have noted of requests, in their order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final Way way;
    private final String name;
    private final Server server;
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private final List<String> protocols = new CopyOnWriteArrayList<>();

    /**
     * Starts the server.
     *
     * @param name the page's: its resource {@code NAME.html} is at {@code /}
     */
    Scenario(Way way, String name) throws Exception {
        this.way = way;
        this.name = name;
        mux.handle("GET /{$}", resource(name + ".html", "text/html; charset=utf-8"));
        mux.handle("GET /scenario.js", resource("scenario.js", "text/javascript"));
        mux.handle("GET /favicon.ico", (w, r) -> w.status(204));
        mux.handle("POST /report", (w, r) -> {
            reports.add(text(r));
            w.status(204);
        });
        Handler all = (w, r) -> {
            protocols.add(r.protocol());
            mux.serve(w, r);
        };
        var tls = way == Way.HTTP2 ? Certificates.server() : null;
        server = Servers.start(builder -> tls == null ? builder : builder.tls(tls), all);
    }

    static byte[] bytes(String resource) throws IOException {
        try (InputStream in = Scenario.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        }
    }

    static String text(Request r) throws IOException {
        return new String(r.content().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Handler resource(String name, String type) throws IOException {
        byte[] content = bytes(name);
        return (w, r) -> {
            w.header("Content-Type", type);
            w.write(content);
        };
    }

    String url(String host, String path) {
        return way.scheme + "://" + host + ":" + server.port() + path;
    }

    /**
     * Opens a page, waits for its report and keeps a picture of it.
     *
     * @return the lines of the report
     */
    List<String> run(Browser browser, String url) throws Exception {
        try (Browser.Page page = browser.page()) {
            page.open(url);
            String report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            page.picture(PICTURES.resolve(name + "-" + way.scheme + ".png"));
            if (report == null) {
                throw new AssertionError("no report; asked: " + asked + "; the console:\n" + page.console());
            }
            for (String protocol : protocols) {
                if (!protocol.equals(way.protocol)) {
                    throw new AssertionError("asked over " + protocol);
                }
            }
            return report.lines().toList();
        }
    }

    /** Shuts the server down; true where nothing had to be cut. */
    boolean shutdown() {
        return server.shutdown(Duration.ofSeconds(PATIENCE_SECONDS));
    }

    ServerStats stats() {
        return server.stats();
    }

    /** What requests have come by, each once. */
    Set<String> protocols() {
        return new TreeSet<>(protocols);
    }

    @Override
    public void close() {
        server.close();
    }
}
