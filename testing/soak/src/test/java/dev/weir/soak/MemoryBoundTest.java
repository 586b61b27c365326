package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.attack.GoodClient;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that want the server to hold what they send: many connections, each with at most what a single one may have.
 * The demo in a process with a heap of 64 MiB survives it: good clients have every answer all through it, memory is given
 * back, nothing is thrown, and SIGTERM ends the process.
 */
class MemoryBoundTest {
    private static final boolean LONG = Boolean.getBoolean("weir.attack.long");
    private static final int CONNECTIONS = 60;
    private static final int CONTENT = 1 << 20;
    private static final int FRAME = 16_384;
    /** What a stream may send at first. */
    private static final int STREAM_WINDOW = 262_144;

    private static final int SLOW_HEADS = LONG ? 5000 : 2000;
    private static final int HEAD = 60 * 1024;
    private static final int TERMINATED = 128 + 15;
    private static final Pattern COUNT = Pattern.compile("\"(\\w+)\":(\\d+)");

    private ServerProcess server;
    private Dial plain;
    private Dial tls;
    private GoodClient http1;
    private GoodClient http2;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Closeable> open = new ArrayList<>();
    private final Set<String> answers = new HashSet<>();

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start(
                List.of(),
                List.of("-Xmx64m"),
                "dev.weir.samples/dev.weir.samples.Main",
                2,
                List.of("demo", "--host", "127.0.0.1", "--port", "0", "--tls-port", "0"));
        plain = Dial.plain(server.port());
        tls = TrustingTls.dial(server.tlsPort(), "h2");
        http1 = GoodClient.http1(plain);
        http2 = GoodClient.http2(plain);
    }

    @AfterEach
    void stop() throws IOException {
        try (ServerProcess ending = server) {
            closeAll();
            http1.pause();
            http2.pause();
            Servers.await(() -> count("bufferedBytes") == 0, () -> stats() + "\n" + server.said());
            http1.resume();
            http2.resume();
            http1.latency(1);
            http2.latency(1);
            http1.close();
            http2.close();
            ending.terminate();
            assertEquals(TERMINATED, ending.awaitEnd(), ending::said);
            assertEquals("", ending.said());
        } finally {
            threads.shutdownNow();
        }
    }

    private void closeAll() {
        synchronized (open) {
            for (Closeable one : open) {
                try {
                    one.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            open.clear();
        }
    }

    /**
     * Has a connection closed at the end. In the long form its client closes it in order, and memory is given back when
     * the handlers have returned; else by a reset, which cancels them.
     */
    private Http2Wire opened(Http2Wire wire) {
        synchronized (open) {
            open.add(LONG ? wire : wire::breakOff);
        }
        return wire;
    }

    private Socket opened(Socket socket) throws IOException {
        if (!LONG) {
            socket.setSoLinger(true, 0);
        }
        synchronized (open) {
            open.add(socket);
        }
        return socket;
    }

    private String stats() {
        try (Wire wire = new Wire(plain.connect())) {
            return wire.send("GET /stats HTTP/1.1\r\nHost: h\r\n\r\n")
                    .answer(false)
                    .body();
        } catch (IOException e) {
            throw new AssertionError("a new connection is not served: " + e + "\n" + server.said(), e);
        }
    }

    /** One of the counts, asked for by a client that has just come. */
    private long count(String name) {
        Matcher counts = COUNT.matcher(stats());
        while (counts.find()) {
            if (counts.group(1).equals(name)) {
                return Long.parseLong(counts.group(2));
            }
        }
        throw new AssertionError("there is no count of " + name);
    }

    /** Good clients have their answers while the others are at it, old ones and new ones. */
    private void assertServed() throws IOException {
        http1.latency(3);
        http2.latency(3);
        try (Wire wire = new Wire(plain.connect());
                Http2Wire frames = hello(plain)) {
            assertEquals(
                    "TextHandler !",
                    wire.send("GET /text HTTP/1.1\r\nHost: h\r\n\r\n")
                            .answer(false)
                            .body(),
                    wire::transcript);
            frames.get(1, "/text");
            assertEquals("200 TextHandler !", frames.answer(1));
        }
    }

    /** A connection whose server may or may not have given it a larger window. */
    private static Http2Wire hello(Dial dial) throws IOException {
        Http2Wire wire = new Http2Wire(dial.connect());
        shakeHands(wire);
        return wire;
    }

    /** Returns the window of the connection. */
    private static int shakeHands(Http2Wire wire) throws IOException {
        wire.raw(Http2Wire.PREFACE).settings();
        int window = 65_535;
        Http2Wire.Frame frame = wire.read();
        while (frame != null && !frame.toString().equals("SETTINGS ACK")) {
            if (frame.type() == Http2Wire.WINDOW_UPDATE) {
                window += frame.number(0);
            }
            frame = wire.read();
        }
        wire.frame(Http2Wire.SETTINGS, Http2Wire.ACK, 0);
        return window;
    }

    /**
     * All that a client may send of 1 MiB, on as many streams as their windows need, to handlers that read none of it;
     * true when all of it went out.
     */
    private static boolean unread(Http2Wire wire, int window) throws IOException {
        int may = window;
        int sent = 0;
        while (sent < CONTENT) {
            int stream = 2 * (sent / STREAM_WINDOW) + 1;
            int left = STREAM_WINDOW - sent % STREAM_WINDOW;
            if (left == STREAM_WINDOW) {
                wire.request(stream, false, "GET", "/delay/20000", "content-length: " + STREAM_WINDOW);
            }
            int length = Math.min(FRAME, Math.min(left, may - sent));
            if (length > 0) {
                wire.frame(Http2Wire.DATA, length == left ? Http2Wire.END_STREAM : 0, stream, new byte[length]);
                sent += length;
                continue;
            }
            Http2Wire.Frame frame = wire.readPatiently();
            if (frame == null || frame.type() == Http2Wire.RST_STREAM || frame.type() == Http2Wire.GOAWAY) {
                return false;
            }
            if (frame.type() == Http2Wire.WINDOW_UPDATE && frame.stream() == 0) {
                may += frame.number(0);
            }
        }
        return true;
    }

    @Test
    void unreadContentOverHttp2() throws Exception {
        unreadContent(plain);
    }

    @Test
    void unreadContentOverHttp2AndTls() throws Exception {
        unreadContent(tls);
    }

    private void unreadContent(Dial dial) throws Exception {
        List<Callable<Boolean>> attack = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Http2Wire wire = opened(new Http2Wire(dial.connect()));
            // Nothing is held yet, so each may send as much as ever.
            int window = shakeHands(wire);
            attack.add(() -> unread(wire, window));
        }
        attack.forEach(threads::submit);
        for (int i = 0; i < 20; i++) {
            assertServed();
        }
        Servers.await(() -> count("memoryRefusals") > 0, this::stats);
        assertServed();
        // A quarter of the heap, and what answers take beyond it.
        assertTrue(count("bufferedBytes") <= 20 << 20, this::stats);
    }

    /** Over HTTP/1.1 what no handler reads stays with the client. */
    @Test
    void unreadContentOverHttp1() throws Exception {
        byte[] head = ("GET /delay/" + (LONG ? 20_000 : 8_000) + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + CONTENT
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = opened(plain.connect());
            threads.submit(() -> {
                socket.getOutputStream().write(head);
                socket.getOutputStream().write(new byte[CONTENT]);
                return true;
            });
        }
        Servers.await(() -> count("runningHandlers") >= CONNECTIONS, this::stats);
        for (int i = 0; i < 20; i++) {
            assertServed();
        }
    }

    /** Heads that come a piece at a time: those that there is no memory for are answered with 503, and their clients go. */
    @Test
    void slowHeads() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < SLOW_HEADS; i++) {
            sockets.add(opened(plain.connect()));
        }
        byte[] begin = "GET /text HTTP/1.1\r\nHost: h\r\nA: ".getBytes(StandardCharsets.US_ASCII);
        byte[] piece = "a".repeat(2048).getBytes(StandardCharsets.US_ASCII);
        sockets.removeIf(socket -> !takes(socket, begin));
        for (int sent = begin.length; sent + piece.length <= HEAD; sent += piece.length) {
            sockets.removeIf(socket -> !takes(socket, piece));
            assertServed();
        }
        assertTrue(answers.contains("HTTP/1.1 503"), () -> answers + stats());
        assertTrue(count("memoryRefusals") > 0, this::stats);
        // Those that there was memory for were slow all the same, where the machine is.
        answers.removeAll(Set.of("HTTP/1.1 503", "HTTP/1.1 408"));
        assertEquals(Set.of(), answers);
        assertServed();
    }

    /** Sends, unless the server has answered already. */
    private boolean takes(Socket socket, byte[] bytes) {
        try {
            if (socket.getInputStream().available() > 0) {
                answers.add(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
                return false;
            }
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException _) {
            // It was closed meanwhile.
            return false;
        }
    }
}
