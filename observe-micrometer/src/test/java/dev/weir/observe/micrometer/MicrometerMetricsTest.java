package dev.weir.observe.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.observe.AccessLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in the registry, by what names and tags. */
class MicrometerMetricsTest {
    private static final SocketAddress CLIENT = new InetSocketAddress("203.0.113.77", 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerMetrics metrics = new MicrometerMetrics(registry);

    private static RequestEnd end(String method, String target, Handler handler) {
        return ResponseRecorder.serve(
                        handler,
                        MemoryRequest.builder().method(method).target(target).build())
                .end();
    }

    /** The tags of a meter in the order of their names, without these. */
    private static String tags(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getValue).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        GET,  200, none 200
        POST, 404, none 404
        BREW, 405, none 405
        GET,  500, 500 500
        GET,  503, 503 503
        """)
    void requestsByMethodAndStatus(String method, int status, String tags) {
        metrics.ended(end(method, "/", (w, _) -> {
            w.status(status);
            w.write("hello");
        }));
        Timer timer = registry.get("http.server.request.duration").timer();
        String known = method.equals("BREW") ? "_OTHER" : method;
        String[] parts = tags.split(" ");
        assertEquals(parts[0] + " " + known + " " + parts[1] + " none 1.1 http", tags(timer));
        assertEquals(
                "error.type http.request.method http.response.status_code http.route network.protocol.version"
                        + " url.scheme",
                timer.getId().getTags().stream().map(Tag::getKey).collect(Collectors.joining(" ")));
        assertEquals(1, timer.count());
        assertEquals(
                5.0, registry.get("http.server.response.body.size").summary().totalAmount());
    }

    @Test
    void theBucketsThatOpenTelemetryAdvises() {
        metrics.ended(end("GET", "/", (_, _) -> {}));
        List<Double> buckets = new ArrayList<>();
        for (CountAtBucket bucket : registry.get("http.server.request.duration")
                .timer()
                .takeSnapshot()
                .histogramCounts()) {
            buckets.add(bucket.bucket(TimeUnit.SECONDS));
        }
        assertEquals(List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0), buckets);
    }

    @Test
    void inventedMethodsPathsAndHostsAreFew() {
        for (int i = 0; i < 5000; i++) {
            metrics.ended(end("M" + i, "/p" + i, (w, _) -> w.status(404)));
        }
        assertEquals(1, registry.get("http.server.request.duration").timers().size());
        assertEquals(5000, registry.get("http.server.request.duration").timer().count());
    }

    @Test
    void aboveTheMostSeriesAllIsOne() {
        SimpleMeterRegistry small = new SimpleMeterRegistry();
        MicrometerMetrics few = new MicrometerMetrics(small, 3);
        for (int i = 0; i < 50; i++) {
            int status = 200 + i;
            few.ended(end("GET", "/", (w, _) -> w.status(status)));
        }
        assertEquals(4, small.get("http.server.request.duration").timers().size());
        assertEquals(
                47,
                small.get("http.server.request.duration")
                        .tag("http.route", "_OTHER")
                        .timer()
                        .count());
        assertThrows(IllegalArgumentException.class, () -> new MicrometerMetrics(small, 0));
    }

    @Test
    void handshakesByVersionAndResult() {
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        metrics.handshake(CLIENT, Handshake.NOT_TLS, "");
        assertEquals(
                List.of("complete 1.3 2.0", "not_tls none 1.0"),
                registry.get("weir.tls.handshakes").counters().stream()
                        .map(c -> tags(c) + " " + c.count())
                        .sorted()
                        .toList());
    }

    @Test
    void aServerAndItsLog() throws Exception {
        AccessLog log = AccessLog.builder().output(new ByteArrayOutputStream()).build();
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, _) -> w.write(gauge("http.server.active_requests") + " " + gauge("weir.connections.open")))
                .requestListener(log)
                .requestListener(metrics)
                .connectionListener(metrics)
                .build()) {
            metrics.watch(server).watch(log).watch(server).watch(log);
            server.start();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertEquals("1.0 1.0", answer.substring(answer.indexOf("\r\n\r\n") + 4));
            }
            server.shutdown(Duration.ofSeconds(60));
        }
        log.close();
        assertEquals(0.0, gauge("weir.connections.open"));
        assertEquals(0.0, gauge("http.server.active_requests"));
        assertEquals(
                1.0,
                registry.get("weir.connections.served")
                        .tag("protocol", "http/1.1")
                        .counter()
                        .count());
        assertEquals(1.0, counter("weir.requests.served"));
        assertEquals(1.0, counter("weir.access_log.lines"));
        assertEquals(0.0, counter("weir.access_log.dropped_lines"));
        assertEquals(1, registry.get("http.server.request.duration").timer().count());
    }

    /** As Prometheus' registry makes of them the names that observe.Metrics has. */
    @Test
    void theNames() throws Exception {
        try (Server server =
                Server.builder().address("127.0.0.1:0").handler((_, _) -> {}).build()) {
            metrics.watch(server);
            TreeSet<String> names = new TreeSet<>();
            for (Meter meter : registry.getMeters()) {
                Meter.Id id = meter.getId();
                String unit = id.getBaseUnit();
                names.add(id.getType() + " " + id.getName() + (unit == null ? "" : " " + unit));
            }
            assertEquals("""
                COUNTER weir.aged_connections
                COUNTER weir.handlers.failed
                COUNTER weir.handlers.on_virtual_threads
                COUNTER weir.loop.hand_overs
                COUNTER weir.memory.refusals
                COUNTER weir.requests.cancelled
                COUNTER weir.requests.served
                COUNTER weir.tunnels.accepted
                GAUGE http.server.active_requests
                GAUGE weir.buffered bytes
                GAUGE weir.connections.shut_windows
                GAUGE weir.detached_threads
                GAUGE weir.longest_stay seconds
                GAUGE weir.sockets.open
                GAUGE weir.streams.open
                GAUGE weir.streams.shut_windows
                GAUGE weir.tunnels.open
                TIMER weir.response.stalled seconds\
                """, String.join("\n", names));
        }
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name) {
        FunctionCounter counter = registry.get(name).functionCounter();
        return counter.count();
    }
}
