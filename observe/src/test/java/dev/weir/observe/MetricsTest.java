package dev.weir.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.RequestEnd.Outcome;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted, by what, and how it is written. */
class MetricsTest {
    private static final SocketAddress CLIENT = new InetSocketAddress("203.0.113.77", 1);
    private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";

    private final Metrics metrics = new Metrics();

    private ResponseRecorder scrape(String accept) {
        return ResponseRecorder.serve(
                        metrics.handler(),
                        MemoryRequest.builder().header("Accept", accept).build())
                .assertStatus(200);
    }

    private List<String> lines(String beginning) {
        return scrape("text/plain")
                .contentText()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .toList();
    }

    private static MemoryRequest request(String method) {
        return MemoryRequest.builder().method(method).build();
    }

    private static String labels(String method, String status, String route, String version, String error) {
        return "{http_request_method=\"" + method + "\",http_response_status_code=\"" + status + "\",http_route=\""
                + route + "\",network_protocol_version=\"" + version + "\",url_scheme=\"http\",error_type=\"" + error
                + "\"}";
    }

    // ---- requests

    @ParameterizedTest
    @CsvSource({
        "0, 0.005",
        "5000, 0.005",
        "5001, 0.01",
        "10000, 0.01",
        "25000, 0.025",
        "50000, 0.05",
        "75000, 0.075",
        "100000, 0.1",
        "250000, 0.25",
        "500000, 0.5",
        "750000, 0.75",
        "1000000, 1",
        "2500000, 2.5",
        "5000000, 5",
        "7500000, 7.5",
        "10000000, 10",
        "10000001, +Inf"
    })
    void theBucketsThatOpenTelemetryAdvises(long micros, String le) {
        metrics.ended(Ended.of(request("GET"), 200).with(Duration.ofNanos(micros * 1000)));
        List<String> buckets = lines("http_server_request_duration_seconds_bucket");
        assertEquals(15, buckets.size());
        String first =
                buckets.stream().filter(line -> line.endsWith(" 1")).findFirst().orElseThrow();
        assertTrue(first.endsWith(",le=\"" + le + "\"} 1"), first);
    }

    @Test
    void byRouteMethodStatusProtocolAndError() {
        metrics.ended(Ended.of(request("GET"), 200));
        metrics.ended(Ended.of(request("GET"), 200));
        metrics.ended(Ended.of(request("GET"), 500).withProtocol("HTTP/2"));
        metrics.ended(Ended.of(request("POST"), 200).with(Outcome.ABORTED).withProtocol("HTTP/1.0"));
        metrics.ended(Ended.of(request("POST"), 0).with(Outcome.CLIENT_GONE));
        String name = "http_server_request_duration_seconds_count";
        assertEquals(
                Set.of(
                        name + labels("GET", "200", "/a/{id}", "1.1", "") + " 2",
                        name + labels("GET", "500", "/a/{id}", "2", "500") + " 1",
                        name + labels("POST", "200", "/a/{id}", "1.0", "aborted") + " 1",
                        name + labels("POST", "", "/a/{id}", "1.1", "client_gone") + " 1"),
                new HashSet<>(lines(name)));
        assertEquals(
                List.of("http_server_request_duration_seconds_sum" + labels("GET", "200", "/a/{id}", "1.1", "")
                        + " 0.006000000"),
                lines("http_server_request_duration_seconds_sum" + labels("GET", "200", "/a/{id}", "1.1", "")));
        assertEquals(
                List.of("http_server_response_body_size_bytes_sum" + labels("GET", "200", "/a/{id}", "1.1", "")
                        + " 10"),
                lines("http_server_response_body_size_bytes_sum" + labels("GET", "200", "/a/{id}", "1.1", "")));
    }

    @Test
    void aHeadThatIsRefusedHasNoRouteMethodOrScheme() {
        metrics.ended(Ended.refused(400));
        assertEquals(
                List.of("http_server_request_duration_seconds_count{http_request_method=\"_OTHER\","
                        + "http_response_status_code=\"400\",http_route=\"\",network_protocol_version=\"1.1\","
                        + "url_scheme=\"\",error_type=\"refused\"} 1"),
                lines("http_server_request_duration_seconds_count"));
    }

    @Test
    void patternsOfOneRouteAreOneSeries() {
        metrics.ended(Ended.of(request("GET"), 200).withPattern("GET /a"));
        metrics.ended(Ended.of(request("GET"), 200).withPattern("/a"));
        metrics.ended(Ended.of(request("GET"), 200).withPattern("GET example/a"));
        assertEquals(
                List.of(
                        "http_server_request_duration_seconds_count" + labels("GET", "200", "/a", "1.1", "") + " 2",
                        "http_server_request_duration_seconds_count" + labels("GET", "200", "example/a", "1.1", "")
                                + " 1"),
                lines("http_server_request_duration_seconds_count"));
    }

    @Test
    void labelsAreEscaped() {
        metrics.ended(Ended.of(request("GET"), 200).withPattern("/a\"b\\c\nd"));
        assertEquals(
                List.of("http_server_request_duration_seconds_count"
                        + labels("GET", "200", "/a\\\"b\\\\c\\nd", "1.1", "") + " 1"),
                lines("http_server_request_duration_seconds_count"));
    }

    // ---- floods

