package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.http.api.Handler;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.observe.AccessLog;
import dev.weir.observe.LogField;
import dev.weir.observe.Metrics;
import dev.weir.observe.jfr.FlightRecorderEvents;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For each kind of end: what the log, the metrics and a flight recording say, and that it is the same. */
@ResourceLock("the flight recorder, which hears all servers of the process")
class EveryEndTest {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Metrics metrics = new Metrics();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final Recording recording = new Recording(FlightRecorderEvents.settings());
    private final AccessLog log;
    private final Server server;

    @TempDir
    Path directory;

    EveryEndTest() throws IOException {
        log = AccessLog.builder()
                .format(AccessLog.Format.JSON)
                .fields(
                        LogField.METHOD,
                        LogField.SCHEME,
                        LogField.PROTOCOL,
                        LogField.ROUTE,
                        LogField.STATUS,
                        LogField.OUTCOME,
                        LogField.ERROR)
                .output(lines)
                .build();
        FlightRecorderEvents events = new FlightRecorderEvents();
        recording.start();
        server = Server.builder()
                .address("127.0.0.1:0")
                .handler(site())
                .protocol(new Http2Provider(
                        Http2Config.builder().extendedConnect(true).build()))
                .requestListener(events)
                .requestListener(metrics)
                // Last, as the line is what tests wait for.
                .requestListener(log)
                .connectionListener(events)
                .connectionListener(metrics)
                .errorLog(Servers.LOG)
                .build();
        metrics.watch(server).watch(log);
        server.start();
    }

