package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.LogTap;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says to its log: one line at its start, one at its end, and one for each request that is refused. */
@ResourceLock(Resources.SYSTEM_ERR)
@Timeout(120)
class LogLinesTest {
    private static final String LOG = "dev.weir.loglines";
    /** As lines have it. */
    private static final String SHORT = "loglines";

    @BeforeAll
    static void showAll() {
        System.setProperty("org.slf4j.simpleLogger.log." + LOG, "debug");
    }

    private static ServerBuilder builder(Handler handler) {
        return Server.builder().address("127.0.0.1:0").errorLog(LOG).handler(handler);
    }

    private static Server started(ServerBuilder builder) throws IOException {
        Server server = builder.build();
        server.start();
        return server;
    }

    /** The lines without what comes before their text. */
    private static List<String> lines(LogTap log) {
        return log.lines().stream()
                .map(line -> line.substring(line.indexOf(SHORT) + SHORT.length() + 3))
                .toList();
    }

    // ---- start and end

    @Test
    void aCleanLifeHasTwoLines() throws Exception {
        try (LogTap log = LogTap.on(SHORT)) {
            Server server = started(builder((w, r) -> w.write("x")));
            String at = "127.0.0.1:" + server.port();
            assertEquals(List.of("listening on " + at + ": h2, http/1.1, no TLS"), lines(log));
            assertThrows(IllegalStateException.class, server::start);
            assertTrue(server.shutdown(Duration.ofSeconds(60)));
            assertTrue(server.shutdown(Duration.ofSeconds(60)));
            server.close();
            server.awaitStop();
            assertEquals(
                    List.of("ended on " + at + ": shut down, all connections ended in order"),
                    lines(log).subList(1, lines(log).size()));
            assertTrue(log.lines().stream().allMatch(line -> line.contains(" INFO ")), () -> "" + log.lines());
        }
    }

