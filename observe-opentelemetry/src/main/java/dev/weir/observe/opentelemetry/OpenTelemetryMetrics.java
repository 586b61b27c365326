package dev.weir.observe.opentelemetry;

import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.RequestListener;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.observe.AccessLog;
import dev.weir.observe.internal.Names;
import dev.weir.observe.internal.SeriesKey;
import dev.weir.observe.internal.SeriesTable;
import dev.weir.observe.internal.ServerMeasure;
import dev.weir.observe.internal.StreamMeasure;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * Has what servers do as metrics of OpenTelemetry: the same measures as {@code dev.weir.observe.Metrics}, by the same names, which
 * are those of its HTTP conventions as far as these have any.
 *
 * <pre>{@code
 * OpenTelemetryMetrics metrics = new OpenTelemetryMetrics(openTelemetry);
 * Server server = Server.builder().handler(mux).requestListener(metrics).connectionListener(metrics).build();
 * metrics.watch(server);
 * }</pre>
 *
 * <p>Attributes are bounded: routes are patterns, never paths; all methods that are not known are one, {@code _OTHER}; and above the
 * most series all that is new counts as the route {@code _OTHER}.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class OpenTelemetryMetrics implements RequestListener, ConnectionListener {
    private static final double NANOS_A_SECOND = 1e9;
    /** The library's own bound is 2,000, of which it keeps one, and this one more, for all that is above. */
    private static final int MOST_SERIES = SeriesTable.MOST_SERIES - 2;
    /** The buckets that OpenTelemetry advises for durations, in seconds. */
    private static final List<Double> BUCKETS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    private final Meter meter;
    private final DoubleHistogram durations;
    private final LongHistogram sizes;
    private final DoubleHistogram stalled;
    private final LongCounter handshakes;
    private final LongCounter served;
    private final LongUpDownCounter open;
    private final SeriesTable<Attributes> requests;

    private final CopyOnWriteArrayList<Server> servers = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<AccessLog> logs = new CopyOnWriteArrayList<>();

    /**
     * Makes metrics with at most 1,998 series of requests.
     *
     * @param openTelemetry the library, which is set up already
     */
    public OpenTelemetryMetrics(OpenTelemetry openTelemetry) {
        this(openTelemetry, MOST_SERIES);
    }

    /**
     * Makes metrics.
     *
     * @param openTelemetry the library, which is set up already
     * @param mostSeries the most series of requests: of route, method, status, protocol, scheme and error; 1 or more. The library has
     *     a bound of its own, 2,000 unless it is set
     * @throws IllegalArgumentException for less
     */
    public OpenTelemetryMetrics(OpenTelemetry openTelemetry, int mostSeries) {
        meter = openTelemetry.getMeter("dev.weir.observe.opentelemetry");
        requests = new SeriesTable<>(mostSeries, OpenTelemetryMetrics::attributes);
        durations = meter.histogramBuilder("http.server.request.duration")
                .setUnit(ServerMeasure.Unit.SECONDS.code())
                .setDescription("Duration of HTTP server requests.")
                .setExplicitBucketBoundariesAdvice(BUCKETS)
                .build();
        sizes = meter.histogramBuilder("http.server.response.body.size")
                .setUnit(ServerMeasure.Unit.BYTES.code())
                .setDescription("Content of HTTP server responses, as it was sent.")
                .ofLongs()
                .build();
        stalled = meter.histogramBuilder("weir.response.stalled")
                .setUnit(ServerMeasure.Unit.SECONDS.code())
                .setDescription(ServerMeasure.STALLED)
                .setExplicitBucketBoundariesAdvice(BUCKETS)
                .build();
        handshakes = meter.counterBuilder("weir.tls.handshakes")
                .setUnit("{handshake}")
                .setDescription("TLS handshakes, by version and result.")
                .build();
        served = meter.counterBuilder("weir.connections.served")
                .setUnit(ServerMeasure.Unit.CONNECTIONS.code())
                .setDescription("Connections that were served, by protocol.")
                .build();
        open = meter.upDownCounterBuilder("weir.connections.open")
                .setUnit(ServerMeasure.Unit.CONNECTIONS.code())
                .setDescription("Connections that are served, by protocol.")
                .build();
    }

    private static Attributes attributes(SeriesKey key) {
        AttributesBuilder all = Attributes.builder().put(Keys.METHOD, key.method());
        put(all, Keys.ROUTE, key.route());
        put(all, Keys.VERSION, key.version());
        put(all, Keys.SCHEME, key.scheme());
        put(all, Keys.ERROR, key.error());
        if (!key.status().isEmpty()) {
            all.put(Keys.STATUS, Long.parseLong(key.status()));
        }
        return all.build();
    }

    private static void put(AttributesBuilder all, AttributeKey<String> key, String value) {
        if (!value.isEmpty()) {
            all.put(key, value);
        }
    }

    /**
     * Adds what a server counts itself: requests in progress, failures, memory, abuse. Those of several servers are added up.
     *
     * @param server the server
     * @return this
     */
    public OpenTelemetryMetrics watch(Server server) {
        Objects.requireNonNull(server, "server");
        synchronized (servers) {
            if (servers.addIfAbsent(server) && servers.size() == 1) {
                for (ServerMeasure measure : ServerMeasure.values()) {
                    add(measure);
                }
                for (StreamMeasure measure : StreamMeasure.values()) {
                    meter.upDownCounterBuilder(measure.text())
                            .setUnit(measure.unit())
                            .setDescription(measure.help())
                            .buildWithCallback(to -> to.record(measure.of(StreamMeasure.look(servers))));
                }
                meter.counterBuilder("weir.abuse")
                        .setDescription("What clients made the server do that was of no use to themselves.")
                        .buildWithCallback(to -> stats().abuse()
                                .forEach(
                                        (kind, count) -> to.record(count, Attributes.of(Keys.KIND, Names.word(kind)))));
            }
        }
        return this;
    }

    private void add(ServerMeasure measure) {
        String unit = measure.unit().code();
        if (measure.counter()) {
            meter.counterBuilder(measure.text())
                    .setUnit(unit)
                    .setDescription(measure.help())
                    .buildWithCallback(to -> to.record(measure.of(stats())));
        } else if (measure.unit() == ServerMeasure.Unit.SECONDS) {
            meter.gaugeBuilder(measure.text())
                    .setUnit(unit)
                    .setDescription(measure.help())
                    .buildWithCallback(to -> to.record(measure.of(stats()) / NANOS_A_SECOND));
        } else {
            meter.upDownCounterBuilder(measure.text())
                    .setUnit(unit)
                    .setDescription(measure.help())
                    .buildWithCallback(to -> to.record(measure.of(stats())));
        }
    }

    private ServerStats stats() {
        return ServerMeasure.sum(servers);
    }

    /**
     * Adds how many lines a log has written and dropped. Those of several logs are added up.
     *
     * @param log the log
     * @return this
     */
    public OpenTelemetryMetrics watch(AccessLog log) {
        Objects.requireNonNull(log, "log");
        synchronized (logs) {
            if (logs.addIfAbsent(log) && logs.size() == 1) {
                lines("weir.access_log.lines", "Lines of the access log that were written.", AccessLog::written);
                lines("weir.access_log.dropped_lines", "Lines of the access log that were lost.", AccessLog::dropped);
            }
        }
        return this;
    }

    private void lines(String name, String help, ToLongFunction<AccessLog> which) {
        meter.counterBuilder(name).setUnit("{line}").setDescription(help).buildWithCallback(to -> {
            long sum = 0;
            for (AccessLog log : logs) {
                sum += which.applyAsLong(log);
            }
            to.record(sum);
        });
    }

    // ---- what happens

    @Override
    public void ended(RequestEnd end) {
        Attributes of = requests.of(end);
        durations.record(end.duration().toNanos() / NANOS_A_SECOND, of);
        sizes.record(end.contentBytes(), of);
        long waited = end.timeStalled().toNanos();
        if (waited != 0) {
            stalled.record(waited / NANOS_A_SECOND);
        }
    }

    @Override
    public void handshake(SocketAddress remoteAddress, Handshake result, String version) {
        AttributesBuilder all = Attributes.builder().put(Keys.RESULT, Names.word(result.name()));
        put(all, Keys.TLS_VERSION, Names.tlsVersion(version));
        handshakes.add(1, all.build());
    }

    @Override
    public void serving(ConnectionInfo connection, String protocol) {
        Attributes of = Attributes.of(Keys.PROTOCOL, protocol);
        served.add(1, of);
        open.add(1, of);
    }

    @Override
    public void closed(ConnectionInfo connection, String protocol) {
        open.add(-1, Attributes.of(Keys.PROTOCOL, protocol));
    }
}
