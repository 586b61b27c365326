package dev.weir.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A client that talks in words. A frame is a letter for its opcode, {@code T B C P O X} for text, binary, continuation,
 * ping, pong and Close, a minus where it is not the last, and what it has behind a colon; a Close has its code and
 * reason.
 */
final class Conversation implements AutoCloseable {
    static final byte[] KEY = {(byte) 0x9A, 3, (byte) 0xF0, 0x55};

    final ScriptedTunnel tunnel = new ScriptedTunnel();
    final CompletableFuture<WebSocketEnd> end = new CompletableFuture<>();
    final CompletableFuture<ResponseRecorder> response = new CompletableFuture<>();

    Conversation(UnaryOperator<WebSockets.Builder> settings, WebSocketHandler handler) {
        this(settings, r -> r, handler);
    }

    Conversation(
            UnaryOperator<WebSockets.Builder> settings,
            UnaryOperator<RequestBuilder> request,
            WebSocketHandler handler) {
        MemoryRequest r = request.apply(MemoryRequest.builder()
                        .header("Sec-WebSocket-Version", "13")
                        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                        .power(TunnelRequest.class, tunnel))
                .build();
        WebSockets.Builder builder = settings.apply(WebSockets.builder());
        if (handler instanceof Listening listening) {
            start(r, builder.listener(ws -> new MessageHandler() {
                private final MessageHandler own = listening.opened(ws);

                @Override
                public void message(Message message) throws Exception {
                    own.message(message);
                }

                @Override
                public void closed(WebSocketEnd how) throws Exception {
                    assertEquals(Optional.of(how), ws.end());
                    assertTrue(tunnel.isClosed());
                    end.complete(how);
                    own.closed(how);
                }
            }));
            return;
        }
        start(r, builder.handler(ws -> {
            try {
                handler.serve(ws);
            } finally {
                Thread.ofVirtual().start(() -> {
                    try {
                        ws.awaitEnd(java.time.Duration.ofSeconds(30));
                        end.complete(ws.end().orElseThrow());
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                });
            }
        }));
    }

    private void start(MemoryRequest r, Handler served) {
        Thread.ofVirtual().start(() -> response.complete(ResponseRecorder.serve(served, r)));
    }

    /** Takes the place of a handler where messages are brought. */
    record Listening(WebSocketListener listener) implements WebSocketHandler {
        /** What {@link RealServerTest#ECHO} does. */
        static final Listening ECHO = new Listening(ws -> m -> {
            switch (m) {
                case Text t -> ws.send(t.value());
                case Binary b -> ws.send(b.data());
            }
        });

        MessageHandler opened(WebSocket ws) throws Exception {
            return listener.opened(ws);
        }

        @Override
        public void serve(WebSocket ws) {
            throw new IllegalStateException("messages are brought");
        }
    }

    static byte[] frame(String word) {
        int colon = word.indexOf(':');
        String head = colon < 0 ? word : word.substring(0, colon);
        String rest = colon < 0 ? "" : word.substring(colon + 1);
        if (head.equals("hex")) {
            return HexFormat.of().parseHex(rest);
        }
        int opcode = "CTB     XPO".indexOf(head.charAt(0));
        int first = head.endsWith("-") ? opcode : 0x80 | opcode;
        byte[] payload = head.startsWith("X") && !rest.isEmpty() ? close(rest) : rest.getBytes(StandardCharsets.UTF_8);
        return frame(first, payload);
    }

    private static byte[] close(String rest) {
        int colon = rest.indexOf(':');
        int code = Integer.parseInt(colon < 0 ? rest : rest.substring(0, colon));
        byte[] reason = (colon < 0 ? "" : rest.substring(colon + 1)).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
    }

    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int n = payload.length;
        if (n <= 125) {
            out.write(0x80 | n);
        } else if (n <= 0xFFFF) {
            out.write(0x80 | 126);
            out.write(n >> 8);
            out.write(n);
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(n).array());
        }
        out.writeBytes(KEY);
        for (int i = 0; i < n; i++) {
            out.write(payload[i] ^ KEY[i % 4]);
        }
        return out.toByteArray();
    }

    void say(String words) {
        for (String word : words.split(" ")) {
            if (word.equals("EOF")) {
                tunnel.end();
            } else if (!word.isEmpty()) {
                tunnel.send(frame(word.replace('_', ' ')));
            }
        }
    }

    /** A frame of the server's: its first byte and its payload; null where it has closed. */
    record Frame(int first, byte[] payload) {}

    Frame take() throws InterruptedException {
        byte[] head = tunnel.take(2);
        if (head.length < 2) {
            return new Frame(-1, new byte[0]);
        }
        int length = head[1];
        if (length == 126) {
            length = ByteBuffer.wrap(tunnel.take(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = (int) ByteBuffer.wrap(tunnel.take(8)).getLong();
        }
        return new Frame(head[0] & 0xFF, tunnel.take(length));
    }

    /** The next frame of the server's in words; {@code END} where it has closed. */
    String hear() throws InterruptedException {
        Frame frame = take();
        if (frame.first < 0) {
            return "END";
        }
        byte[] payload = frame.payload;
        char letter = "CTB     XPO".charAt(frame.first & 0xF);
        String text = letter == 'X' && payload.length >= 2
                ? (ByteBuffer.wrap(payload).getShort() & 0xFFFF) + ":"
                        + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)
                : new String(payload, StandardCharsets.UTF_8);
        return letter + ((frame.first & 0x40) != 0 ? "z" : "") + ((frame.first & 0x80) == 0 ? "-" : "") + ":" + text;
    }

    /** All that the server says before it closes. */
    String hearAll() throws InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String word = hear(); !word.equals("END"); word = hear()) {
            all.append(all.isEmpty() ? "" : " ").append(word.replace(' ', '_'));
        }
        return all.toString();
    }

    WebSocketEnd ended() throws Exception {
        return end.get(30, TimeUnit.SECONDS);
    }

    ResponseRecorder response() throws Exception {
        return response.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        tunnel.end();
    }
}