    @Test
    void theGraceThatEndsIsNamed() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        try (LogTap log = LogTap.on(SHORT)) {
            Server server = started(builder((w, r) -> {
                reached.countDown();
                new CountDownLatch(1).await();
            }));
            try (Wire wire = Wire.to(server.port())) {
                wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                reached.await();
                assertFalse(server.shutdown(Duration.ZERO));
            }
            assertEquals(
                    1,
                    count(
                            log,
                            "ended on 127.0.0.1:" + server.port()
                                    + ": shut down, 1 connection closed at the end of the grace"),
                    () -> "" + log.lines());
        }
    }

    @Test
    void anEndAtOnceIsNamed() throws Exception {
        CountDownLatch reached = new CountDownLatch(2);
        try (LogTap log = LogTap.on(SHORT)) {
            Server server = started(builder((w, r) -> {
                reached.countDown();
                new CountDownLatch(1).await();
            }));
            try (Wire one = Wire.to(server.port());
                    Wire other = Wire.to(server.port())) {
                one.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                other.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                reached.await();
                server.close();
                server.close();
            }
            assertEquals(1, count(log, "ended on"), () -> "" + log.lines());
            assertEquals(1, count(log, ": closed, with 2 connections"), () -> "" + log.lines());
        }
    }

    @Test
    void whatNeverStartedSaysNothing() throws Exception {
        try (LogTap log = LogTap.on(SHORT)) {
            Server never = builder((w, r) -> {}).build();
            never.shutdown(Duration.ZERO);
            never.close();
            try (Server first = Server.builder()
                    .address("127.0.0.1:0")
                    .errorLog(Servers.LOG)
                    .handler((w, r) -> {})
                    .build()) {
                first.start();
                Server second = builder((w, r) -> {})
                        .address("127.0.0.1:" + first.port())
                        .build();
                assertThrows(BindException.class, second::start);
                second.close();
            }
            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void aUnixSocketIsAPath(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("s");
        try (LogTap log = LogTap.on(SHORT)) {
            started(builder((w, r) -> {}).address("unix:" + file).protocols("http/1.1"))
                    .close();
            assertEquals(
                    List.of(
                            "listening on unix:" + file + ": http/1.1, no TLS",
                            "ended on unix:" + file + ": closed, no connection was open"),
                    lines(log));
        }
    }

    /** And a client without TLS is one line, before there is a protocol. */
    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void theProviderOfTlsIsNamed(String provider) throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = started(
                        builder(HANDLER).tls(Certificates.server(provider).build()))) {
            assertEquals(
                    List.of("listening on 127.0.0.1:" + server.port() + ": h2, http/1.1, TLS by " + provider),
                    lines(log));
            log.begin();
            try (Wire wire = Wire.to(server.port())) {
                wire.send("GET /\u001b[2J HTTP/1.1\r\n\r\n");
                wire.restOrReset();
            }
            Servers.awaitNoConnections(server);
            assertEquals(1, log.lines().size(), () -> "" + log.lines());
            assertEquals(1, count(log, "failed TLS handshake from "), () -> "" + log.lines());
        }
    }

    private static long count(LogTap log, String text) {
        return log.lines().stream().filter(line -> line.contains(text)).count();
    }

    // ---- refused requests

    static Stream<Arguments> http1() {
        return Stream.of(
                arguments("GET / HTTP/1.1\r\n\r\n", 400),
                arguments("GET /a\u001b[2Jb HTTP/1.1\r\nHost: h\r\n\r\n", 400),
                arguments("GET /\u0085x HTTP/1.1\r\nHost: h\r\n\r\n", 400),
                arguments("GET / HTTP/1.1\r\nHost: h\r\nA\u001b: x\r\n\r\n", 400),
                arguments("GET / HTTP/1.1\r\nHost: h\u009b\r\n\r\n", 400),
                arguments("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n", 414),
                arguments("GET / HTTP/1.1\r\nHost: h\r\nA: " + "a".repeat(70_000) + "\r\n\r\n", 431),
                arguments("GET / HTTP/1.1\r\nHost: h\r\nExpect: \u009bmore\r\n\r\n", 417),
                arguments("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
                arguments("GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505),
                arguments("GET https://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 421),
                arguments("GET /thrown HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 403));
    }

    private static final Handler HANDLER = (w, r) -> {
        if (r.path().equals("/thrown")) {
            throw new HttpError(403, "no\r\nINFO forged\u001b[2J");
        }
        w.write(r.content().readAllBytes());
    };

    @ParameterizedTest
    @MethodSource("http1")
    void eachRefusedRequestOfHttp1IsOneLine(String request, int status) throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = started(builder(HANDLER))) {
            log.begin();
            try (Wire wire = Wire.to(server.port())) {
                wire.send(request);
                Answer answer = wire.answer(false);
                assertEquals(status, answer.status(), wire::transcript);
                wire.restOrReset();
            }
            Servers.awaitNoConnections(server);
            oneLine(log, " " + status + ": ");
        }
    }

    private static void oneLine(LogTap log, String text) {
        // A client that is slow to close, on a slow machine, has a line of its own.
        List<String> lines = log.lines().stream()
                .filter(line -> !line.contains("while lingering: "))
                .toList();
        assertEquals(1, lines.size(), lines::toString);
        String line = lines.get(0);
        assertTrue(line.contains(" DEBUG ") && line.contains(text), line);
        assertTrue(line.chars().allMatch(c -> c >= ' ' && (c < 0x7f || c >= 0xa0)), line);
    }

    private static Arguments http2Row(String what, String text, String... fields) {
        List<String> all = new ArrayList<>(List.of(":method: GET", ":authority: h"));
        all.addAll(List.of(fields));
        return arguments(what, text, all);
    }

    static Stream<Arguments> http2() {
        return Stream.of(
                http2Row("no :path", "stream 1 reset", ":scheme: http"),
                http2Row("a line end in a field", "stream 1 reset", ":scheme: http", ":path: /", "a: x\r\ny"),
                http2Row("an escape in the path", "stream 1 reset", ":scheme: http", ":path: /\u001b[2J"),
                http2Row("another scheme", " 421: ", ":scheme: https", ":path: /"),
                http2Row("too long a field", " 431: ", ":scheme: http", ":path: /", "a: " + "a".repeat(10_000)),
                http2Row("thrown", " 403: ", ":scheme: http", ":path: /thrown"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http2")
    void eachRefusedRequestOfHttp2IsOneLine(String what, String text, List<String> fields) throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = started(builder(HANDLER).maxHeaderBytes(8192));
                Http2Wire wire = Http2Wire.begin(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
            log.begin();
            wire.headers(1, true, fields.toArray(String[]::new));
            Servers.await(() -> !log.lines().isEmpty(), () -> what + ": no line");
            // The answer to this is behind all that the request made the connection say.
            wire.frame(Http2Wire.PING, 0, 0, new byte[8]);
            Http2Wire.Frame frame = wire.readPatiently();
            while (frame != null && frame.type() != Http2Wire.PING) {
                frame = wire.readPatiently();
            }
            Servers.await(() -> server.stats().runningHandlers() == 0, () -> "" + server.stats());
            oneLine(log, text);
        }
    }

    @Test
    void aRefusedStreamIsOneLine() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        try (LogTap log = LogTap.on(SHORT);
                Server server = started(builder((w, r) -> {
                            reached.countDown();
                            w.write(r.content().readAllBytes());
                        })
                        .protocol(new Http2Provider(
                                Http2Config.builder().maxConcurrentStreams(1).build())));
                Http2Wire wire = Http2Wire.begin(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
            log.begin();
            wire.request(1, false, "POST", "/");
            reached.await();
            wire.get(3, "/");
            wire.expect("RST_STREAM 3 REFUSED_STREAM");
            wire.data(1, true, "x");
            wire.answer(1);
            oneLine(log, "stream 3 reset: REFUSED_STREAM");
        }
    }

    /** Nothing came, or only part of a preface: one line, whoever notices. */
    @Test
    void aConnectionWithoutARequestIsOneLine() throws Exception {
        try (LogTap log = LogTap.on(SHORT);
                Server server = started(builder(HANDLER).readHeaderTimeout(Duration.ofMillis(50)))) {
            log.begin();
            try (Wire wire = Wire.to(server.port())) {
                wire.restOrReset();
            }
            Servers.awaitNoConnections(server);
            oneLine(log, "no request began in time");
        }
    }
}
