package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import dev.weir.observe.AccessLog;
import dev.weir.observe.Metrics;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log and metrics under clients that mean no good, and a disk that is full. */
class ObservedFloodTest {
    private static final int REQUESTS = 300;

    private final Metrics metrics = new Metrics();

    @TempDir
    Path directory;

    private List<String> scrape(String beginning) {
        return ResponseRecorder.serve(metrics.handler(), MemoryRequest.builder().build())
                .contentText()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .toList();
    }

    /** Whatever they invent: a line each, and one series. */
    @Test
    void inventedMethodsPathsHostsIdsAndFields() throws Exception {
        Path file = directory.resolve("access.log");
        try (AccessLog log = AccessLog.builder()
                .field("user.name", r -> r.headers().find("X-Request-Id"))
                .file(file)
                .build()) {
            ServeMux mux = new ServeMux();
            mux.handle("GET /ok", (w, _) -> w.write("hello"));
            try (Server server = Servers.start(b -> b.requestListener(log).requestListener(metrics), mux);
                    Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                for (int i = 0; i < REQUESTS; i++) {
                    wire.send("M" + i + " /p" + i + "?%0a HTTP/1.1\r\nHost: h" + i
                            + "\r\nX-Request-Id: id" + i + "\r\nTraceparent: 00-" + "%032x".formatted(i + 1) + "-"
                            + "1".repeat(16)
                            + "-01\r\nUser-Agent: \u009b2J\" 200 5\t\"x\"\r\nReferer: a\\\" - - [x]\r\n\r\n");
                    wire.answer(false);
                }
            }
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(REQUESTS, lines.size());
        for (String line : lines) {
            assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7f), line);
            assertEquals(6, line.chars().filter(c -> c == '"').count(), line);
        }
        List<String> counts = scrape("http_server_request_duration_seconds_count");
        assertEquals(1, counts.size(), counts::toString);
        assertTrue(counts.getFirst().endsWith(" " + REQUESTS), counts::toString);
    }

    @Test
    void aFullDiskCostsLinesAndNoRequest() throws Exception {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full), "there is no /dev/full");
        try (AccessLog log = AccessLog.builder().file(full).build()) {
            metrics.watch(log);
            try (Server server = Servers.start(b -> b.requestListener(log), (w, _) -> w.write("hello"));
                    Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                for (int i = 0; i < REQUESTS; i++) {
                    wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                    assertEquals(200, wire.answer(false).status());
                }
            }
            Servers.await(() -> log.dropped() == REQUESTS, () -> log.dropped() + " lost");
        }
        assertEquals(
                List.of("weir_access_log_dropped_lines_total " + REQUESTS),
                scrape("weir_access_log_dropped_lines_total"));
    }

    /** One that throws takes nothing from the others, nor from the client. */
    @Test
    void everyListenerHears() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        try (Server server = Servers.start(
                        b -> b.requestListener(_ -> {
                                    throw new IllegalStateException("on purpose");
                                })
                                .requestListener(metrics)
                                .requestListener(_ -> heard.incrementAndGet()),
                        (w, _) -> w.write("hello"));
                Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
            assertEquals(
                    200,
                    wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").answer(false).status());
            Servers.await(() -> heard.get() == 1, () -> heard + " heard");
        }
        assertEquals(1, scrape("http_server_request_duration_seconds_count").size());
    }

    @Test
    void handshakesAndTheirFailures() throws Exception {
        try (Server server = Servers.start(
                b -> b.tls(Certificates.server()).connectionListener(metrics), (w, _) -> w.write("hello"))) {
            Certificates.connect(server.port(), "h2").close();
            Certificates.connect(server.port(), "http/1.1").close();
            try (Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").rest();
            }
            try (Socket mute = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                mute.getOutputStream().write(new byte[] {22, 3, 1, 0, 2, 1, 0});
                mute.shutdownOutput();
                assertTrue(mute.getInputStream().readAllBytes().length >= 0);
            }
            Servers.awaitNoConnections(server);
            Servers.await(
                    () -> scrape("weir_connections_open").stream().allMatch(l -> l.endsWith(" 0")),
                    () -> scrape("weir_connections").toString());
            List<String> handshakes = scrape("weir_tls_handshakes_total");
            assertTrue(
                    handshakes.contains(
                            "weir_tls_handshakes_total{result=\"complete\",tls_protocol_version=\"1.3\"} 2"),
                    handshakes::toString);
            assertTrue(
                    handshakes.contains("weir_tls_handshakes_total{result=\"not_tls\",tls_protocol_version=\"\"} 1"),
                    handshakes::toString);
            assertEquals(3, handshakes.size(), handshakes::toString);
            assertEquals(
                    List.of(
                            "weir_connections_served_total{protocol=\"h2\"} 1",
                            "weir_connections_served_total{protocol=\"http/1.1\"} 1"),
                    scrape("weir_connections_served_total"));
        }
    }
}
