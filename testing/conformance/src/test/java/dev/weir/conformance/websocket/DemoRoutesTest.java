package dev.weir.conformance.websocket;

import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static dev.weir.wire.testkit.WebSocketWire.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Way;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's other WebSockets, over both protocols. */
class DemoRoutesTest {
    private Server server;

    @BeforeEach
    void start(@TempDir Path files) throws IOException {
        server = Servers.start(builder -> builder, DemoHandlers.of(() -> server.stats(), files));
    }

    @AfterEach
    void stop() {
        assertEquals(0, server.stats().handlersFailed(), server.stats()::toString);
        server.close();
    }

    private WebSocketWire open(Way way, String path) throws IOException {
        return WebSocketWire.open(way, Dial.plain(server.port()).connect(), path);
    }

    private static void close(WebSocketWire client, int code) throws IOException {
        client.send(frame(FIN | WebSocketWire.CLOSE, status(code, "")));
        client.expect("END");
    }

    @ParameterizedTest
    @EnumSource
    void countsAndCloses(Way way) throws IOException {
        try (WebSocketWire client = open(way, "/ws/count/3")) {
            client.expect("TEXT 1 1");
            client.expect("TEXT 1 2");
            client.expect("TEXT 1 3");
            client.expect("CLOSE 1000");
            close(client, 1000);
        }
        try (WebSocketWire client = open(way, "/ws/count/0")) {
            client.expect("CLOSE 1000");
            close(client, 1000);
        }
        try (WebSocketWire client = open(way, "/ws/count/many")) {
            assertEquals(400, client.answer().status());
        }
    }

    /** A client that closes in the midst of it is answered, and the handler stops. */
    @ParameterizedTest
    @EnumSource
    void closedWhileItCounts(Way way) throws IOException {
        try (WebSocketWire client = open(way, "/ws/count/1000000000000")) {
            client.expect("TEXT 1 1");
            client.send(frame(FIN | WebSocketWire.CLOSE, status(4000, "enough")));
            String next = client.read();
            while (next.startsWith("TEXT")) {
                next = client.read();
            }
            assertEquals("CLOSE 4000", next);
            client.expect("END");
        }
        Servers.awaitNoConnections(server);
    }

    /** A shutdown closes with 1001, inside the grace, and is clean. */
    @ParameterizedTest
    @EnumSource
    void tellsTheTimeUntilTheServerShutsDown(Way way) throws Exception {
        try (WebSocketWire client = open(way, "/ws/clock")) {
            String time = client.read();
            assertTrue(time.startsWith("TEXT 20 "), time);
            assertTrue(Instant.parse(time.substring(8)).isAfter(Instant.EPOCH), time);
            CompletableFuture<Boolean> clean =
                    CompletableFuture.supplyAsync(() -> server.shutdown(Duration.ofSeconds(20)));
            String next = client.read();
            while (next.startsWith("TEXT")) {
                next = client.read();
            }
            assertEquals("CLOSE 1001", next);
            close(client, 1001);
            assertTrue(clean.get(), "the shutdown had to cut something");
        }
    }

    /** Whoever is in the room reads it, over whichever protocol. */
    @Test
    void whatIsSaidInTheRoom() throws IOException {
        try (WebSocketWire one = open(Way.HTTP1, "/chat/room");
                WebSocketWire other = open(Way.HTTP2, "/chat/room")) {
            // Who has heard a word of its own is in the room for sure; the second may have heard the first one's.
            one.send(FIN | TEXT, "first");
            one.expect("TEXT 5 first");
            other.send(FIN | TEXT, "second");
            String heard = other.read();
            assertEquals("TEXT 6 second", heard.equals("TEXT 5 first") ? other.read() : heard);
            one.expect("TEXT 6 second");
            one.send(FIN | TEXT, "hello");
            one.expect("TEXT 5 hello");
            other.expect("TEXT 5 hello");
            other.reset();
            one.send(FIN | TEXT, "alone?");
            one.expect("TEXT 6 alone?");
            one.send(frame(FIN | TEXT, new byte[5000]));
            one.expect("CLOSE 1009");
        }
    }

    @Test
    void thePageOfTheRoom() throws IOException {
        try (Wire wire = Wire.to(server.port())) {
            wire.send("GET /chat/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var answer = wire.answer(false);
            assertEquals(200, answer.status());
            assertEquals("text/html; charset=utf-8", answer.field("Content-Type"));
            assertTrue(answer.body().contains("new WebSocket("), answer.body());
        }
    }
}
