package dev.weir.observe;

import dev.weir.http.api.Accept;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.RequestListener;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.observe.internal.Names;
import dev.weir.observe.internal.SeriesKey;
import dev.weir.observe.internal.SeriesTable;
import dev.weir.observe.internal.ServerMeasure;
import dev.weir.observe.live.Feed;
import dev.weir.observe.live.Snapshot;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts what servers do, and writes it for Prometheus. It is a listener for requests and for connections:
 *
 * <pre>{@code
 * Metrics metrics = new Metrics();
 * Server server = Server.builder().handler(mux).requestListener(metrics).connectionListener(metrics).build();
 * metrics.watch(server);
 * admin.handle("GET /metrics", metrics.handler());
 * }</pre>
 *
 * <p>{@code http_server_request_duration_seconds} and the names of its labels are those of OpenTelemetry's HTTP conventions. Its
 * series are bounded: routes are patterns, never paths; all methods that are not known are one, {@code _OTHER}; and above the most
 * series all that is new counts as the route {@code _OTHER}.
 *
 * <p><b>Threads.</b> Thread-safe; a request takes no lock, but for the first of its kind.
 */
public final class Metrics implements RequestListener, ConnectionListener {
    /** What scrapers ask for; names that would have to be escaped there are none. */
    private static final String[] TYPES = {
        "text/plain; version=0.0.4",
        "text/plain",
        "application/openmetrics-text; version=1.0.0",
        "application/openmetrics-text; version=1.0.0; escaping=allow-utf-8",
        "application/openmetrics-text; version=1.0.0; escaping=underscores"
    };

    /** Connections of one protocol. */
    private static final class Connections {
        final LongAdder served = new LongAdder();
        final LongAdder closed = new LongAdder();
    }

    private final SeriesTable<RequestSeries> requests;
    /** By ALPN name, of which a server has few. */
    private final ConcurrentHashMap<String, Connections> connections = new ConcurrentHashMap<>();
    /** By the version that the TLS provider names, then by the result's place. */
    private final ConcurrentHashMap<String, LongAdder[]> handshakes = new ConcurrentHashMap<>();

    /** Responses that have waited for their clients. */
    private final LongAdder stalled = new LongAdder();
    /** How long they have. */
    private final LongAdder stalledNanos = new LongAdder();

    private final CopyOnWriteArrayList<Server> servers = new CopyOnWriteArrayList<>();
    /** Those who look at requests now. */
    final CopyOnWriteArrayList<Consumer<RequestEnd>> lookers = new CopyOnWriteArrayList<>();

    private final CopyOnWriteArrayList<AccessLog> logs = new CopyOnWriteArrayList<>();

    /** Makes metrics with at most 2,000 series of requests. */
    public Metrics() {
        this(SeriesTable.MOST_SERIES);
    }

    /**
     * Makes metrics.
     *
     * @param mostSeries the most series of requests: of route, method, status, protocol, scheme and error; 1 or more. Each has
     *     17 samples, and takes about a KiB
     * @throws IllegalArgumentException for less
     */
    public Metrics(int mostSeries) {
        requests = new SeriesTable<>(mostSeries, key -> new RequestSeries(labels(key), key.route(), isFailure(key)));
    }

    /**
     * Has the handler show what a server counts itself: requests in progress, failures, memory, abuse. Those of several servers
     * are added up.
     *
     * @param server the server
     * @return this
     */
    public Metrics watch(Server server) {
        servers.addIfAbsent(Objects.requireNonNull(server, "server"));
        return this;
    }

    /**
     * Has the handler show how many lines a log has written and dropped. Those of several logs are added up.
     *
     * @param log the log
     * @return this
     */
    public Metrics watch(AccessLog log) {
        logs.addIfAbsent(Objects.requireNonNull(log, "log"));
        return this;
    }

    // ---- what happens

    @Override
    public void ended(RequestEnd end) {
        requests.of(end).record(end.duration().toNanos(), end.contentBytes());
        long nanos = end.timeStalled().toNanos();
        if (nanos != 0) {
            stalled.increment();
            stalledNanos.add(nanos);
        }
        if (!lookers.isEmpty()) {
            for (Consumer<RequestEnd> looker : lookers) {
                looker.accept(end);
            }
        }
    }

    /** Where a page has the ends of requests from, while somebody looks at it. */
    Feed.Requests ends() {
        return new Feed.Requests() {
            @Override
            public void listen(Consumer<RequestEnd> listener) {
                lookers.add(listener);
            }

            @Override
            public void ignore(Consumer<RequestEnd> listener) {
                lookers.remove(listener);
            }
        };
    }

    /** Returns how often each route was asked for, and how often with a failure of the server's. */
    List<Snapshot.Total> totals() {
        Map<String, Snapshot.Total> all = new TreeMap<>();
        for (RequestSeries series : requests.all()) {
            long count = series.count();
            all.merge(
                    series.route,
                    new Snapshot.Total(series.route, count, series.failure ? count : 0),
                    (a, b) -> new Snapshot.Total(a.route(), a.requests() + b.requests(), a.errors() + b.errors()));
        }
        return List.copyOf(all.values());
    }

