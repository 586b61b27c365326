package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request is heard of once, whenever its client goes: before its handler, within its answer, at its end. */
class EachOnceTest {
    private static final int REQUESTS = 400;

    private final ConcurrentLinkedQueue<RequestEnd> heard = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<RequestEnd> logged = new ConcurrentLinkedQueue<>();

    /** Small answers and long ones, some of them encoded, some of which fail. */
    private final Handler app = (w, r) -> {
        w.onEnd(logged::add);
        int kind = Math.floorMod(r.path().hashCode(), 7);
        if (kind % 2 == 1) {
            w.onCommit(c -> c.encode(out -> new GZIPOutputStream(out, true)));
        }
        switch (kind) {
            case 0, 1 -> w.write("small");
            case 2, 3 -> {
                for (int i = 0; i < 10; i++) {
                    w.write(new byte[3000]);
                    w.flush();
                }
            }
            case 4 -> Thread.sleep(2);
            case 5 -> {
                w.write("begun");
                w.flush();
                throw new IllegalStateException("on purpose");
            }
            default -> throw new IllegalStateException("on purpose");
        }
    };

    private Server start() throws IOException {
        Http2Config config = Http2Config.builder()
                .maxConcurrentStreams(20)
                .abuse(AbuseLimits.DEFAULT.withAll(new AbuseLimits.Rate(1_000_000, 1_000_000)))
                .build();
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(app)
                .requestListener(heard::add)
                .protocol(new Http2Provider(config))
                .errorLog(Servers.LOG)
                .build();
        server.start();
        return server;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void streamsThatAreReset(long seed) throws Exception {
        Random random = new Random(seed);
        try (Server server = start()) {
            Http2Wire wire = Http2Wire.begin(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            Thread reader = Thread.ofVirtual().start(() -> drop(wire));
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                int stream = 2 * i + 1;
                wire.get(stream, "/" + i).window(0, 40_000);
                open.add(stream);
                if (random.nextInt(3) > 0) {
                    wire.reset(open.remove(random.nextInt(open.size())), 8);
                }
                if (random.nextInt(10) == 0) {
                    Thread.sleep(1);
                }
            }
            Servers.await(() -> heard.size() >= REQUESTS, () -> heard.size() + " of " + REQUESTS + ", seed " + seed);
            wire.close();
            reader.join();
            Servers.awaitNoConnections(server);
        }
        assertEquals(REQUESTS, heard.stream().map(RequestEnd::stream).distinct().count(), "each stream, seed " + seed);
        assertEquals(REQUESTS, heard.size(), "once, seed " + seed);
        assertSame();
    }

    private static void drop(Http2Wire wire) {
        try {
            while (wire.readPatiently() != null) {
                // What comes is not looked at; that the server can send it is.
            }
        } catch (IOException e) {
            // The test has closed the connection.
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void connectionsThatBreakOff(long seed) throws Exception {
        Random random = new Random(seed);
        int answered = 0;
        try (Server server = start()) {
            for (int i = 0; i < REQUESTS / 4; i++) {
                try (Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
                    String request = "GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n";
                    wire.send(request.repeat(1 + random.nextInt(3)));
                    if (random.nextBoolean()) {
                        wire.some(1 + random.nextInt(20_000));
                        answered++;
                    }
                    wire.reset();
                }
            }
            Servers.awaitNoConnections(server);
        }
        int seen = answered;
        assertTrue(heard.size() >= seen, () -> heard.size() + " of " + seen + ", seed " + seed);
        assertSame();
    }

    /** Whatever a handler has seen is in the log, and what is in the log was heard of: the same end, once. */
    private void assertSame() {
        List<RequestEnd> seen = new ArrayList<>(heard);
        for (RequestEnd end : logged) {
            assertTrue(seen.remove(end), () -> "in the log and not heard of: " + Ends.text(end));
        }
        for (RequestEnd end : seen) {
            assertEquals("0 ", end.status() + " " + end.pattern(), () -> "not in the log: " + Ends.text(end));
        }
    }
}
