package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What deadlines do. When they do it is asserted nowhere: only that it happens, within the client's own patience. */
class WireTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    /** For a request that has to come through, on a busy machine too. */
    private static final Duration AMPLE = Duration.ofMillis(1500);

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";

    private static Server start(UnaryOperator<ServerBuilder> settings, Handler handler) throws IOException {
        Server server = settings.apply(Server.builder()
                        .address("127.0.0.1:0")
                        .handler(handler)
                        .errorLog(Servers.LOG)
                        .readHeaderTimeout(LONG)
                        .idleTimeout(LONG))
                .build();
        server.start();
        return server;
    }

    /** The connection ends, in order and with at most a 408. */
    private static void assertTimedOut(Wire wire) throws IOException {
        String came = wire.rest();
        assertTrue(
                came.isEmpty() || came.startsWith("HTTP/1.1 408 "),
                () -> "neither silence nor 408" + wire.transcript());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "G", "GET / HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\r\nHost: h\r\nA: "})
    void aHeadThatDoesNotEndIsClosed(String part) throws Exception {
        try (Server server = start(b -> b.readHeaderTimeout(SHORT), (w, r) -> w.write("x"));
                Wire wire = Wire.to(server.port())) {
            wire.send(part);
            assertTimedOut(wire);
            Servers.awaitNoConnections(server);
        }
    }

    /** Each byte comes soon enough, all of them do not: the deadline is one for the head and not for a read. */
    @Test
    void aHeadThatComesByteByByteIsClosed() throws Exception {
        try (Server server = start(b -> b.readHeaderTimeout(SHORT), (w, r) -> w.write("x"));
                Wire wire = Wire.to(server.port())) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    wire.socket().getOutputStream().write("GET / HTTP/1.1\r\nHost: h\r\nA: ".getBytes());
                    for (int i = 0; i < 10_000; i++) {
                        wire.socket().getOutputStream().write('x');
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException _) {
                    // closed, as it should be
                }
            });
            String came = wire.restOrReset();
            assertTrue(came.isEmpty() || came.startsWith("HTTP/1.1 408 "), wire::transcript);
            sender.interrupt();
            Servers.awaitNoConnections(server);
        }
    }

    @Test
    void theSecondHeadHasADeadlineToo() throws Exception {
        try (Server server = start(b -> b.readHeaderTimeout(AMPLE), (w, r) -> w.write("x"));
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals("x", wire.answer(false).body(), wire::transcript);
            wire.send("GET / HT");
            assertTimedOut(wire);
        }
    }

    @Test
    void anIdleConnectionIsClosedInOrder() throws Exception {
        try (Server server = start(b -> b.idleTimeout(SHORT), (w, r) -> w.write("x"));
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals("x", wire.answer(false).body(), wire::transcript);
            assertEquals("", wire.rest(), wire::transcript);
            Servers.awaitNoConnections(server);
        }
    }

    @Test
    void idleFallsBackToTheReadTimeout() throws Exception {
        try (Server server = start(b -> b.idleTimeout(Duration.ZERO).readTimeout(AMPLE), (w, r) -> w.write("x"));
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals("x", wire.answer(false).body(), wire::transcript);
            assertEquals("", wire.rest(), wire::transcript);
        }
    }

    @Test
    void aHandlerThatTakesLongerThanTheIdleAndHeaderTimeoutsIsNotCut() throws Exception {
        try (Server server =
                        start(b -> b.idleTimeout(AMPLE).readHeaderTimeout(AMPLE).readTimeout(AMPLE), (w, r) -> {
                            Thread.sleep(AMPLE.toMillis() + 500);
                            w.write("x");
                        });
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals("x", wire.answer(false).body(), wire::transcript);
        }
    }

    /** The whole request, from the accept on: not only what comes after its head. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "P", "GET / HTTP/1.1\r\nHost: h\r\n"})
    void aReadTimeoutLimitsTheFirstHeadToo(String part) throws Exception {
        for (boolean h2c : new boolean[] {true, false}) {
            try (Server server = start(b -> b.readTimeout(SHORT).h2c(h2c), (w, r) -> w.write("x"));
                    Wire wire = Wire.to(server.port())) {
                wire.send(part);
                assertTimedOut(wire);
                Servers.awaitNoConnections(server);
            }
        }
    }

    @Test
    void aReadTimeoutLimitsALaterHeadToo() throws Exception {
        try (Server server = start(b -> b.readTimeout(AMPLE), (w, r) -> w.write("x"));
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals("x", wire.answer(false).body(), wire::transcript);
            wire.send("GET / HT");
            assertTimedOut(wire);
        }
    }

    /** It begins with the request, however long the connection was idle before. */
    @Test
    void aReadTimeoutIsNotForTheTimeBetweenRequests() throws Exception {
        try (Server server = start(b -> b.readTimeout(AMPLE), new Probe());
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals(200, wire.answer(false).status(), wire::transcript);
            Thread.sleep(AMPLE.toMillis() + 500);
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
            assertEquals("POST / @h 5:hello", wire.answer(false).body(), wire::transcript);
        }
    }

    /** A head and content that each come in time, and not both of them together. */
    @Test
    void aReadTimeoutIsForHeadAndContentTogether() throws Exception {
        BlockingQueue<Long> waited = new LinkedBlockingQueue<>();
        Duration whole = Duration.ofSeconds(4);
        try (Server server = start(b -> b.readTimeout(whole), (w, r) -> {
                    long from = System.nanoTime();
                    try {
                        r.content().readAllBytes();
                    } finally {
                        waited.add(System.nanoTime() - from);
                    }
                });
                Wire wire = Wire.to(server.port())) {
            wire.send("POST / HTTP/1.1\r\n");
            Thread.sleep(2000);
            wire.send("Host: h\r\nContent-Length: 1000\r\n\r\n");
            assertEquals(408, wire.answer(false).status(), wire::transcript);
            // Had the clock begun after the head, the handler would have waited for all of it.
            assertTrue(waited.take() < whole.toNanos() - 200_000_000L);
        }
    }

    /** What limits the reading of a request says nothing of the time that its answer takes, nor of the next request. */
    @Test
    void aReadTimeoutEndsWithTheContent() throws Exception {
        try (Server server = start(b -> b.readTimeout(AMPLE), (w, r) -> {
                    r.content().readAllBytes();
                    r.onCancel(() -> {});
                    Thread.sleep(AMPLE.toMillis() + 500);
                    w.write("cancelled " + r.cancelled());
                });
                Wire wire = Wire.to(server.port())) {
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
            wire.send("hello" + GET);
            assertEquals("cancelled false", wire.answer(false).body(), wire::transcript);
            assertEquals("cancelled false", wire.answer(false).body(), wire::transcript);
            wire.send(GET);
            assertEquals("cancelled false", wire.answer(false).body(), wire::transcript);
        }
    }

    @Test
    void contentThatIsTooLateIsAnsweredWith408() throws Exception {
        try (Server server = start(b -> b.readTimeout(AMPLE), new Probe());
                Wire wire = Wire.to(server.port())) {
            wire.send(POST).send("some");
            Answer answer = wire.answer(false);
            assertEquals(408, answer.status(), wire::transcript);
            assertTrue(answer.connection("close"), wire::transcript);
            assertEquals("", wire.rest(), wire::transcript);
            Servers.awaitNoConnections(server);
        }
    }

    @Test
    void theHandlerLearnsThatContentIsTooLate() throws Exception {
        BlockingQueue<ContentException.Reason> reasons = new LinkedBlockingQueue<>();
        try (Server server = start(b -> b.readTimeout(AMPLE), (w, r) -> {
                    try {
                        r.content().readAllBytes();
                    } catch (ContentException e) {
                        reasons.add(e.reason());
                        throw e;
                    }
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(POST);
            assertEquals(408, wire.answer(false).status(), wire::transcript);
            assertEquals(ContentException.Reason.TIMEOUT, reasons.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /** The one slow test: the rate counts after a grace of 5 seconds, which is no setting. */
    @Test
    void contentSlowerThanTheLeastRateIsAnsweredWith408() throws Exception {
        try (Server server = start(b -> b.minRequestRate(1_000_000), new Probe());
                Wire wire = Wire.to(server.port())) {
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 10_000; i++) {
                        wire.socket().getOutputStream().write('x');
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException _) {
                    // closed, as it should be
                }
            });
            Answer answer = wire.answer(false);
            sender.interrupt();
            assertEquals(408, answer.status(), wire::transcript);
            assertTrue(answer.connection("close"), wire::transcript);
            Servers.awaitNoConnections(server);
        }
    }

    @Test
    void aReadDeadlineOfTheHandlerReplacesTheServers() throws Exception {
        try (Server server = start(b -> b, (w, r) -> {
                    w.readDeadline(SHORT);
                    r.content().readAllBytes();
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(POST);
            assertEquals(408, wire.answer(false).status(), wire::transcript);
        }
    }

    @Test
    void aReadDeadlineCanBeTakenAway() throws Exception {
        try (Server server = start(b -> b.readTimeout(AMPLE), (w, r) -> {
                    w.readDeadline(Duration.ZERO);
                    w.flush();
                    w.write("" + r.content().readAllBytes().length);
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(POST);
            wire.head(false);
            Thread.sleep(AMPLE.toMillis() + 500);
            wire.send("x".repeat(1000));
            assertEquals("1000", wire.chunk(), wire::transcript);
        }
    }

    @Test
    void theReadTimeoutOfARequestIsNotThatOfTheNext() throws Exception {
        try (Server server = start(b -> b.readTimeout(AMPLE), new Probe());
                Wire wire = Wire.to(server.port())) {
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
            assertEquals(200, wire.answer(false).status(), wire::transcript);
            Thread.sleep(AMPLE.toMillis() + 500);
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n").send("y");
            assertEquals("POST / @h 1:y", wire.answer(false).body(), wire::transcript);
        }
    }

    private static final Handler ENDLESS = (w, r) -> {
        byte[] piece = new byte[65_536];
        while (true) {
            // Ends only as the write fails.
            w.write(piece);
        }
    };

    @Test
    void aReaderThatNeverReadsIsCutByTheWriteTimeout() throws Exception {
        try (Server server = start(b -> b.writeTimeout(SHORT), ENDLESS);
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            Servers.await(() -> server.stats().requestsServed() == 1, () -> "not cut: " + server.stats());
            Servers.awaitNoConnections(server);
        }
    }

    @Test
    void aReaderThatNeverReadsIsCutByTheHandlersWriteDeadline() throws Exception {
        try (Server server = start(b -> b, (w, r) -> {
                    w.writeDeadline(SHORT);
                    ENDLESS.serve(w, r);
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            Servers.await(() -> server.stats().requestsServed() == 1, () -> "not cut: " + server.stats());
            Servers.awaitNoConnections(server);
        }
    }

    @Test
    void aWriteTimeoutIsNotThatOfTheNextRequest() throws Exception {
        try (Server server = start(b -> b.writeTimeout(AMPLE), (w, r) -> w.write("x"));
                Wire wire = Wire.to(server.port())) {
            for (int i = 0; i < 2; i++) {
                wire.send(GET);
                assertEquals("x", wire.answer(false).body(), wire::transcript);
                Thread.sleep(AMPLE.toMillis() + 500);
            }
        }
    }

    @Test
    void aHijackedConnectionHasNoDeadline() throws Exception {
        try (Server server = start(
                        b -> b.readTimeout(AMPLE)
                                .writeTimeout(AMPLE)
                                .idleTimeout(AMPLE)
                                .readHeaderTimeout(AMPLE),
                        (w, r) -> {
                            try (var connection = w.as(dev.weir.http.api.Hijacker.class)
                                    .orElseThrow()
                                    .hijack()) {
                                connection.input().transferTo(connection.output());
                            }
                        });
                Wire wire = Wire.to(server.port())) {
            wire.send(GET).send("a");
            assertEquals("a", wire.exactly(1, "raw bytes"));
            Thread.sleep(AMPLE.toMillis() + 500);
            wire.send("b");
            assertEquals("b", wire.exactly(1, "raw bytes"));
            assertEquals(1, server.stats().openConnections(), "a hijacked connection is counted as open");
        }
    }
}