    private Handler site() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /ok", (w, _) -> w.write("hello"));
        mux.handle("GET /fresh", (w, _) -> w.status(304));
        mux.handle("POST /upload", (_, r) -> r.withContentLimit(10).content().readAllBytes());
        mux.handle("GET /failing", (_, _) -> {
            throw new IllegalStateException("on purpose");
        });
        mux.handle("GET /cut", (w, _) -> {
            w.write("begun");
            w.flush();
            throw new IllegalStateException("on purpose");
        });
        mux.handle("GET /waiting", (_, r) -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            r.onCancel(cancelled::countDown);
            running.countDown();
            cancelled.await();
        });
        mux.handle("GET /endless", (w, _) -> {
            running.countDown();
            while (true) {
                w.write(new byte[10_000]);
                w.flush();
            }
        });
        mux.handle("GET /held", (w, r) -> {
            r.onDrain(draining::countDown);
            running.countDown();
            go.await();
            w.write("late");
        });
        mux.handle("/tunnel", (w, _) -> {
            try (var tunnel = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                assertEquals(-1, tunnel.input().read());
            }
        });
        return mux;
    }

    @AfterEach
    void end() throws IOException {
        go.countDown();
        server.close();
        log.close();
        recording.close();
    }

    /** What a client does until its request is over. */
    private interface Http1 {
        void run(EveryEndTest test, Wire wire) throws Exception;
    }

    private interface Http2 {
        void run(EveryEndTest test, Http2Wire wire) throws Exception;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private static Http1 answered(String request) {
        return (_, wire) -> wire.send(request).answer(false);
    }

    private static Http2 answered2(String path) {
        return (_, wire) -> wire.get(1, path).answer(1);
    }

    /** An expectation: method, route, status, outcome, error. */
    static Stream<Arguments> http1() {
        Http1 cancelled = (test, wire) -> {
            wire.send(get("/waiting"));
            test.running.await();
            wire.reset();
        };
        Http1 reset = (test, wire) -> {
            wire.send(get("/endless"));
            test.running.await();
            wire.some(100);
            wire.reset();
        };
        Http1 cut = (_, wire) -> {
            wire.send(get("/cut"));
            wire.restOrReset();
        };
        Http1 tunnel = (_, wire) -> {
            wire.send("GET /tunnel HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            assertEquals(101, wire.head(false).status());
            wire.halfClose();
            wire.rest();
        };
        Http1 drained = (test, wire) -> {
            wire.send(get("/held"));
            test.drain();
            wire.answer(false);
        };
        return Stream.of(
                arguments("200", "GET /ok 200 complete -", answered(get("/ok"))),
                arguments("304", "GET /fresh 304 complete -", answered(get("/fresh"))),
                arguments("404", "GET - 404 complete -", answered(get("/none"))),
                arguments(
                        "413",
                        "POST /upload 413 complete -",
                        answered("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n12345678901")),
                arguments("500", "GET /failing 500 complete 500", answered(get("/failing"))),
                arguments("cut", "GET /cut 200 aborted aborted", cut),
                arguments("cancelled", "GET /waiting 0 client_gone client_gone", cancelled),
                arguments("refused", "_OTHER - 400 refused refused", answered("GET / HTTP/1.1\r\n\r\n")),
                arguments("reset", "GET /endless 200 client_gone client_gone", reset),
                arguments("tunnel closed", "GET /tunnel 101 tunnel -", tunnel),
                arguments("drained", "GET /held 200 complete -", drained),
                arguments(
                        "a method that nobody knows",
                        "_OTHER - 405 complete -",
                        answered("BREW /ok HTTP/1.1\r\nHost: h\r\n\r\n")));
    }

    static Stream<Arguments> http2() {
        Http2 tooLarge = (_, wire) -> wire.request(1, false, "POST", "/upload", "content-length: 11")
                .data(1, true, "12345678901")
                .answer(1);
        Http2 cut = (_, wire) -> {
            wire.get(1, "/cut").expect("HEADERS 1 200");
            wire.expect("DATA 1 5");
            wire.expect("RST_STREAM 1 ");
        };
        Http2 cancelled = (test, wire) -> {
            wire.get(1, "/waiting");
            test.running.await();
            wire.reset(1, 8);
        };
        Http2 reset = (test, wire) -> {
            wire.get(1, "/endless");
            test.running.await();
            wire.expect("HEADERS 1 200");
            wire.reset(1, 8);
        };
        Http2 malformed = (_, wire) ->
                wire.headers(1, true, ":method: GET", ":scheme: http").expect("RST_STREAM 1 PROTOCOL_ERROR");
        Http2 tunnel = (_, wire) -> {
            wire.headers(
                    1,
                    false,
                    ":method: CONNECT",
                    ":protocol: echo",
                    ":scheme: http",
                    ":path: /tunnel",
                    ":authority: localhost");
            wire.expect("HEADERS 1 200");
            wire.data(1, true, "");
        };
        Http2 drained = (test, wire) -> {
            wire.get(1, "/held");
            test.drain();
            // GOAWAY comes before or after the answer, and a PING that is to be answered.
            for (Http2Wire.Frame f = wire.read(); f.type() != Http2Wire.HEADERS; f = wire.read()) {
                if (f.type() == Http2Wire.PING && f.flags() == 0) {
                    wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, f.payload());
                }
            }
        };
        return Stream.of(
                arguments("200", "GET /ok 200 complete -", answered2("/ok")),
                arguments("304", "GET /fresh 304 complete -", answered2("/fresh")),
                arguments("404", "GET - 404 complete -", answered2("/none")),
                arguments("413", "POST /upload 413 complete -", tooLarge),
                arguments("500", "GET /failing 500 complete 500", answered2("/failing")),
                arguments("cut", "GET /cut 200 aborted aborted", cut),
                arguments("cancelled", "GET /waiting 0 client_gone client_gone", cancelled),
                arguments("refused", "_OTHER - 0 refused refused", malformed),
                arguments("reset", "GET /endless 200 client_gone client_gone", reset),
                arguments("tunnel closed", "CONNECT /tunnel 200 tunnel -", tunnel),
                arguments("drained", "GET /held 200 complete -", drained));
    }

    /** A shutdown begins while a handler runs, and goes on until it has ended. */
    private void drain() throws InterruptedException {
        running.await();
        Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(60)));
        draining.await();
        go.countDown();
    }

    private Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http1")
    void overHttp1(String name, String expected, Http1 client) throws Exception {
        try (Wire wire = new Wire(socket())) {
            client.run(this, wire);
            check(name, "1.1", expected);
        }
        assertProtocol("http/1.1", name);
        checkRecording("http/1.1", "HTTP/1.1", expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http2")
    void overHttp2(String name, String expected, Http2 client) throws Exception {
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            client.run(this, wire);
            check(name, "2", expected);
        }
        assertProtocol("h2", name);
        checkRecording("h2", "HTTP/2", expected);
    }

    private void check(String name, String version, String expected) {
        Servers.await(() -> log.written() == 1, () -> name + ": no line");
        List<String> logged = lines.toString(StandardCharsets.US_ASCII).lines().toList();
        assertEquals(1, logged.size(), name);
        String[] parts = expected.split(" ");
        String status = parts[2].equals("0") ? "" : parts[2];
        String route = parts[1].equals("-") ? "" : parts[1];
        String error = parts[4].equals("-") ? "" : parts[4];
        String line = logged.getFirst();
        assertEquals(
                status + " " + route + " " + parts[3] + " " + error + " " + version,
                member(line, "http.response.status_code") + " " + member(line, "http.route") + " "
                        + member(line, "weir.outcome") + " " + member(line, "error.type") + " "
                        + member(line, "network.protocol.version"),
                line);
        String sample = "http_server_request_duration_seconds_count{http_request_method=\"" + parts[0]
                + "\",http_response_status_code=\"" + member(line, "http.response.status_code") + "\",http_route=\""
                + member(line, "http.route") + "\",network_protocol_version=\""
                + member(line, "network.protocol.version") + "\",url_scheme=\"" + member(line, "url.scheme")
                + "\",error_type=\"" + member(line, "error.type") + "\"} 1";
        assertEquals(
                List.of(sample),
                scrape().filter(l -> l.startsWith("http_server_request_duration_seconds_count"))
                        .toList());
    }

    private void checkRecording(String alpn, String version, String expected) throws IOException {
        Path file = directory.resolve("of.jfr");
        recording.dump(file);
        List<RecordedEvent> all = RecordingFile.readAllEvents(file);
        RecordedEvent request = only(all, "weir.Request");
        String route = request.getString("route").isEmpty() ? "-" : request.getString("route");
        String outcome = request.getString("outcome").toLowerCase(Locale.ROOT);
        assertTrue(
                expected.contains(" " + route + " " + request.getInt("status") + " " + outcome + " "),
                request::toString);
        assertEquals(version, request.getString("protocol"));
        assertTrue(
                request.getDuration().compareTo(request.getDuration("handler")) >= 0
                        && request.getDuration("handler").compareTo(request.getDuration("stalled")) >= 0,
                request::toString);
        RecordedEvent connection = only(all, "weir.Connection");
        assertEquals(alpn, connection.getString("protocol"));
        assertEquals(connection.getLong("connectionId"), request.getLong("connectionId"));
    }

    private static RecordedEvent only(List<RecordedEvent> all, String name) {
        List<RecordedEvent> of = all.stream()
                .filter(e -> e.getEventType().getName().equals(name))
                .toList();
        assertEquals(1, of.size(), of::toString);
        return of.getFirst();
    }

    /** Returns a member's value as text; empty where it is not there. */
    private static String member(String line, String name) {
        int at = line.indexOf("\"" + name + "\":");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 3;
        int end = from;
        while (line.charAt(end) != ',' && line.charAt(end) != '}') {
            end++;
        }
        return line.substring(from, end).replace("\"", "");
    }

    private Stream<String> scrape() {
        return ResponseRecorder.serve(metrics.handler(), MemoryRequest.builder().build())
                .contentText()
                .lines();
    }

    private void assertProtocol(String alpn, String name) {
        Servers.await(
                () -> scrape().anyMatch(("weir_connections_open{protocol=\"" + alpn + "\"} 0")::equals),
                () -> name + ": "
                        + scrape().filter(l -> l.startsWith("weir_connections")).toList());
        assertTrue(
                scrape().anyMatch(("weir_connections_served_total{protocol=\"" + alpn + "\"} 1")::equals),
                () -> scrape().toList().toString());
    }
}
