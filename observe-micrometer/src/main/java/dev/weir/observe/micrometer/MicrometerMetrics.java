package dev.weir.observe.micrometer;

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
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Has what servers do in a registry of Micrometer: the same measures as {@code dev.weir.observe.Metrics}, by the same names, which
 * are those of OpenTelemetry's HTTP conventions as far as these have any.
 *
 * <pre>{@code
 * MicrometerMetrics metrics = new MicrometerMetrics(registry);
 * Server server = Server.builder().handler(mux).requestListener(metrics).connectionListener(metrics).build();
 * metrics.watch(server);
 * }</pre>
 *
 * <p>A tag without a value is {@code none}. Tags are bounded: routes are patterns, never paths; all methods that are not known are
 * one, {@code _OTHER}; and above the most series all that is new counts as the route {@code _OTHER}.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class MicrometerMetrics implements RequestListener, ConnectionListener {
    private static final String NONE = "none";
    private static final double NANOS_A_SECOND = 1e9;
    /** The buckets that OpenTelemetry advises for durations, in milliseconds. */
    private static final long[] BUCKETS = {5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000};

    /** What there is for a series of requests. */
    private record Requests(Timer duration, DistributionSummary size) {}

    private final MeterRegistry registry;
    private final SeriesTable<Requests> requests;
    /** How many connections are open, by ALPN name, of which a server has few. */
    private final ConcurrentHashMap<String, LongAdder> open = new ConcurrentHashMap<>();
    /** The kinds of abuse that have a meter. */
    private final ConcurrentHashMap<String, FunctionCounter> kinds = new ConcurrentHashMap<>();

    private final Timer stalled;
    private final CopyOnWriteArrayList<Server> servers = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<AccessLog> logs = new CopyOnWriteArrayList<>();

    /**
     * Makes metrics with at most 2,000 series of requests.
     *
     * @param registry where they are to be found
     */
    public MicrometerMetrics(MeterRegistry registry) {
        this(registry, SeriesTable.MOST_SERIES);
    }

    /**
     * Makes metrics.
     *
     * @param registry where they are to be found
     * @param mostSeries the most series of requests: of route, method, status, protocol, scheme and error; 1 or more
     * @throws IllegalArgumentException for less
     */
    public MicrometerMetrics(MeterRegistry registry, int mostSeries) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.requests = new SeriesTable<>(mostSeries, this::requests);
        this.stalled = Timer.builder("weir.response.stalled")
                .description(ServerMeasure.STALLED)
                .register(registry);
    }

    private Requests requests(SeriesKey key) {
        Tags tags = Tags.of(
                "http.request.method", key.method(),
                "http.response.status_code", orNone(key.status()),
                "http.route", orNone(key.route()),
                "network.protocol.version", orNone(key.version()),
                "url.scheme", orNone(key.scheme()),
                "error.type", orNone(key.error()));
        Duration[] buckets = new Duration[BUCKETS.length];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = Duration.ofMillis(BUCKETS[i]);
        }
        return new Requests(
                Timer.builder("http.server.request.duration")
                        .description("Duration of HTTP server requests.")
                        .tags(tags)
                        .serviceLevelObjectives(buckets)
                        .register(registry),
                DistributionSummary.builder("http.server.response.body.size")
                        .description("Content of HTTP server responses, as it was sent.")
                        .baseUnit("bytes")
                        .tags(tags)
                        .register(registry));
    }

    private static String orNone(String value) {
        return value.isEmpty() ? NONE : value;
    }

    /**
     * Adds what a server counts itself: requests in progress, failures, memory, abuse. Those of several servers are added up.
     *
     * @param server the server
     * @return this
     */
    public MicrometerMetrics watch(Server server) {
        Objects.requireNonNull(server, "server");
        if (servers.addIfAbsent(server)) {
            for (ServerMeasure measure : ServerMeasure.values()) {
                add(measure);
            }
            for (StreamMeasure measure : StreamMeasure.values()) {
                Gauge.builder(measure.text(), this, m -> measure.of(StreamMeasure.look(m.servers)))
                        .description(measure.help())
                        .strongReference(true)
                        .register(registry);
            }
        }
        return this;
    }

    /** A meter that is there already stays as it is. */
    private void add(ServerMeasure measure) {
        boolean seconds = measure.unit() == ServerMeasure.Unit.SECONDS;
        String unit = seconds ? "seconds" : measure.unit() == ServerMeasure.Unit.BYTES ? "bytes" : null;
        if (measure.counter()) {
            counter(measure.text(), Tags.empty(), measure.help(), m -> measure.of(m.stats()));
        } else {
            double scale = seconds ? NANOS_A_SECOND : 1;
            // The registry holds this, and so what its counters show, which it does not hold by itself.
            Gauge.builder(measure.text(), this, m -> measure.of(m.stats()) / scale)
                    .description(measure.help())
                    .baseUnit(unit)
                    .strongReference(true)
                    .register(registry);
        }
    }

    private FunctionCounter counter(String name, Tags tags, String help, ToLongFunction<MicrometerMetrics> value) {
        return FunctionCounter.builder(name, this, value::applyAsLong)
                .tags(tags)
                .description(help)
                .register(registry);
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
    public MicrometerMetrics watch(AccessLog log) {
        Objects.requireNonNull(log, "log");
        if (logs.addIfAbsent(log)) {
            counter(
                    "weir.access_log.lines",
                    Tags.empty(),
                    "Lines of the access log that were written.",
                    m -> m.lines(AccessLog::written));
            counter(
                    "weir.access_log.dropped_lines",
                    Tags.empty(),
                    "Lines of the access log that were lost.",
                    m -> m.lines(AccessLog::dropped));
        }
        return this;
    }

    private long lines(ToLongFunction<AccessLog> which) {
        long sum = 0;
        for (AccessLog log : logs) {
            sum += which.applyAsLong(log);
        }
        return sum;
    }

    // ---- what happens

    @Override
    public void ended(RequestEnd end) {
        Requests of = requests.of(end);
        of.duration.record(end.duration().toNanos(), TimeUnit.NANOSECONDS);
        of.size.record((double) end.contentBytes());
        long waited = end.timeStalled().toNanos();
        if (waited != 0) {
            stalled.record(waited, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void handshake(SocketAddress remoteAddress, Handshake result, String version) {
        registry.counter(
                        "weir.tls.handshakes",
                        "tls.protocol.version",
                        orNone(Names.tlsVersion(version)),
                        "result",
                        Names.word(result.name()))
                .increment();
    }

    @Override
    public void serving(ConnectionInfo connection, String protocol) {
        of(protocol).increment();
        registry.counter("weir.connections.served", "protocol", protocol).increment();
    }

    @Override
    public void closed(ConnectionInfo connection, String protocol) {
        of(protocol).decrement();
        // What a connection has done is known by now. Which kinds there are only the protocols know.
        for (Server server : servers) {
            for (String kind : server.stats().abuse().keySet()) {
                if (!kinds.containsKey(kind)) {
                    kinds.computeIfAbsent(kind, this::abuse);
                }
            }
        }
    }

    private FunctionCounter abuse(String kind) {
        return counter(
                "weir.abuse",
                Tags.of("kind", Names.word(kind)),
                "What clients made the server do that was of no use to themselves.",
                m -> {
                    @Nullable Long count = m.stats().abuse().get(kind);
                    return count == null ? 0 : count;
                });
    }

    private LongAdder of(String protocol) {
        LongAdder found = open.get(protocol);
        return found != null ? found : open.computeIfAbsent(protocol, this::connections);
    }

    private LongAdder connections(String protocol) {
        LongAdder count = new LongAdder();
        Gauge.builder("weir.connections.open", count, LongAdder::sum)
                .description("Connections that are served, by protocol.")
                .tags("protocol", protocol)
                .strongReference(true)
                .register(registry);
        return count;
    }
}
