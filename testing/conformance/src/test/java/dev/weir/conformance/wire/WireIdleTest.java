package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes are not yet a request: a connection that has sent none is idle, whatever else it has sent. */
class WireIdleTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    /** As old clients end their content (RFC 9112 section 2.2). */
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}";

    private static Server start(UnaryOperator<ServerBuilder> settings) throws IOException {
        Server server = settings.apply(Server.builder()
                        .address("127.0.0.1:0")
                        .handler(new Probe())
                        .errorLog(Servers.LOG)
                        .readHeaderTimeout(LONG)
                        .idleTimeout(LONG))
                .build();
        server.start();
        return server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\r\n\r\n\r"})
    void theIdleTimeoutHoldsBehindAnEmptyLine(String line) throws Exception {
        try (Server server = start(b -> b.idleTimeout(SHORT));
                Wire wire = Wire.to(server.port())) {
            wire.send(POST + line);
            assertEquals("POST / @h 2:{}", wire.answer(false).body(), wire::transcript);
            assertEquals("", wire.rest(), wire::transcript);
            Servers.awaitNoConnections(server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\r\n\r\n\r"})
    void aShutdownClosesAConnectionThatHasSentAnEmptyLine(String line) throws Exception {
        try (Server server = start(b -> b);
                Wire wire = Wire.to(server.port())) {
            wire.send(POST);
            assertEquals("POST / @h 2:{}", wire.answer(false).body(), wire::transcript);
            wire.send(line);
            assertTrue(server.shutdown(GRACE), "it was waited for");
            assertEquals("", wire.restOrReset(), wire::transcript);
        }
    }

    /** With HTTP/2 beside it the first bytes are looked at before a protocol has them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aShutdownClosesAConnectionThatHasSentNoMoreThanAnEmptyLine(boolean h2c) throws Exception {
        try (Server server = start(b -> b.h2c(h2c));
                Wire wire = Wire.to(server.port())) {
            wire.send("\r\n");
            Servers.await(() -> server.stats().openConnections() == 1, () -> "" + server.stats());
            assertTrue(server.shutdown(GRACE), "it was waited for");
            assertEquals("", wire.restOrReset(), wire::transcript);
        }
    }

    /** A client that has only connected has no handshake under way. */
    @Test
    void aShutdownClosesAConnectionWithoutAHandshake() throws Exception {
        try (Server server = start(b -> b.tls(Certificates.server()));
                Wire wire = Wire.to(server.port())) {
            Servers.await(() -> server.stats().openConnections() == 1, () -> "" + server.stats());
            assertTrue(server.shutdown(GRACE), "it was waited for");
            assertEquals("", wire.restOrReset(), wire::transcript);
        }
    }

    /** Nor has one that has made its handshake and asks for nothing. */
    @Test
    void aShutdownClosesAConnectionBehindItsHandshake() throws Exception {
        try (Server server = start(b -> b.tls(Certificates.server()));
                Wire wire = new Wire(Certificates.connect(server.port(), "http/1.1"))) {
            assertTrue(server.shutdown(GRACE), "it was waited for");
            assertEquals("", wire.restOrReset(), wire::transcript);
        }
    }

    /** An empty line after a request is none that waits for its answer: its client can still be seen to go. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEmptyLineHidesNoReset(boolean later) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Server server = start(b -> b.handler((w, r) -> {
                    r.content().readAllBytes();
                    r.onCancel(cancelled::countDown);
                    running.countDown();
                    Thread.sleep(LONG);
                }));
                Wire wire = Wire.to(server.port())) {
            wire.send(POST + (later ? "" : "\r\n"));
            assertTrue(running.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            if (later) {
                wire.send("\r\n");
                // Long enough to be seen as bytes of their own.
                Thread.sleep(100);
            }
            wire.reset();
            assertTrue(cancelled.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "onCancel did not run");
            Servers.awaitNoConnections(server);
        }
    }

    /** What is answered while the server shuts down says that nothing follows, where nothing does. */
    @Test
    void anEmptyLineKeepsNoConnectionInAShutdown() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        try (Server server = start(b -> b.handler((w, r) -> {
                    running.countDown();
                    Servers.await(() -> refused(r.localAddress()), () -> "it still listens");
                    w.write("last");
                }));
                Wire wire = Wire.to(server.port())) {
            wire.send(POST + "\r\n");
            assertTrue(running.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            Thread shutdown = Thread.ofVirtual().start(() -> server.shutdown(GRACE));
            Answer last = wire.answer(false);
            assertEquals("last", last.body(), wire::transcript);
            assertTrue(last.connection("close"), wire::transcript);
            shutdown.join();
        }
    }

    private static boolean refused(SocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aRequestBehindEmptyLinesIsServed() throws Exception {
        try (Server server = start(b -> b);
                Wire wire = Wire.to(server.port())) {
            wire.send("\r\n");
            wire.send("\r").send("\n" + GET);
            assertEquals("GET / @h 0:", wire.answer(false).body(), wire::transcript);
            wire.send("\r\n").send(GET);
            assertEquals("GET / @h 0:", wire.answer(false).body(), wire::transcript);
        }
    }

    @Test
    void emptyLinesWithoutEndAreRefused() throws Exception {
        try (Server server = start(b -> b);
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            assertEquals(200, wire.answer(false).status(), wire::transcript);
            wire.send("\r\n".repeat(20));
            assertEquals(400, wire.answer(false).status(), wire::transcript);
            assertEquals("", wire.restOrReset(), wire::transcript);
        }
    }
}
