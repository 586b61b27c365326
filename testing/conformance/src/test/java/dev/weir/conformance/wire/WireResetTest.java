package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that go at every point of a request: their connections are freed, and everybody else is served. */
class WireResetTest {
    private static final String POST =
            "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n01234567890123456789";
    private static final String CHUNKED =
            "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static Server start(Handler handler) throws IOException {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .build();
        server.start();
        return server;
    }

    private static void assertServes(Server server) throws IOException {
        try (Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals("good", wire.answer(false).body(), wire::transcript);
        }
    }

    static Stream<String> requests() {
        return Stream.of(POST, CHUNKED);
    }

    /** One connection for every byte of a request, gone after it. */
    @ParameterizedTest
    @MethodSource("requests")
    void goneAfterEveryByteOfARequest(String request) throws Exception {
        try (Server server = start((w, r) -> {
            r.content().transferTo(w);
            if (r.rawPath().equals("/")) {
                w.write("good");
            }
        })) {
            for (int i : IntStream.rangeClosed(0, request.length()).toArray()) {
                try (Wire reset = Wire.to(server.port());
                        Wire closed = Wire.to(server.port())) {
                    reset.send(request.substring(0, i));
                    closed.send(request.substring(0, i));
                    reset.reset();
                }
            }
            assertServes(server);
            Servers.awaitNoConnections(server);
            assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
            assertTrue(server.shutdown(Duration.ofSeconds(10)));
        }
    }

    /** Gone while a long response is on its way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goneInTheResponse(boolean reset) throws Exception {
        try (Server server = start((w, r) -> {
            if (r.rawPath().equals("/")) {
                w.write("good");
                return;
            }
            byte[] piece = new byte[8192];
            while (true) {
                // Ends only as the write fails.
                w.write(piece);
            }
        })) {
            for (int i = 0; i < 20; i++) {
                try (Wire wire = Wire.to(server.port())) {
                    wire.send("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
                    wire.head(false);
                    wire.exactly(1 + i * 1000, "content");
                    if (reset) {
                        wire.reset();
                    }
                }
            }
            assertServes(server);
            Servers.awaitNoConnections(server);
            assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        }
    }

    /** Gone while the handler waits for something else: it is interrupted, and counted as cancelled. */
    @ParameterizedTest
    @ValueSource(strings = {GET, POST, CHUNKED})
    void goneWhileTheHandlerWaits(String request) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Server server = start((w, r) -> {
                    r.content().readAllBytes();
                    r.onCancel(cancelled::countDown);
                    running.countDown();
                    try {
                        Thread.sleep(Duration.ofHours(1));
                    } catch (InterruptedException e) {
                        if (r.cancelled()) {
                            interrupted.countDown();
                        }
                        throw e;
                    }
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(request);
            assertTrue(running.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "the handler did not run");
            wire.reset();
            assertTrue(interrupted.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "the handler was not interrupted");
            assertTrue(cancelled.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "onCancel did not run");
            Servers.awaitNoConnections(server);
            Servers.await(() -> server.stats().handlersCancelled() == 1, () -> "" + server.stats());
            assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        }
    }

    /** Without a cancellation listener the client's close is noticed all the same, after a short grace. */
    @Test
    void goneWhileTheHandlerWaitsWithoutAsking() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Server server = start((w, r) -> {
                    running.countDown();
                    try {
                        Thread.sleep(Duration.ofHours(1));
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                });
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertTrue(running.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "the handler did not run");
            wire.reset();
            assertTrue(interrupted.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "the handler was not interrupted");
            Servers.awaitNoConnections(server);
            Servers.await(() -> server.stats().handlersCancelled() == 1, () -> "" + server.stats());
        }
    }

    /** A request that waits behind the one that is answered is not the client's going. */
    @Test
    void aPipelinedRequestIsNotTakenForTheClientsGoing() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        try (Server server = start((w, r) -> {
                    if (r.rawPath().equals("/slow")) {
                        r.onCancel(() -> {});
                        asked.countDown();
                        assertTrue(sent.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
                        // Long enough for a watcher to see the bytes; what is checked is that nothing comes of it.
                        Thread.sleep(200);
                        w.write("cancelled " + r.cancelled());
                    } else {
                        w.write(r.rawPath());
                    }
                });
                Wire wire = Wire.to(server.port())) {
            wire.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
            asked.await();
            wire.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
            sent.countDown();
            assertEquals("cancelled false", wire.answer(false).body(), wire::transcript);
            assertEquals("/next", wire.answer(false).body(), wire::transcript);
            assertEquals(0, server.stats().handlersCancelled());
        }
    }
}
