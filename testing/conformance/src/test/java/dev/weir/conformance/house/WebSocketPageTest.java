package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.tools.CompiledSource;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Servers;
import dev.weir.http.core.Server;
import dev.weir.websocket.WebSocketConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/websocket.md}: its pieces of Java are run as they stand there, and its table of limits is what holds. */
class WebSocketPageTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "websocket.md");

    @TempDir
    Path folder;

    /** Notes whole messages, and the Close. */
    private static final class Notes implements WebSocket.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            ws.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
            heard.add("close " + code);
            return null;
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(30, TimeUnit.SECONDS));
        }
    }

    private ServeMux mux() throws Exception {
        List<String> pieces = Arrays.stream(Files.readString(PAGE).split("(?m)^```"))
                .filter(part -> part.startsWith("java\n"))
                .map(part -> part.substring(5))
                .toList();
        CompiledSource source = CompiledSource.of(
                folder,
                "Piece",
                "import module dev.weir;\nimport module dev.weir.websocket;\nimport module java.base;\n"
                        + "static ServeMux of() throws Exception {\nServeMux mux = new ServeMux();\n"
                        + String.join("\n", pieces) + "return mux;\n}\nvoid main() {}\n");
        return (ServeMux) source.call("of");
    }

    private static WebSocket open(HttpClient client, Server server, String path, Notes notes, String... fields) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            builder.header(fields[i], fields[i + 1]);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), notes)
                .join();
    }

    @Test
    void itsPiecesDoWhatTheySay() throws Exception {
        try (Server server = Servers.start(b -> b, mux());
                HttpClient client = HttpClient.newHttpClient()) {
            Notes one = new Notes();
            Notes other = new Notes();
            WebSocket speaker = open(client, server, "/chat", one);
            WebSocket listener = open(client, server, "/chat", other);
            speaker.sendText("hello", true).join();
            assertEquals("hello", one.next());
            assertEquals("hello", other.next());
            listener.abort();
            speaker.abort();

            for (String path : List.of("/echo", "/hall")) {
                Notes back = new Notes();
                WebSocket brought = open(client, server, path, back);
                brought.sendText("again", true).join();
                assertEquals("again", back.next());
                brought.abort();
            }

            Notes feed = new Notes();
            open(client, server, "/feed", feed, "Origin", "https://app.example");
            assertEquals("this is ", feed.next());
            assertEquals("close 1000", feed.next());

            Notes numbers = new Notes();
            open(client, server, "/numbers", numbers);
            assertEquals(100_000, numbers.next().lines().count());

            Notes clock = new Notes();
            WebSocket watched = open(client, server, "/clock", clock);
            assertTrue(clock.next().startsWith("20"));
            watched.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            String last = clock.next();
            while (last.startsWith("20")) {
                last = clock.next();
            }
            assertEquals("close 1000", last);
        }
    }

    @Test
    void namesEveryLimit() throws IOException {
        String page = Files.readString(PAGE);
        List<String> missing = new ArrayList<>();
        for (var method : WebSocketConfig.class.getDeclaredMethods()) {
            String name = method.getName();
            boolean limit = name.startsWith("max") || name.endsWith("Timeout") || name.endsWith("Interval");
            if (limit && !page.contains("`" + name + "`")) {
                missing.add(name);
            }
        }
        assertEquals(List.of(), missing);
    }
}
