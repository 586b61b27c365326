package dev.weir.observe.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.observe.AccessLog;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's own library collects. */
class OpenTelemetryMetricsTest {
    private static final SocketAddress CLIENT = new InetSocketAddress("203.0.113.77", 1);

    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    private final OpenTelemetryMetrics metrics = new OpenTelemetryMetrics(sdk);

    @AfterEach
    void end() {
        sdk.close();
    }

    private static RequestEnd end(String method, int status) {
        return ResponseRecorder.serve(
                        (w, _) -> {
                            w.status(status);
                            w.write("hello");
                        },
                        MemoryRequest.builder().method(method).build())
                .end();
    }

    private MetricData metric(String name) {
        return reader.collectAllMetrics().stream()
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Collection<HistogramPointData> durations() {
        return metric("http.server.request.duration").getHistogramData().getPoints();
    }

    private long sum(String name) {
        return metric(name).getLongSumData().getPoints().stream()
                .mapToLong(LongPointData::getValue)
                .sum();
    }

    @Test
    void durationsInTheBucketsThatAreAdvised() {
        metrics.ended(end("GET", 200));
        metrics.ended(end("GET", 200));
        MetricData metric = metric("http.server.request.duration");
        assertEquals("s", metric.getUnit());
        HistogramPointData point =
                metric.getHistogramData().getPoints().iterator().next();
        assertEquals(2, point.getCount());
        assertEquals(
                List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0),
                point.getBoundaries());
        assertEquals(
                "{http.request.method=\"GET\", http.response.status_code=200, network.protocol.version=\"1.1\","
                        + " url.scheme=\"http\"}",
                point.getAttributes().toString());
        assertEquals(
                10.0,
                metric("http.server.response.body.size")
                        .getHistogramData()
                        .getPoints()
                        .iterator()
                        .next()
                        .getSum());
    }

    @Test
    void errorsHaveTheirStatus() {
        metrics.ended(end("GET", 503));
        assertEquals("503", durations().iterator().next().getAttributes().get(AttributeKey.stringKey("error.type")));
    }

    @Test
    void inventedMethodsAreOne() {
        for (int i = 0; i < 5000; i++) {
            metrics.ended(end("M" + i, 404));
        }
        assertEquals(1, durations().size());
        HistogramPointData all = durations().iterator().next();
        assertEquals("_OTHER", all.getAttributes().get(AttributeKey.stringKey("http.request.method")));
        assertEquals(5000, all.getCount());
    }

    @Test
    void aboveTheMostSeriesAllIsOne() {
        OpenTelemetryMetrics few = new OpenTelemetryMetrics(sdk, 3);
        for (int i = 0; i < 50; i++) {
            few.ended(end("GET", 200 + i));
        }
        assertEquals(
                List.of(1L, 1L, 1L, 47L),
                durations().stream().map(HistogramPointData::getCount).sorted().toList());
        assertThrows(IllegalArgumentException.class, () -> new OpenTelemetryMetrics(sdk, 0));
    }

    @Test
    void handshakesByVersionAndResult() {
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        metrics.handshake(CLIENT, Handshake.NOT_TLS, "");
        List<String> found = new ArrayList<>();
        for (LongPointData point :
                metric("weir.tls.handshakes").getLongSumData().getPoints()) {
            found.add(point.getAttributes() + " " + point.getValue());
        }
        found.sort(null);
        assertEquals(List.of("{result=\"complete\", tls.protocol.version=\"1.3\"} 2", "{result=\"not_tls\"} 1"), found);
    }

    @Test
    void aServerAndItsLog() throws Exception {
        AccessLog log = AccessLog.builder().output(new ByteArrayOutputStream()).build();
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, _) -> w.write(sum("http.server.active_requests") + " " + sum("weir.connections.open")))
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
                assertEquals("1 1", answer.substring(answer.indexOf("\r\n\r\n") + 4));
            }
            server.shutdown(Duration.ofSeconds(60));
        }
        log.close();
        assertEquals(0, sum("weir.connections.open"));
        assertEquals(0, sum("http.server.active_requests"));
        assertEquals(1, sum("weir.connections.served"));
        assertEquals(1, sum("weir.requests.served"));
        assertEquals(1, sum("weir.access_log.lines"));
        assertEquals(0, sum("weir.access_log.dropped_lines"));
        assertEquals(1, durations().iterator().next().getCount());
    }

    @Test
    void theNames() throws Exception {
        try (Server server =
                Server.builder().address("127.0.0.1:0").handler((_, _) -> {}).build()) {
            metrics.watch(server);
            TreeSet<String> names = new TreeSet<>();
            for (MetricData metric : reader.collectAllMetrics()) {
                names.add(metric.getName() + " " + metric.getUnit() + " " + metric.getType());
            }
            assertEquals("""
                http.server.active_requests {request} LONG_SUM
                weir.aged_connections {connection} LONG_SUM
                weir.buffered By LONG_SUM
                weir.connections.shut_windows {connection} LONG_SUM
                weir.detached_threads {thread} LONG_SUM
                weir.handlers.failed {request} LONG_SUM
                weir.handlers.on_virtual_threads {request} LONG_SUM
                weir.longest_stay s DOUBLE_GAUGE
                weir.loop.hand_overs 1 LONG_SUM
                weir.memory.refusals 1 LONG_SUM
                weir.requests.cancelled {request} LONG_SUM
                weir.requests.served {request} LONG_SUM
                weir.sockets.open {connection} LONG_SUM
                weir.streams.open {stream} LONG_SUM
                weir.streams.shut_windows {stream} LONG_SUM
                weir.tunnels.accepted {tunnel} LONG_SUM
                weir.tunnels.open {tunnel} LONG_SUM\
                """, String.join("\n", names));
        }
    }
}
