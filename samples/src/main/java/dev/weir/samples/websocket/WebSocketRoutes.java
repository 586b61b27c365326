package dev.weir.samples.websocket;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.mux.ServeMux;
import dev.weir.samples.support.PathNumber;
import dev.weir.websocket.Binary;
import dev.weir.websocket.Broadcast;
import dev.weir.websocket.Message;
import dev.weir.websocket.Text;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSocketConfig;
import dev.weir.websocket.WebSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** The demo's WebSockets: an echo, messages that are counted, a clock, and a room with a page that talks to it. */
public final class WebSocketRoutes {
    /** The largest message of the usual test suites. */
    private static final int MOST_ECHOED = 16 << 20;

    private static final int MOST_SAID = 4096;
    private static final Duration TICK = Duration.ofSeconds(1);

    private WebSocketRoutes() {}

    /**
     * Adds the routes.
     *
     * @param mux the router
     */
    public static void addTo(ServeMux mux) {
        mux.handle(
                "/ws/echo",
                WebSockets.builder()
                        .subprotocols("echo")
                        .config(WebSocketConfig.builder()
                                .maxMessageSize(MOST_ECHOED)
                                .build())
                        .listener(ws -> message -> echo(ws, message)));
        Handler count = WebSockets.handler(ws -> count(ws, number(ws.request())));
        mux.handle("/ws/count/{n}", (w, r) -> {
            // What makes no sense is answered before there is a WebSocket.
            number(r);
            count.serve(w, r);
        });
        mux.handle("/ws/clock", WebSockets.handler(WebSocketRoutes::tell));
        byte[] page = page();
        mux.handle(
                "GET /chat/{$}",
                (w, _) -> w.header("Content-Type", "text/html; charset=utf-8").write(page));
        Room room = new Room(new Broadcast());
        mux.handle(
                "/chat/room",
                WebSockets.builder()
                        .config(WebSocketConfig.builder()
                                .maxMessageSize(MOST_SAID)
                                .build())
                        .handler(room::talk));
    }

    private static void echo(WebSocket ws, Message message) throws IOException {
        switch (message) {
            case Text text -> ws.send(text.value());
            case Binary binary -> ws.send(binary.data());
        }
    }

    private static long number(Request r) {
        return PathNumber.of(r, "n", Long.MAX_VALUE);
    }

    private static void count(WebSocket ws, long n) throws IOException {
        ws.sendOnly();
        for (long i = 1; i <= n; i++) {
            ws.send(Long.toString(i));
        }
    }

    /** Tells the time until the client goes, or the server shuts down and has the WebSocket closed. */
    private static void tell(WebSocket ws) throws IOException, InterruptedException {
        ws.sendOnly();
        do {
            ws.send(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        } while (!ws.awaitEnd(TICK));
    }

    /** Everybody reads what one says. */
    private record Room(Broadcast all) {
        void talk(WebSocket ws) {
            all.add(ws);
            try {
                for (Message m = ws.receive(); m != null; m = ws.receive()) {
                    if (m instanceof Text text) {
                        all.send(text.value());
                    }
                }
            } finally {
                all.remove(ws);
            }
        }
    }

    private static byte[] page() {
        try (InputStream in = WebSocketRoutes.class.getResourceAsStream("chat/index.html")) {
            return Objects.requireNonNull(in, "the program's jar lacks chat/index.html")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