    /** Whether requests of a series ended with a failure of the server's. */
    private static boolean isFailure(SeriesKey key) {
        return key.status().startsWith("5") || key.error().equals("aborted");
    }

    private static String labels(SeriesKey key) {
        StringBuilder text = new StringBuilder();
        Exposition.label(text, "http_request_method", key.method());
        Exposition.label(text, "http_response_status_code", key.status());
        Exposition.label(text, "http_route", key.route());
        Exposition.label(text, "network_protocol_version", key.version());
        Exposition.label(text, "url_scheme", key.scheme());
        Exposition.label(text, "error_type", key.error());
        return text.toString();
    }

    @Override
    public void handshake(SocketAddress remoteAddress, Handshake result, String version) {
        handshakes.computeIfAbsent(version, _ -> adders())[result.ordinal()].increment();
    }

    private static LongAdder[] adders() {
        LongAdder[] adders = new LongAdder[Handshake.values().length];
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    @Override
    public void serving(ConnectionInfo connection, String protocol) {
        of(protocol).served.increment();
    }

    @Override
    public void closed(ConnectionInfo connection, String protocol) {
        of(protocol).closed.increment();
    }

    private Connections of(String protocol) {
        Connections found = connections.get(protocol);
        return found != null ? found : connections.computeIfAbsent(protocol, _ -> new Connections());
    }

    // ---- what is shown

    /**
     * Returns a handler that writes all metrics: as OpenMetrics 1.0 to who prefers that, as Prometheus does, else as Prometheus'
     * text format 0.0.4. They tell much of a program: serve them where only those can ask who may know.
     *
     * @return the handler, for {@code GET}
     */
    public Handler handler() {
        return (w, r) -> {
            boolean open = Accept.best(r, TYPES).orElse("").startsWith("application/");
            w.header("Content-Type", open ? Exposition.OPEN_METRICS : Exposition.TEXT)
                    .header("Cache-Control", "no-store")
                    .header("Vary", "Accept");
            Exposition out = new Exposition(open, w);
            requests(out);
            connections(out);
            ServerMetrics.write(servers, out);
            lines(out);
            ServerMetrics.process(out);
            out.finish();
        };
    }

    private void requests(Exposition out) throws IOException {
        // Taken once, so that both families have the same series.
        List<RequestSeries> all = requests.all();
        out.family("http_server_request_duration_seconds", "histogram", "Duration of HTTP server requests.");
        for (RequestSeries series : all) {
            out.histogram(series);
        }
        out.family(
                "http_server_response_body_size_bytes", "summary", "Content of HTTP server responses, as it was sent.");
        for (RequestSeries series : all) {
            out.bytes(series);
        }
        out.family("weir_response_stalled_seconds", "summary", ServerMeasure.STALLED);
        out.times("", stalledNanos.sum(), stalled.sum());
    }

    private void connections(Exposition out) throws IOException {
        Map<String, Connections> sorted = new TreeMap<>(connections);
        out.family("weir_connections_open", "gauge", "Connections that are served, by protocol.");
        for (Map.Entry<String, Connections> e : sorted.entrySet()) {
            // In this order, so that one that is closed between the two does not count as less than none.
            long closed = e.getValue().closed.sum();
            out.sample(protocol(e.getKey()), Math.max(0, e.getValue().served.sum() - closed));
        }
        out.family("weir_connections_served", "counter", "Connections that were served, by protocol.");
        for (Map.Entry<String, Connections> e : sorted.entrySet()) {
            out.sample(protocol(e.getKey()), e.getValue().served.sum());
        }
        out.family("weir_tls_handshakes", "counter", "TLS handshakes, by version and result.");
        for (Map.Entry<String, LongAdder[]> e : new TreeMap<>(handshakes).entrySet()) {
            for (Handshake result : Handshake.values()) {
                long count = e.getValue()[result.ordinal()].sum();
                if (count > 0) {
                    out.sample(
                            Exposition.label("result", Names.word(result.name()))
                                    + ","
                                    + Exposition.label("tls_protocol_version", Names.tlsVersion(e.getKey())),
                            count);
                }
            }
        }
    }

    private static String protocol(String alpn) {
        return Exposition.label("protocol", alpn);
    }

    private void lines(Exposition out) throws IOException {
        if (logs.isEmpty()) {
            return;
        }
        long written = 0;
        long dropped = 0;
        for (AccessLog log : logs) {
            written += log.written();
            dropped += log.dropped();
        }
        out.family("weir_access_log_lines", "counter", "Lines of the access log that were written.");
        out.sample("", written);
        out.family("weir_access_log_dropped_lines", "counter", "Lines of the access log that were lost.");
        out.sample("", dropped);
    }
}
