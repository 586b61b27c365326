package dev.weir.http2.engine;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.hpack.BufferGrowth;
import dev.weir.hpack.HpackEncoder;
import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Pusher;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Flags;
import dev.weir.http2.frame.Frame;
import dev.weir.http2.frame.FrameReader;
import dev.weir.http2.frame.FrameSink;
import dev.weir.http2.frame.FrameTrace;
import dev.weir.http2.frame.FrameType;
import dev.weir.http2.frame.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;

/**
 * A scripted client of an engine in memory. What the server sends is seen as one line a frame, as {@link FrameTrace}
 * has it, without what every connection begins with.
 *
 * <p>Not the client of {@code wire-testkit}: it sees the engine's internal classes, and a connection in memory lets a test
 * run step by step, without a thread that reads.
 */
public final class Peer implements AutoCloseable {
    static final int MAX_HEADER_BYTES = 4096;
    static final int MAX_FIELDS = 40;
    static final int MAX_TARGET = 1000;

    /** Limits that a test reaches with little. */
    public static final ServerConfig CONFIG = config(Duration.ofMinutes(2));

    static ServerConfig config(Duration idleTimeout) {
        return ServerConfig.builder()
                .idleTimeout(idleTimeout)
                .lingerTimeout(Duration.ofMillis(1))
                .minRequestRate(0)
                .maxHeaderBytes(MAX_HEADER_BYTES)
                .maxHeaderCount(MAX_FIELDS)
                .maxTargetBytes(MAX_TARGET)
                .sendDate(false)
                .build();
    }

    /** How long to wait for what must come; only a test that fails waits so long. */
    private static final long SAFETY_MILLIS = 60_000;

    private static final byte[] PING = "are you?".getBytes(StandardCharsets.US_ASCII);

    final MemoryServer server;
    final MemoryConnection connection;
    final HpackEncoder encoder = new HpackEncoder(4096, BufferGrowth.doubling());
    /** What a test serves step by step; null where a thread serves. */
    final ProtocolSession session;
    /** What the handler of {@code /call} does. */
    volatile Handler call = (_, _) -> {};
    /** What handlers that hold wait for. */
    private final CountDownLatch released = new CountDownLatch(1);

    private final FrameTrace.Side side = new FrameTrace.Side('>');
    private final FrameReader reader = FrameReader.ofServer();
    private final List<String> lines = new ArrayList<>();
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private int seen;
    private int next;
    private boolean ended;

    Peer() {
        this(Http2Config.DEFAULT, null);
    }

    Peer(Http2Config config, TlsInfo tls) {
        this(config, tls, CONFIG);
    }

    Peer(Http2Config config, TlsInfo tls, ServerConfig common) {
        this(config, tls, common, new MemoryBudget(1L << 40));
    }

    Peer(Http2Config config, TlsInfo tls, MemoryBudget memory) {
        this(config, tls, CONFIG, memory);
    }

    private Peer(Http2Config config, TlsInfo tls, ServerConfig common, MemoryBudget memory) {
        server = new MemoryServer(this::serve, common, memory);
        connection = MemoryConnection.open(server, "h2", tls);
        Http2Protocol protocol = new Http2Protocol(server, config);
        session = null;
        Thread.ofVirtual().name("engine").start(() -> {
            try {
                protocol.serve(connection);
            } catch (Exception e) {
                server.logError("serve", e);
            } finally {
                connection.close();
            }
        });
    }

    /**
     * A connection without a thread, which a test serves step by step.
     *
     * @param places as of {@link MemoryConnection#atLoop}
     */
    Peer(Http2Config config, MemoryBudget memory, IntFunction<Connection.Place> places) {
        server = new MemoryServer(this::serve, CONFIG, memory);
        connection = MemoryConnection.open(server, "h2", null).atLoop(places);
        session = new Http2Protocol(server, config).session(connection);
    }

    /** A connection whose prefaces are exchanged. */
    static Peer begun() {
        return begun(Http2Config.DEFAULT);
    }

