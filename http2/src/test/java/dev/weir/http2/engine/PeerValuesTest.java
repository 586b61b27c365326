package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.FrameInput;
import dev.weir.http2.connection.InputBuffers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a client allows, or announces, is never the size of what we make for it. */
class PeerValuesTest {
    private static final int[] EVERYTHING = {1, -1, 3, -1, 4, Integer.MAX_VALUE, 5, 16_777_215, 6, -1};
    private static final int LARGEST_FRAME = 16_384;
    /** What is put together for one write, and a frame more. */
    private static final int LARGEST_WRITE = 128 * 1024;

    private static Peer generous() {
        return Peer.begun(Http2Config.DEFAULT, EVERYTHING).window(0, Integer.MAX_VALUE - 65_535);
    }

    private static void assertSmall(Peer p) {
        for (String write : p.connection.writes()) {
            assertTrue(write.length() <= LARGEST_WRITE, () -> "a write of " + write.length() + "\n" + p.transcript());
        }
    }

    /** SETTINGS_MAX_FRAME_SIZE of 2^24-1: a frame of 16 MB would stand in the heap, and before all that is urgent. */
    @Test
    void contentGoesInSmallFrames() {
        try (Peer p = generous()) {
            p.get(1, "/bytes?1000000");
            p.expect("DATA 1 END_STREAM");
            for (String line : p.transcript().split("\n")) {
                if (line.startsWith("DATA")) {
                    int length = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
                    assertTrue(length <= LARGEST_FRAME, line);
                }
            }
            assertSmall(p);
        }
    }

    @Test
    void fieldsGoInSmallFrames() {
        try (Peer p = generous()) {
            p.get(1, "/long-head");
            p.expect("HEADERS 1 16384");
            p.expect("CONTINUATION 1 ");
            p.expect("DATA 1 END_STREAM");
            assertSmall(p);
        }
    }

    /** Where no window is open, what was promised waits, and costs us as much as any other stream. */
    @Test
    void pushesAreBoundedWhateverTheClientAllows() {
        try (Peer p = Peer.begun(Http2Config.builder().maxConcurrentStreams(4).build(), 3, -1, 4, 0)) {
            for (int stream = 1; stream < 20; stream += 2) {
                p.get(stream, "/push-bytes").window(stream, 100);
                p.expect("DATA " + stream + " END_STREAM " + (stream < 9 ? "pushed true" : "pushed false").length());
            }
            p.window(2, 100);
            p.expect("DATA 2 END_STREAM 10");
            p.get(21, "/push-bytes").window(21, 100);
            p.expect("PUSH_PROMISE 21 ");
        }
    }

    /** RFC 9113 section 6.5.2: advice, and no order; who sends such a setting wants an answer all the same. */
    @Test
    void aListOfFieldsLargerThanTheClientWantsIsSent() {
        for (int size : new int[] {0, 1, 100}) {
            try (Peer p = Peer.begun(Http2Config.DEFAULT, 6, size)) {
                p.get(1, "/");
                assertTrue(p.expect("HEADERS 1").contains("{:status: 200}"), p::transcript);
            }
        }
    }

    /** Nine octets announce a frame; the room for it is made as it comes. */
    @Test
    void aFrameThatIsAnnouncedCostsNothingYet() throws IOException {
        MemoryConnection connection = MemoryConnection.open(new MemoryServer((w, r) -> {}, Peer.CONFIG), "h2", null);
        FrameInput input = new FrameInput(connection, new InputBuffers());
        connection.send("nine are here".getBytes(StandardCharsets.US_ASCII));
        assertTrue(input.fill(16_777_215, false));
        assertEquals(InputBuffers.LARGE, input.bytes().capacity());
        int held = input.bytes().remaining();
        for (int length : new int[] {InputBuffers.LARGE - held, InputBuffers.LARGE, 1}) {
            connection.send(new byte[length]);
            assertTrue(input.fill(16_777_215 - held, false));
            held += length;
            assertEquals(held, input.bytes().remaining());
            assertTrue(
                    input.bytes().capacity() <= 4 * InputBuffers.LARGE,
                    "capacity " + input.bytes().capacity());
        }
        assertEquals('n', input.bytes().get(input.bytes().position()));
    }
}
