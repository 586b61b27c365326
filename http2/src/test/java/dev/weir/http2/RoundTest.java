package dev.weir.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one write carries, in the order in which it was put, wherever it is kept. */
class RoundTest {
    private static final int LARGE = 4096;

    private final MemoryServer server = new MemoryServer((w, r) -> {}, Peer.CONFIG);
    private final DirectBuffers buffers = new DirectBuffers(server);

    private static byte[] content(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** What goes out of a round. */
    private static byte[] out(MemoryServer server, Round round) throws Exception {
        MemoryConnection connection = MemoryConnection.open(server, "h2c", null);
        round.writeTo(connection);
        assertEquals(1, connection.writes().size(), "one write");
        return connection.written().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void anEmptyRound() throws Exception {
        Round round = new Round(buffers, 0);
        assertTrue(round.isEmpty());
        assertFalse(round.full());
        assertEquals(0, round.length());
        round.clear();
        assertTrue(round.isEmpty());
    }

    @Test
    void largeContentBetweenSmallFrames() throws Exception {
        Round round = new Round(buffers, 0);
        FrameWriter.ping(round.frames, true, 1);
        round.data(1, content(LARGE, 1), 0, LARGE, false);
        FrameWriter.ping(round.frames, true, 2);
        round.data(3, content(2, 2), 0, 2, true);
        assertEquals(17 + 9 + LARGE + 17 + 9 + 2, round.length());
        String hex = HexFormat.of().formatHex(out(server, round));
        String expected = "000008" + "06" + "01" + "00000000" + "0000000000000001"
                + "001000" + "00" + "00" + "00000001" + HexFormat.of().formatHex(content(LARGE, 1))
                + "000008" + "06" + "01" + "00000000" + "0000000000000002"
                + "000002" + "00" + "01" + "00000003" + HexFormat.of().formatHex(content(2, 2));
        assertEquals(expected, hex);
    }

    /** Frames of every kind and size in any order, with buffers, without, and with none left. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyOrder(long seed) throws Exception {
        DirectBuffers exhausted = new DirectBuffers(server);
        ByteBuffer taken;
        do {
            taken = exhausted.take();
        } while (taken != null);
        for (DirectBuffers from : new DirectBuffers[] {buffers, exhausted, null}) {
            Random random = new Random(seed);
            Round round = new Round(from, 0);
            for (int use = 0; use < 5; use++) {
                FrameSink expected = new FrameSink(0);
                while (!round.full()) {
                    if (random.nextInt(3) == 0) {
                        long data = random.nextLong();
                        FrameWriter.ping(round.frames, false, data);
                        FrameWriter.ping(expected, false, data);
                    } else {
                        int length = random.nextInt(random.nextBoolean() ? 16_384 : 100);
                        byte[] content = content(length + 7, random.nextInt());
                        boolean end = random.nextBoolean();
                        if (random.nextBoolean()) {
                            round.data(use, content, 3, length, end);
                        } else {
                            ByteBuffer buffer =
                                    ByteBuffer.allocateDirect(content.length).put(content);
                            round.data(use, buffer, 3, length, end);
                            assertEquals(content.length, buffer.position(), "it is the caller's");
                        }
                        FrameWriter.dataHead(expected, use, length, end);
                        expected.put(content, 3, length);
                    }
                }
                assertEquals(expected.length(), round.length());
                ByteBuffer all = ByteBuffer.wrap(expected.array(), 0, expected.length());
                assertEquals(all, ByteBuffer.wrap(out(server, round)));
                ByteBuffer parts = ByteBuffer.allocate(round.length());
                for (ByteBuffer part : round.parts()) {
                    parts.put(part);
                }
                assertEquals(all, parts.flip(), "what a trace is shown");
                round.clear();
                assertTrue(round.isEmpty());
            }
        }
    }

    /** A peer may allow frames that no buffer holds. */
    @Test
    void aFrameThatIsTooLarge() throws Exception {
        Round round = new Round(buffers, 0);
        int length = 3 * DirectBuffers.SIZE;
        round.data(1, content(length, 1), 0, length, true);
        assertEquals(1, round.parts().length, "it is in the array");
        assertTrue(round.full());
        assertEquals(9 + length, out(server, round).length);

        Round second = new Round(buffers, 0);
        second.data(1, content(LARGE, 1), 0, LARGE, false);
        second.data(1, content(length, 2), 0, length, true);
        ByteBuffer sent = ByteBuffer.wrap(out(server, second));
        assertEquals(ByteBuffer.wrap(content(LARGE, 1)), sent.slice(9, LARGE));
        assertEquals(ByteBuffer.wrap(content(length, 2)), sent.slice(18 + LARGE, length));
    }

    @Test
    void aClearedRoundGivesItsBufferBack() {
        Round round = new Round(buffers, 0);
        round.data(1, content(LARGE, 1), 0, LARGE, false);
        assertEquals(3, round.parts().length);
        round.clear();
        List<ByteBuffer> all = all();
        round.data(1, content(LARGE, 1), 0, LARGE, false);
        assertEquals(1, round.parts().length, "none is left");
        all.forEach(buffers::give);
        round.clear();
        assertEquals(all.size(), all().size());
    }

    private List<ByteBuffer> all() {
        List<ByteBuffer> all = new ArrayList<>();
        for (ByteBuffer taken = buffers.take(); taken != null; taken = buffers.take()) {
            assertTrue(taken.isDirect());
            assertEquals(DirectBuffers.SIZE, taken.remaining());
            all.add(taken);
        }
        return all;
    }

    @Test
    void buffersAreFewAndTheLastComesFirst() {
        List<ByteBuffer> all = all();
        assertEquals(32, all.size());
        assertNull(buffers.take());
        ByteBuffer first = all.get(7).putInt(1);
        buffers.give(all.get(3));
        buffers.give(first);
        ByteBuffer again = buffers.take();
        assertSame(first, again);
        assertEquals(0, again.position(), "empty");
        assertNotSame(first, buffers.take());
        assertNull(buffers.take());
    }
}