    static Peer begun(Http2Config config, int... settings) {
        return new Peer(config, null).begin(settings);
    }

    Peer begin(int... settings) {
        preface();
        settings(settings);
        expect("SETTINGS 0 ");
        expect("SETTINGS 0 ACK");
        return settingsAck();
    }

    Peer settingsAck() {
        return frame(FrameType.SETTINGS, Flags.ACK, 0, "");
    }

    // ---- what the server's handler does, by path

    private void serve(ResponseWriter w, Request r) throws Exception {
        switch (r.rawPath()) {
            case "/hold" -> released.await();
            case "/compute" -> {
                while (released.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }
            case "/close-hold" -> {
                w.write("closed");
                w.close();
                released.await();
            }
            case "/call" -> call.serve(w, r);
            case "/early" -> w.write("early");
            case "/close-content" -> {
                r.content().read();
                r.content().close();
                released.await();
                return;
            }
            case "/bytes" -> w.write(new byte[Integer.parseInt(r.query())]);
            case "/parrot" -> {
                byte[] b = new byte[16_384];
                for (int n = r.content().read(b); n >= 0; n = r.content().read(b)) {
                    w.write(b, 0, n);
                    w.flush();
                }
            }
            case "/stream" -> {
                for (int i = 0; i < 3; i++) {
                    w.write("part " + i);
                    w.flush();
                }
            }
            case "/trailers" -> {
                w.write("content");
                w.trailers().set("X-End", "so");
            }
            case "/hints" -> {
                w.inform(103, new Headers().set("Link", "</a>"));
                w.write("hinted");
            }
            case "/fail" -> throw new IllegalStateException("on purpose");
            case "/fail-late" -> {
                w.write("begun");
                w.flush();
                throw new AbortHandler();
            }
            case "/empty" -> w.status(204);
            case "/deaf" -> {
                boolean waits = true;
                while (waits) {
                    try {
                        released.await();
                        waits = false;
                    } catch (InterruptedException e) {
                        server.logDebug("a handler that does not heed its interruption", null);
                    }
                }
            }
            case "/push" -> {
                boolean pushed = w.as(Pusher.class).isPresent()
                        && w.as(Pusher.class).get().push("GET", "/empty", new Headers());
                w.write("pushed " + pushed);
            }
            case "/drops" -> {
                for (int i = Integer.parseInt(r.query()); i > 0; i--) {
                    w.write("ten octets");
                    w.flush();
                }
            }
            case "/push-bytes" ->
                w.write("pushed " + w.as(Pusher.class).orElseThrow().push("GET", "/bytes?10", new Headers()));
            case "/push-hold", "/hold-push" -> {
                if (r.rawPath().equals("/hold-push")) {
                    released.await();
                }
                w.as(Pusher.class).orElseThrow().push("GET", "/hold", new Headers());
            }
            case "/tunnel-close" -> {
                w.as(TunnelRequest.class).orElseThrow().accept("echo").close();
                released.await();
                return;
            }
            case "/tunnel" -> {
                try (Tunnel stream = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                    stream.input().transferTo(stream.output());
                }
                return;
            }
            case "/long-head" -> {
                for (int i = 0; i < 30; i++) {
                    w.headers().add("X-Long-" + i, "\u00e4".repeat(1000));
                }
                w.write("x");
            }
            default -> {
                byte[] content = r.content().readAllBytes();
                StringBuilder text = new StringBuilder(r.method())
                        .append(' ')
                        .append(r.target())
                        .append(' ')
                        .append(content.length);
                r.headers()
                        .forEach(field -> text.append(' ')
                                .append(field.name())
                                .append('=')
                                .append(field.value()));
                r.trailers()
                        .forEach(field -> text.append(" trailer ")
                                .append(field.name())
                                .append('=')
                                .append(field.value()));
                w.header("content-type", "text/plain");
                w.write(text.toString());
            }
        }
        if (!r.rawPath().equals("/early")) {
            r.content().transferTo(OutputStream.nullOutputStream());
        }
    }

    void release() {
        released.countDown();
    }

    // ---- sending

    Peer preface() {
        connection.send(ClientPreface.BYTES);
        return this;
    }

    Peer raw(String hex) {
        connection.send(HexFormat.of().parseHex(hex.replace(" ", "")));
        return this;
    }

    Peer frame(FrameType type, int flags, int stream, byte[] payload) {
        connection.send(bytes(type, flags, stream, payload));
        return this;
    }

    public static byte[] bytes(FrameType type, int flags, int stream, byte[] payload) {
        return bytes(type.code(), flags, stream, payload);
    }

    /** A frame of any type. */
    public static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(FrameSink.HEAD + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A frame whose payload is in hexadecimal. */
    Peer frame(FrameType type, int flags, int stream, String hex) {
        return frame(type.code(), flags, stream, hex);
    }

    Peer frame(int type, int flags, int stream, String hex) {
        connection.send(bytes(type, flags, stream, HexFormat.of().parseHex(hex.replace(" ", ""))));
        return this;
    }

    Peer settings(int... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(FrameType.SETTINGS, 0, 0, payload.array());
    }

    Peer data(int stream, boolean end, int length) {
        return frame(FrameType.DATA, end ? Flags.END_STREAM : 0, stream, new byte[length]);
    }

    /** Requests with one send, so that they are one batch. */
    Peer batch(int first, String... paths) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int stream = first;
        for (String path : paths) {
            all.writeBytes(
                    bytes(FrameType.HEADERS, Flags.END_HEADERS | Flags.END_STREAM, stream, block(fields("GET", path))));
            stream += 2;
        }
        connection.send(all.toByteArray());
        return this;
    }

    Peer window(int stream, int increment) {
        return frame(
                FrameType.WINDOW_UPDATE,
                0,
                stream,
                ByteBuffer.allocate(4).putInt(increment).array());
    }

    Peer reset(int stream) {
        return frame(FrameType.RST_STREAM, 0, stream, "00000008");
    }

    byte[] block(String... fields) {
        ByteBuffer to = encoder.beginBlock(ByteBuffer.allocate(256));
        for (String field : fields) {
            int colon = field.indexOf(": ", 1);
            to = encoder.encode(field.substring(0, colon), field.substring(colon + 2), false, to);
        }
        byte[] block = new byte[to.flip().remaining()];
        to.get(block);
        return block;
    }

    Peer headers(int stream, boolean end, String... fields) {
        return frame(FrameType.HEADERS, Flags.END_HEADERS | (end ? Flags.END_STREAM : 0), stream, block(fields));
    }

    Peer request(int stream, boolean end, String method, String path, String... fields) {
        return headers(stream, end, fields(method, path, fields));
    }

    private static String[] fields(String method, String path, String... fields) {
        String[] all = new String[fields.length + 4];
        all[0] = ":method: " + method;
        all[1] = ":scheme: http";
        all[2] = ":authority: example.com";
        all[3] = ":path: " + path;
        System.arraycopy(fields, 0, all, 4, fields.length);
        return all;
    }

    Peer get(int stream, String path) {
        return request(stream, true, "GET", path);
    }

    // ---- reading

    /** All lines that have come so far, for messages. */
    String transcript() {
        return String.join("\n", lines) + (ended ? "\nend" : "") + "\nnotes: " + server.notes() + "\nerrors: "
                + server.errors();
    }

    /** The next line; null at the end. */
    private String line() {
        while (next == lines.size() && !ended) {
            read();
        }
        return next < lines.size() ? lines.get(next++) : null;
    }

    private void read() {
        byte[] more;
        try {
            more = connection.awaitWritten(seen, SAFETY_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (more == null) {
            ended = true;
            return;
        }
        if (more.length == 0) {
            throw new AssertionError("nothing came behind\n" + transcript());
        }
        seen += more.length;
        ByteBuffer all = ByteBuffer.allocate(unread.remaining() + more.length)
                .put(unread)
                .put(more)
                .flip();
        try {
            for (Frame frame = reader.next(all); frame != null; frame = reader.next(all)) {
                lines.add(side.line(frame).substring(2).strip());
            }
        } catch (Http2Exception e) {
            throw new AssertionError("the server sent no frame: " + e.getMessage() + "\n" + transcript());
        }
        unread = all;
    }

    /** The next line that begins so; others before it are passed over, but none that resets or ends. */
    String expect(String beginning) {
        while (true) {
            String line = line();
            if (line == null) {
                throw new AssertionError("the connection ended before " + beginning + "\n" + transcript());
            }
            if (line.startsWith(beginning)) {
                return line;
            }
            if (line.startsWith("GOAWAY") || line.startsWith("RST_STREAM")) {
                throw new AssertionError("expected " + beginning + " and got " + line + "\n" + transcript());
            }
        }
    }

    /** Lets times of 100 ms pass until a line comes that begins so. */
    String tickUntil(String beginning) {
        while (true) {
            connection.tick();
            frame(FrameType.PING, 0, 0, PING);
            for (String line = line(); !line.startsWith("PING 0 ACK"); line = line()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
        }
    }

    /** Stream 1 must be reset with this code. */
    void expectReset(String code) {
        String line = line();
        while (line != null && !line.startsWith("RST_STREAM") && !line.startsWith("GOAWAY")) {
            line = line();
        }
        if (line == null || !line.equals("RST_STREAM 1 " + code)) {
            throw new AssertionError("expected RST_STREAM 1 " + code + " and got " + line + "\n" + transcript());
        }
    }

    /** The next RST_STREAM, of whichever stream. */
    String expectAnyReset() {
        String line = line();
        while (line != null && !line.startsWith("RST_STREAM")) {
            line = line();
        }
        return line;
    }

    /** The next GOAWAY; the connection may go on behind it. */
    String awaitGoAway() {
        String line = line();
        while (line != null && !line.startsWith("GOAWAY")) {
            line = line();
        }
        if (line == null) {
            throw new AssertionError("no GOAWAY in\n" + transcript());
        }
        return line;
    }

    /** Waits until so many handlers run. */
    void awaitRunning(int handlers) {
        long end = System.nanoTime() + SAFETY_MILLIS * 1_000_000;
        while (server.counters().running() != handlers) {
            if (System.nanoTime() > end) {
                throw new AssertionError(server.counters().running() + " handlers run\n" + transcript());
            }
            Thread.yield();
        }
    }

    /** The connection must end, with this code and reason. */
    void expectGoAway(String code) {
        String line = line();
        while (line != null && !line.startsWith("GOAWAY")) {
            line = line();
        }
        if (line == null || !line.contains(" " + code + " ")) {
            throw new AssertionError("expected GOAWAY " + code + " and got " + line + "\n" + transcript());
        }
        expectEnd();
    }

    void expectEnd() {
        String line = line();
        while (line != null) {
            line = line();
        }
    }

    /** The connection must live, and nothing may have been reset or ended. */
    void expectAlive() {
        frame(FrameType.PING, 0, 0, PING);
        expect("PING 0 ACK " + HexFormat.of().formatHex(PING).replaceFirst("^0+", ""));
    }

    /** Whether a line has come. */
    boolean has(String beginning) {
        return lines.stream().anyMatch(line -> line.startsWith(beginning));
    }

    /** How many lines have come that begin so. */
    long count(String beginning) {
        return lines.stream().filter(line -> line.startsWith(beginning)).count();
    }

    @Override
    public void close() {
        release();
        connection.endInput();
        connection.cut();
        if (session != null) {
            session.end();
        }
        // However a test has ended its connection, and whatever came before: nothing is counted for it any more.
        long end = System.nanoTime() + SAFETY_MILLIS * 1_000_000;
        while (connection.memory().held() != 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(connection.memory().held() + " bytes are held at the end\n" + transcript());
            }
            Thread.yield();
        }
    }
}