    @Test
    void inventedMethodsPathsAndHostsAreFew() {
        for (int i = 0; i < 20_000; i++) {
            MemoryRequest r = MemoryRequest.builder()
                    .method("M" + i)
                    .target("/p" + i)
                    .authority("h" + i)
                    .build();
            metrics.ended(Ended.of(r, 404).withPattern(""));
        }
        assertEquals(
                List.of("http_server_request_duration_seconds_count" + labels("_OTHER", "404", "", "1.1", "")
                        + " 20000"),
                lines("http_server_request_duration_seconds_count"));
    }

    @Test
    void aboveTheMostSeriesAllIsOne() {
        Metrics few = new Metrics(3);
        for (int i = 0; i < 10_000; i++) {
            few.ended(Ended.of(request("GET"), 200).withPattern("/made/up/" + i));
        }
        List<String> counts = ResponseRecorder.serve(
                        few.handler(), MemoryRequest.builder().build())
                .contentText()
                .lines()
                .filter(line -> line.startsWith("http_server_request_duration_seconds_count"))
                .toList();
        assertEquals(4, counts.size(), counts::toString);
        assertEquals(
                "http_server_request_duration_seconds_count{http_request_method=\"_OTHER\","
                        + "http_response_status_code=\"\",http_route=\"_OTHER\",network_protocol_version=\"\","
                        + "url_scheme=\"\",error_type=\"\"} 9997",
                counts.getLast());
        assertThrows(IllegalArgumentException.class, () -> new Metrics(0));
    }

    @Test
    void threadsThatRaceLoseNothing() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 5000; i++) {
                    metrics.ended(Ended.of(request("GET"), 200 + i % 5).withPattern("/" + i % 7));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        List<String> counts = lines("http_server_request_duration_seconds_count");
        assertEquals(35, counts.size());
        assertEquals(
                20_000,
                counts.stream()
                        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum());
    }

    // ---- connections

    @Test
    void handshakesByVersionAndResult() {
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.2");
        metrics.handshake(CLIENT, Handshake.NOT_TLS, "");
        assertEquals(
                List.of(
                        "weir_tls_handshakes_total{result=\"not_tls\",tls_protocol_version=\"\"} 1",
                        "weir_tls_handshakes_total{result=\"complete\",tls_protocol_version=\"1.2\"} 1",
                        "weir_tls_handshakes_total{result=\"complete\",tls_protocol_version=\"1.3\"} 2"),
                lines("weir_tls_handshakes_total"));
    }

    // ---- formats

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        text/plain                                                                     | text/plain
        */*                                                                            | text/plain
        application/json                                                               | text/plain
        application/openmetrics-text                                                   | application
        application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1 | application
        text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5 | text/plain
        application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;q=0.2 | application
        application/openmetrics-text;version=9.0.0                                     | text/plain
        """)
    void theFormatThatTheScraperPrefers(String accept, String beginning) {
        String type = String.valueOf(scrape(accept).headers().get("Content-Type"));
        assertTrue(type.startsWith(beginning), type);
    }

    @Test
    void openMetricsHasUnitsPointsAndAnEnd() {
        metrics.ended(Ended.of(request("GET"), 200));
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        String text = scrape(OPEN_METRICS).contentText();
        assertTrue(text.endsWith("# EOF\n"), text);
        assertTrue(text.contains("# UNIT http_server_request_duration_seconds seconds\n"), text);
        assertTrue(text.contains(",le=\"1.0\"} 1\n") && text.contains(",le=\"+Inf\"} 1\n"), text);
        assertTrue(text.contains("# TYPE weir_tls_handshakes counter\n"), text);
        assertTrue(text.contains("weir_tls_handshakes_total{"), text);
    }

    /** Each line is a comment or a sample of the family above it; no sample comes twice. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", OPEN_METRICS})
    void samplesBelongToTheirFamily(String accept) throws Exception {
        fill();
        String family = "";
        Set<String> seen = new HashSet<>();
        for (String line : scrape(accept).contentText().lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ")[2];
            } else if (!line.startsWith("#")) {
                String name = line.substring(0, line.lastIndexOf(' '));
                assertTrue(line.startsWith(family), line);
                assertTrue(seen.add(name), line);
            }
        }
    }

    private void fill() throws IOException {
        for (String method : List.of("GET", "POST", "BREW")) {
            for (int status : List.of(0, 200, 404, 500)) {
                metrics.ended(Ended.of(request(method), status));
            }
        }
        metrics.ended(Ended.refused(400));
        metrics.handshake(CLIENT, Handshake.COMPLETE, "TLSv1.3");
        Server server =
                Server.builder().address("127.0.0.1:0").handler((_, _) -> {}).build();
        AccessLog log = AccessLog.builder().output(new ByteArrayOutputStream()).build();
        metrics.watch(server).watch(log);
        metrics.watch(server).watch(log);
        log.close();
        server.close();
    }

    @Test
    void promtoolFindsNothing() throws Exception {
        fill();
        Process promtool;
        try {
            promtool = new ProcessBuilder(System.getProperty("weir.promtool", "promtool"), "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("promtool is not here (Debian: prometheus)");
            return;
        }
        try (var in = promtool.getOutputStream()) {
            in.write(scrape("text/plain").contentBytes());
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("0: ", promtool.waitFor() + ": " + said);
    }
}
