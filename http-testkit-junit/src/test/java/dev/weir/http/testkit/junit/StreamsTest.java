package dev.weir.http.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.Sse;
import dev.weir.handlers.SseEvent;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.TestEvents;
import dev.weir.http.testkit.TestServer;
import dev.weir.http.testkit.TestWebSocket;
import dev.weir.mux.ServeMux;
import dev.weir.websocket.Binary;
import dev.weir.websocket.Message;
import dev.weir.websocket.Text;
import dev.weir.websocket.WebSockets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client with the handlers for events and WebSockets, over sockets and in memory. */
@WeirTest
@Timeout(30)
class StreamsTest {
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();

    @Serve
    ServeMux mux() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /news", Sse.handler(events -> {
            events.send(SseEvent.of("from " + events.lastEventId()).withName("begin"));
            while (true) {
                events.send(SseEvent.of(news.take()).withId("1"));
            }
        }));
        mux.handle("/echo", WebSockets.handler(ws -> {
            for (Message m; (m = ws.receive()) != null; ) {
                switch (m) {
                    case Text(String value) when value.equals("bye") -> ws.close(4000, "as you said");
                    case Text t -> ws.send("echo " + t.value());
                    case Binary b -> ws.send(b.data());
                }
            }
        }));
        return mux;
    }

    @Test
    void eventsComeOneByOne(TestClient client) {
        try (TestEvents events = client.get("/news").events()) {
            assertEquals("begin", events.next().name());
            news.add("two\nlines");
            assertEquals(new TestEvents.Event("1", "message", "two\nlines"), events.next());
        }
    }

    @Test
    void aWebSocketCarriesTextAndBytesOfAnyLength(TestClient client) {
        try (TestWebSocket socket = client.get("/echo").webSocket()) {
            socket.send("hällo");
            assertEquals("echo hällo", socket.receiveText());
            String medium = "x".repeat(1000);
            socket.send(medium);
            assertEquals("echo " + medium, socket.receiveText());
            byte[] large = new byte[100_000];
            Arrays.fill(large, (byte) 7);
            socket.send(large);
            assertArrayEquals(large, socket.receiveBytes());
            socket.send("a");
            AssertionError e = assertThrows(AssertionError.class, socket::receiveBytes);
            assertTrue(e.getMessage().startsWith("a message of the other kind: echo a"), e.getMessage());
        }
    }

    @Test
    void theServersCloseIsSeen(TestClient client) {
        try (TestWebSocket socket = client.get("/echo").webSocket()) {
            socket.send("bye");
            assertEquals(4000, socket.awaitClose());
            assertEquals("as you said", socket.closeReason());
            AssertionError e = assertThrows(AssertionError.class, socket::receiveText);
            assertTrue(e.getMessage().startsWith("no message: the WebSocket is closed, with 4000"), e.getMessage());
        }
    }

    @Test
    void theClientsCloseIsAnswered(TestClient client) {
        try (TestWebSocket socket = client.get("/echo").webSocket()) {
            socket.close(1000, "done");
            assertEquals(1000, socket.awaitClose());
        }
    }

    @Nested
    class OverSockets {
        @Serve
        TestServer server() {
            return TestServer.start(mux());
        }

        @Test
        void isTheSame(TestClient client) {
            eventsComeOneByOne(client);
            aWebSocketCarriesTextAndBytesOfAnyLength(client);
            theServersCloseIsSeen(client);
            theClientsCloseIsAnswered(client);
        }
    }
}
