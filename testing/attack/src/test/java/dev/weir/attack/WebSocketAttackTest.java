package dev.weir.attack;

import static dev.weir.wire.testkit.WebSocketWire.BINARY;
import static dev.weir.wire.testkit.WebSocketWire.CONTINUATION;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.PONG;
import static dev.weir.wire.testkit.WebSocketWire.RSV1;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.websocket.Broadcast;
import dev.weir.websocket.Message;
import dev.weir.websocket.WebSocketConfig;
import dev.weir.websocket.WebSocketHandler;
import dev.weir.websocket.WebSockets;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.WebSocketDeflate;
import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Way;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attacks by WebSocket, over both protocols: each ends with the code that it should, and costs little. */
class WebSocketAttackTest extends WebSocketFamily {
    private static final Duration DEADLINE = Duration.ofSeconds(size(3, 5));
    private static final int CROWD = size(500, 5000);
    private static final int ROOM = size(100, 1000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ANNOUNCERS = size(100, 500);
    /** What one connection may hold on both sides: buffers of the sockets' users, and virtual threads. */
    private static final int HEAP_EACH = 64 * 1024;

    private static final int INITIAL_WINDOW_SIZE = 4;

    /** Those of a crowd whose handlers have run. */
    private final AtomicInteger crowd = new AtomicInteger();

    private final Broadcast room = new Broadcast();
    private final AtomicInteger hijacked = new AtomicInteger();

    @Override
    void routes(ServeMux mux) {
        WebSocketConfig impatient = WebSocketConfig.builder()
                .writeTimeout(DEADLINE)
                .pingInterval(DEADLINE.dividedBy(2))
                .pingTimeout(DEADLINE.dividedBy(2))
                .build();
        mux.handle("/ws/pour", WebSockets.builder().config(impatient).handler(ws -> {
            crowd.incrementAndGet();
            byte[] piece = new byte[8192];
            while (ws.isOpen()) {
                ws.send(piece);
            }
        }));
        mux.handle("/ws/wait", WebSockets.builder().config(impatient).handler(ws -> {
            crowd.incrementAndGet();
            for (Message m = ws.receive(); m != null; m = ws.receive()) {
                ws.send("still here");
            }
        }));
        byte[] answer = new byte[16 << 10];
        mux.handle("/ws/brought", WebSockets.builder().config(impatient).listener(ws -> {
            crowd.incrementAndGet();
            return _ -> ws.send(answer);
        }));
        WebSocketHandler member = ws -> {
            room.add(ws);
            crowd.incrementAndGet();
            while (ws.receive() != null) {
                // Nobody says anything here.
            }
        };
        mux.handle("/ws/room", WebSockets.builder().config(impatient).handler(member));
        // For one who has the heap looked at between two messages, and answers no ping meanwhile.
        mux.handle("/ws/guest", WebSockets.handler(member));
        mux.handle("/ws/account", WebSockets.handler(ws -> {
            hijacked.incrementAndGet();
            ws.send("secret");
        }));
    }

    /** What is announced costs nothing: memory is taken as the bytes come. */
    @ParameterizedTest
    @EnumSource
    void announcedAndNotSent(Way way) throws IOException {
        List<WebSocketWire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < ANNOUNCERS; i++) {
                wires.add(open(way, "/ws/echo"));
                wires.getLast().send(frame(FIN | BINARY, 127, ECHO_LIMIT, true, new byte[1000]));
            }
            Servers.await(() -> server().stats().runningHandlers() >= ANNOUNCERS, () -> "" + server().stats());
            assertHeapBelow((long) ANNOUNCERS * 4 * HEAP_EACH + (8 << 20));
        } finally {
            closeAll(wires);
        }
    }

    // ---- compression

    private static byte[] bomb(int size) {
        try (WebSocketDeflate deflate = new WebSocketDeflate("client_no_context_takeover")) {
            return deflate.deflate(new byte[size]);
        }
    }

    /** Inflation bombs: 1,000 bytes out of one; within the limit of messages, and far over it. */
    @ParameterizedTest
    @EnumSource
    void inflationBombs(Way way) {
        for (int size : new int[] {ECHO_LIMIT, 64 << 20}) {
            byte[] bomb = bomb(size);
            byte[] whole = frame(FIN | RSV1 | BINARY, bomb);
            byte[] first = frame(RSV1 | BINARY, Arrays.copyOf(bomb, bomb.length / 2));
            byte[] rest = frame(FIN | CONTINUATION, Arrays.copyOfRange(bomb, bomb.length / 2, bomb.length));
            for (List<byte[]> frames : List.of(List.of(whole), List.of(first, rest))) {
                attack(() -> {
                    try (WebSocketWire wire = open(way, "/ws/echo", "Sec-WebSocket-Extensions: permessage-deflate")) {
                        assertFalse(
                                wire.answer().all("Sec-WebSocket-Extensions").isEmpty(), "no compression");
                        frames.forEach(frame -> sendAll(wire, frame));
                        expectClose(wire, TOO_BIG);
                    }
                    return null;
                });
            }
        }
        assertHeapBelow(32 << 20);
    }

    // ---- who asks

    /** Cross-site WebSocket hijacking: a page elsewhere that asks with the cookies of its reader. */
    @ParameterizedTest
    @EnumSource
    void hijackingByAForeignPage(Way way) {
        int before = hijacked.get();
        for (String origin : List.of(
                "http://evil.example",
                "null",
                "http://localhost.evil.example",
                "http://evil.example?localhost",
                "http://evil.example#http://localhost",
                "http://localhost@evil.example",
                "https://localhost",
                "http://localhost:1")) {
            attack(() -> {
                try (WebSocketWire wire = WebSocketWire.open(
                        way, dial().connect(), "/ws/account", "Origin: " + origin, "Cookie: session=1")) {
                    assertEquals(403, wire.answer().status(), origin);
                }
                return null;
            });
        }
        assertEquals(before, hijacked.get(), "handlers that ran for a foreign page");
    }

    // ---- crowds

    /** A client that opens and reads nothing more. */
    private Closeable deaf(Way way, String path, byte... then) throws IOException {
        Socket socket = dial().connect();
        if (way == Way.HTTP1) {
            socket.setReceiveBufferSize(4096);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                                    + WebSocketWire.KEY + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(then);
            return socket;
        }
        // Sent without a look at what comes: buffers for that would be more than what the server holds.
        Http2Wire wire = new Http2Wire(socket);
        wire.raw(Http2Wire.PREFACE);
        wire.settings(INITIAL_WINDOW_SIZE, 10_000);
        wire.frame(Http2Wire.SETTINGS, Http2Wire.ACK, 0);
        wire.headers(
                1,
                false,
                ":method: CONNECT",
                ":protocol: websocket",
                ":scheme: http",
                ":authority: localhost",
                ":path: " + path,
                "sec-websocket-version: 13");
        if (then.length > 0) {
            wire.frame(Http2Wire.DATA, 0, 1, then);
        }
        return socket;
    }

    /** Readers who take nothing of what is poured out: the write deadline of the WebSocket frees the handler. */
    @ParameterizedTest
    @EnumSource
    void slowReaders(Way way) throws IOException {
        crowd(way, "/ws/pour");
    }

    /** Those who ask again and again and take no answer, of handlers to which messages are brought: none keeps a loop. */
    @ParameterizedTest
    @EnumSource
    void askersWhoDoNotRead(Way way) throws IOException {
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        for (int i = 0; i < 600; i++) {
            asked.writeBytes(frame(FIN | BINARY, "?"));
        }
        crowd(way, "/ws/brought", asked.toByteArray());
    }

    /** Clients that say nothing and answer no ping. */
    @ParameterizedTest
    @EnumSource
    void silentClients(Way way) throws IOException {
        crowd(way, way == Way.HTTP1 ? "/ws/brought" : "/ws/wait");
    }

    private void crowd(Way way, String path, byte... then) throws IOException {
        List<Closeable> clients = new ArrayList<>();
        try {
            int before = crowd.get();
            long served = since(ServerStats::requestsServed);
            for (int i = 0; i < CROWD; i++) {
                clients.add(deaf(way, path, then));
            }
            Servers.await(() -> crowd.get() == before + CROWD, () -> crowd + " " + server().stats());
            // One who is being answered may have sent more, which was read with what is answered.
            long each = then.length == 0 ? HEAP_EACH : HEAP_EACH * 3 / 2;
            assertHeapBelow(CROWD * each + (8 << 20));
            Servers.await(() -> server().stats().runningHandlers() <= 2, () -> "" + server().stats());
            assertTrue(since(ServerStats::requestsServed) > served, "others were served");
        } finally {
            closeAll(clients);
        }
    }

    /** A broadcast waits for nobody: who takes nothing is dropped, and the others get every message in time. */
    @ParameterizedTest
    @EnumSource
    void slowReadersOfABroadcast(Way way) throws IOException {
        List<Closeable> deaf = new ArrayList<>();
        int before = crowd.get();
        try (WebSocketWire good = open(way, "/ws/guest")) {
            for (int i = 0; i < ROOM; i++) {
                deaf.add(deaf(way, "/ws/room"));
            }
            Servers.await(() -> crowd.get() == before + ROOM + 1, () -> crowd + " " + server().stats());
            int said = 0;
            long end = System.nanoTime() + PATIENCE.toNanos();
            while ((room.size() > 1 || server().stats().runningHandlers() > 3) && System.nanoTime() < end) {
                String message = said + " ".repeat(4000);
                room.send(message);
                String shown = "TEXT " + WebSocketWire.show(message.getBytes(StandardCharsets.US_ASCII));
                assertEquals(shown, hear(good));
                if (++said == 50) {
                    // All have the same message, whose bytes are there once.
                    assertHeapBelow((long) ROOM * HEAP_EACH + (8 << 20));
                }
            }
            assertEquals(1, room.size(), "receivers that take nothing after " + said + " messages");
            assertTrue(server().stats().runningHandlers() <= 3, () -> "" + server().stats());
            room.send("alone");
            assertEquals("TEXT 5 alone", hear(good));
        } finally {
            closeAll(deaf);
        }
    }

    /** The next message, for a client that answers pings. */
    private static String hear(WebSocketWire good) throws IOException {
        String next = good.read();
        while (next.startsWith("PING")) {
            good.send(frame(FIN | PONG));
            next = good.read();
        }
        return next;
    }

    private static void closeAll(List<? extends Closeable> clients) throws IOException {
        for (Closeable client : clients) {
            client.close();
        }
    }
}
