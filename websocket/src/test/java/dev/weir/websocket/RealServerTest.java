package dev.weir.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.TestServer;
import dev.weir.http.testkit.TestWebSocket;
import dev.weir.mux.ServeMux;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket.Listener;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the JDK's own client, over a real server and its router. */
@Timeout(60)
class RealServerTest {
    /** Notes what it hears. */
    private static final class Notes implements Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(java.net.http.WebSocket ws, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add("text " + text);
                text.setLength(0);
            }
            ws.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(java.net.http.WebSocket ws, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return null;
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(30, TimeUnit.SECONDS));
        }
    }

    static final WebSocketHandler ECHO = ws -> {
        for (Message m; (m = ws.receive()) != null; ) {
            switch (m) {
                case Text t -> ws.send(t.value());
                case Binary b -> ws.send(b.data());
            }
        }
    };

    /** An echo in either form that notes its ends. */
    private static Handler echo(WebSockets.Builder builder, boolean brought, BlockingQueue<WebSocketEnd> ends) {
        if (!brought) {
            return builder.handler(ws -> {
                ECHO.serve(ws);
                ends.add(ws.end().orElseThrow());
            });
        }
        return builder.listener(ws -> new MessageHandler() {
            private final MessageHandler own = Conversation.Listening.ECHO.opened(ws);

            @Override
            public void message(Message message) throws Exception {
                own.message(message);
            }

            @Override
            public void closed(WebSocketEnd end) {
                ends.add(end);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void echoesAndCloses(boolean brought) throws Exception {
        BlockingQueue<WebSocketEnd> ends = new LinkedBlockingQueue<>();
        ServeMux mux = new ServeMux();
        mux.handle("/echo", echo(WebSockets.builder().subprotocols("echo"), brought, ends));
        try (Server server =
                        Server.builder().address("127.0.0.1:0").handler(mux).build();
                HttpClient client = HttpClient.newHttpClient()) {
            server.start();
            Notes notes = new Notes();
            java.net.http.WebSocket ws = client.newWebSocketBuilder()
                    .subprotocols("other", "echo")
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/echo"), notes)
                    .join();
            assertEquals("echo", ws.getSubprotocol());
            String[] texts = {"", "a", "grüße", "x".repeat(100), "y".repeat(2000), "ü".repeat(70_000)};
            for (String text : texts) {
                ws.sendText(text, true).join();
                assertEquals("text " + text, notes.next());
            }
            ws.sendText("one", false).join();
            ws.sendText(" two", true).join();
            assertEquals("text one two", notes.next());
            ws.sendClose(3001, "enough").join();
            assertEquals("close 3001 ", notes.next());
            assertEquals(new WebSocketEnd(WebSocketEnd.Kind.CLOSED_BY_PEER, 3001, "enough"), ends.take());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aShutdownSays1001AndWaitsForTheClose(boolean brought) throws Exception {
        BlockingQueue<WebSocketEnd> ends = new LinkedBlockingQueue<>();
        try (Server server = Server.builder()
                        .address("127.0.0.1:0")
                        .handler(echo(WebSockets.builder(), brought, ends))
                        .build();
                HttpClient client = HttpClient.newHttpClient()) {
            server.start();
            Notes notes = new Notes();
            java.net.http.WebSocket ws = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/"), notes)
                    .join();
            ws.sendText("here", true).join();
            assertEquals("text here", notes.next());
            assertTrue(server.shutdown(Duration.ofSeconds(30)));
            assertEquals("close 1001 the server shuts down", notes.next());
            assertEquals(WebSocketEnd.Kind.DRAINED, ends.take().kind());
        }
    }

    /** Where no loop calls, a thread does. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inMemoryToo(boolean brought) throws Exception {
        BlockingQueue<WebSocketEnd> ends = new LinkedBlockingQueue<>();
        ServeMux mux = new ServeMux();
        mux.handle("/echo", echo(WebSockets.builder(), brought, ends));
        try (TestServer server = TestServer.inMemory(mux)) {
            try (TestWebSocket socket = server.client().get("/echo").webSocket()) {
                for (String said : new String[] {"a", "", "b".repeat(5000)}) {
                    socket.send(said);
                    assertEquals(said, socket.receiveText());
                }
            }
            assertTrue(ends.take().kind() != WebSocketEnd.Kind.PROTOCOL_ERROR);
        }
    }
}
