package dev.weir.conformance.websocket;

import static dev.weir.wire.testkit.WebSocketWire.BINARY;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.mux.ServeMux;
import dev.weir.samples.DemoHandlers;
import dev.weir.websocket.WebSockets;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several WebSockets and requests on one connection of HTTP/2: one that stands still holds up no other. */
class StreamsTest {
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 1000;
    private static final int SERVER_WINDOW = 256 << 10;
    private static final int DATA_SIZE = 16_384;

    private final CountDownLatch done = new CountDownLatch(1);

    private static String[] opening(String path, String protocol) {
        return new String[] {
            ":method: CONNECT",
            ":protocol: " + protocol,
            ":scheme: http",
            ":authority: localhost",
            ":path: " + path,
            "sec-websocket-version: 13"
        };
    }

    /** The next frame of a stream; what others have sent is passed over. */
    private static Http2Wire.Frame next(Http2Wire wire, int stream) throws IOException {
        Http2Wire.Frame frame = wire.read();
        while (frame != null && (frame.stream() != stream || frame.type() == Http2Wire.WINDOW_UPDATE)) {
            frame = wire.read();
        }
        assertTrue(frame != null, () -> "the connection has ended\n" + wire.transcript());
        return frame;
    }

    private static void echo(Http2Wire wire, int stream, String text) throws IOException {
        wire.frame(Http2Wire.DATA, 0, stream, frame(FIN | TEXT, text));
        Http2Wire.Frame back = next(wire, stream);
        assertEquals(Http2Wire.DATA, back.type(), wire::transcript);
        byte[] payload = back.payload();
        assertEquals(text, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8), wire::transcript);
    }

    @Test
    void oneThatStandsStillHoldsUpNoOther(@TempDir Path files) throws Exception {
        Server[] running = new Server[1];
        ServeMux mux = DemoHandlers.of(() -> running[0].stats(), files);
        mux.handle("/ws/deaf", WebSockets.handler(ws -> done.await()));
        try (Server server = Servers.start(builder -> builder, mux);
                Http2Wire wire = Http2Wire.begin(Dial.plain(server.port()).connect(), INITIAL_WINDOW_SIZE, WINDOW)) {
            running[0] = server;
            wire.window(0, 1 << 20);
            // The client takes no more of the first; nobody reads what it sends on the second.
            wire.headers(1, false, opening("/ws/count/1000000000", "websocket"));
            assertEquals("200", next(wire, 1).field(":status"));
            wire.headers(3, false, opening("/ws/deaf", "websocket"));
            assertEquals("200", next(wire, 3).field(":status"));
            byte[] message = frame(FIN | BINARY, new byte[SERVER_WINDOW]);
            for (int at = 0; at < SERVER_WINDOW; at += DATA_SIZE) {
                wire.frame(Http2Wire.DATA, 0, 3, Arrays.copyOfRange(message, at, at + DATA_SIZE));
            }
            wire.headers(5, false, opening("/ws/echo", "websocket"));
            assertEquals("200", next(wire, 5).field(":status"));
            for (int i = 0; i < 50; i++) {
                echo(wire, 5, "message " + i);
                wire.window(5, WINDOW);
            }
            wire.get(7, "/plaintext");
            assertEquals("200", next(wire, 7).field(":status"));
            done.countDown();
        }
    }

    /** RFC 8441 section 3: where it is set by hand, that holds, whatever modules are there. */
    @Test
    void theSettingHolds(@TempDir Path files) throws Exception {
        for (boolean on : new boolean[] {false, true}) {
            Http2Provider provider =
                    new Http2Provider(Http2Config.builder().extendedConnect(on).build());
            Server[] running = new Server[1];
            try (Server server = Servers.start(
                            builder -> builder.protocol(provider), DemoHandlers.of(() -> running[0].stats(), files));
                    Http2Wire wire = Http2Wire.begin(Dial.plain(server.port()).connect())) {
                running[0] = server;
                assertEquals(on, wire.transcript().contains("SETTINGS 7"), wire::transcript);
                // The demo has an echo of raw bytes, whose protocol no module names.
                wire.headers(1, false, opening("/upgrade", "echo"));
                Http2Wire.Frame answer = next(wire, 1);
                assertEquals(on ? "HEADERS 1 200" : "RST_STREAM 1 PROTOCOL_ERROR", answer.toString());
            }
        }
    }
}
