package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.attack.Footprint;
import dev.weir.attack.GoodClient;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Handlers that want more memory than there is, in a process with a heap of 64 MiB: their clients get 500, or an answer
 * that is cut; the server goes on, and ends in order.
 */
class OutOfMemoryTest {
    private static final int TIMES = Boolean.getBoolean("weir.attack.long") ? 200 : 20;
    private static final int TERMINATED = 128 + 15;
    private static final String FAILED = "500 Internal Server Error\n";
    private static final Set<String> ENDINGS = Set.of("500", "cut");
    private static final long HEAP_SLACK = 8 << 20;

    @TempDir
    Path files;

    private ServerProcess server;
    private Dial dial;

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start(
                List.of(),
                List.of("-Xmx64m", "-XX:+UseSerialGC"),
                "dev.weir.soak/dev.weir.soak.HoardingServer",
                1,
                List.of(files.toString()));
        dial = Dial.plain(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        try (ServerProcess ending = server) {
            ending.terminate();
            assertEquals(TERMINATED, ending.awaitEnd(), ending::said);
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private static void assertServed(Dial dial) throws IOException {
        try (Wire wire = new Wire(dial.connect());
                Http2Wire frames = Http2Wire.begin(dial.connect())) {
            assertEquals("TextHandler !", wire.send(get("/text")).answer(false).body(), wire::transcript);
            frames.get(1, "/text");
            assertEquals("200 TextHandler !", frames.answer(1));
        }
    }

    /** A request for too much memory fails alone: good clients get every answer. */
    @Test
    void moreThanTheHeapAtOnce() throws IOException {
        try (GoodClient one = GoodClient.http1(dial);
                GoodClient other = GoodClient.http2(dial)) {
            for (int i = 0; i < TIMES; i++) {
                overHttp1();
                overHttp2();
            }
            one.latency(1);
            other.latency(1);
        }
        int failures = 5 * TIMES;
        Servers.await(() -> server.log().entries() == failures, () -> failures + " entries: " + server.said());
        assertTrue(
                server.log().causes().keySet().stream().allMatch(cause -> cause.startsWith("the handler failed")),
                () -> "" + server.log().causes());
    }

    private void overHttp1() throws IOException {
        try (Wire wire = new Wire(dial.connect())) {
            for (int i = 0; i < 2; i++) {
                Answer answer = wire.send(get("/at-once")).answer(false);
                assertEquals(FAILED, answer.status() + " " + answer.body(), wire::transcript);
            }
            assertEquals("TextHandler !", wire.send(get("/text")).answer(false).body(), wire::transcript);
            wire.send(get("/late"));
            assertEquals(200, wire.head(false).status(), wire::transcript);
            assertEquals("this much", wire.chunk(), wire::transcript);
            assertThrows(Wire.BrokenOff.class, wire::chunk, wire::transcript);
        }
    }

    private void overHttp2() throws IOException {
        try (Http2Wire wire = Http2Wire.begin(dial.connect())) {
            wire.get(1, "/at-once");
            assertEquals(FAILED, wire.answer(1));
            wire.get(3, "/late");
            wire.expect("HEADERS 3 200");
            wire.expect("DATA 3 9");
            wire.expect("RST_STREAM 3 INTERNAL_ERROR");
            wire.get(5, "/text");
            assertEquals("200 TextHandler !", wire.answer(5));
        }
    }

    /**
     * Who takes all that there is takes it from everybody: for that moment any request may fail, also a connection. But
     * each comes to an end, and afterwards the server is as it was.
     */
    @Test
    void theHeapPieceByPiece() throws IOException {
        assertServed(dial);
        server.footprint();
        Footprint before = server.footprint();
        for (int i = 0; i < TIMES; i++) {
            hoard();
            assertServed(dial);
        }
        Footprint after = server.footprint();
        long end = System.nanoTime() + Wire.SAFETY_MILLIS * 1_000_000L;
        while (!after.moreThan(before, HEAP_SLACK).isEmpty() && System.nanoTime() < end) {
            after = server.footprint();
        }
        assertEquals("", after.moreThan(before, HEAP_SLACK), server::said);
    }

    /** Several at once, over both protocols; the last answer is awaited. */
    private void hoard() throws IOException {
        try (Wire first = new Wire(dial.connect());
                Wire second = new Wire(dial.connect());
                Http2Wire frames = Http2Wire.begin(dial.connect())) {
            first.send(get("/hoard"));
            second.send(get("/hoard"));
            frames.get(1, "/hoard").get(3, "/hoard");
            assertTrue(ENDINGS.contains(ending(first)), first::transcript);
            assertTrue(ENDINGS.contains(ending(second)), second::transcript);
            int open = 2;
            while (open > 0) {
                Http2Wire.Frame frame = frames.read();
                if (frame == null || frame.type() == Http2Wire.GOAWAY) {
                    return;
                }
                if (frame.ends() || frame.type() == Http2Wire.RST_STREAM) {
                    open--;
                }
            }
        }
    }

    /** 500, or a connection that is cut; one that stays silent would fail by {@link Wire#SAFETY_MILLIS}. */
    private static String ending(Wire wire) throws IOException {
        try {
            return Integer.toString(wire.answer(false).status());
        } catch (Wire.BrokenOff e) {
            return "cut";
        }
    }
}
