package dev.weir.http2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.core.support.DirectBuffers;
import dev.weir.http2.engine.Peer;
import dev.weir.http2.frame.FrameSink;
import dev.weir.http2.frame.FrameWriter;
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
class WriteBatchTest {
    private static final int LARGE = 4096;

    private final MemoryServer server = new MemoryServer((w, r) -> {}, Peer.CONFIG);
    private final DirectBuffers buffers = new DirectBuffers(server, WriteBatch.BUFFER_SIZE);

    private static byte[] content(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** What goes out of a batch. */
    private static byte[] out(MemoryServer server, WriteBatch batch) throws Exception {
        MemoryConnection connection = MemoryConnection.open(server, "h2c", null);
        batch.writeTo(connection);
        assertEquals(1, connection.writes().size(), "one write");
        return connection.written().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void anEmptyBatch() throws Exception {
        WriteBatch batch = new WriteBatch(buffers, 0);
        assertTrue(batch.isEmpty());
        assertFalse(batch.full());
        assertEquals(0, batch.length());
        batch.clear();
        assertTrue(batch.isEmpty());
    }

    @Test
    void largeContentBetweenSmallFrames() throws Exception {
        WriteBatch batch = new WriteBatch(buffers, 0);
        FrameWriter.ping(batch.frames, true, 1);
        batch.data(1, content(LARGE, 1), 0, LARGE, false);
        FrameWriter.ping(batch.frames, true, 2);
        batch.data(3, content(2, 2), 0, 2, true);
        assertEquals(17 + 9 + LARGE + 17 + 9 + 2, batch.length());
        String hex = HexFormat.of().formatHex(out(server, batch));
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
        DirectBuffers exhausted = new DirectBuffers(server, WriteBatch.BUFFER_SIZE);
        ByteBuffer taken;
        do {
            taken = exhausted.take();
        } while (taken != null);
        for (DirectBuffers from : new DirectBuffers[] {buffers, exhausted, null}) {
            Random random = new Random(seed);
            WriteBatch batch = new WriteBatch(from, 0);
            for (int use = 0; use < 5; use++) {
                FrameSink expected = new FrameSink(0);
                while (!batch.full()) {
                    if (random.nextInt(3) == 0) {
                        long data = random.nextLong();
                        FrameWriter.ping(batch.frames, false, data);
                        FrameWriter.ping(expected, false, data);
                    } else {
                        int length = random.nextInt(random.nextBoolean() ? 16_384 : 100);
                        byte[] content = content(length + 7, random.nextInt());
                        boolean end = random.nextBoolean();
                        if (random.nextBoolean()) {
                            batch.data(use, content, 3, length, end);
                        } else {
                            ByteBuffer buffer =
                                    ByteBuffer.allocateDirect(content.length).put(content);
                            batch.data(use, buffer, 3, length, end);
                            assertEquals(content.length, buffer.position(), "it is the caller's");
                        }
                        FrameWriter.dataHead(expected, use, length, end);
                        expected.put(content, 3, length);
                    }
                }
                assertEquals(expected.length(), batch.length());
                ByteBuffer all = ByteBuffer.wrap(expected.array(), 0, expected.length());
                assertEquals(all, ByteBuffer.wrap(out(server, batch)));
                ByteBuffer parts = ByteBuffer.allocate(batch.length());
                for (ByteBuffer part : batch.parts()) {
                    parts.put(part);
                }
                assertEquals(all, parts.flip(), "what a trace is shown");
                batch.clear();
                assertTrue(batch.isEmpty());
            }
        }
    }

    /** A peer may allow frames that no buffer holds. */
    @Test
    void aFrameThatIsTooLarge() throws Exception {
        WriteBatch batch = new WriteBatch(buffers, 0);
        int length = 3 * WriteBatch.BUFFER_SIZE;
        batch.data(1, content(length, 1), 0, length, true);
        assertEquals(1, batch.parts().length, "it is in the array");
        assertTrue(batch.full());
        assertEquals(9 + length, out(server, batch).length);

        WriteBatch second = new WriteBatch(buffers, 0);
        second.data(1, content(LARGE, 1), 0, LARGE, false);
        second.data(1, content(length, 2), 0, length, true);
        ByteBuffer sent = ByteBuffer.wrap(out(server, second));
        assertEquals(ByteBuffer.wrap(content(LARGE, 1)), sent.slice(9, LARGE));
        assertEquals(ByteBuffer.wrap(content(length, 2)), sent.slice(18 + LARGE, length));
    }

    @Test
    void aClearedRoundGivesItsBufferBack() {
        WriteBatch batch = new WriteBatch(buffers, 0);
        batch.data(1, content(LARGE, 1), 0, LARGE, false);
        assertEquals(3, batch.parts().length);
        batch.clear();
        List<ByteBuffer> all = all();
        batch.data(1, content(LARGE, 1), 0, LARGE, false);
        assertEquals(1, batch.parts().length, "none is left");
        all.forEach(buffers::give);
        batch.clear();
        assertEquals(all.size(), all().size());
    }

    private List<ByteBuffer> all() {
        List<ByteBuffer> all = new ArrayList<>();
        for (ByteBuffer taken = buffers.take(); taken != null; taken = buffers.take()) {
            assertTrue(taken.isDirect());
            assertEquals(WriteBatch.BUFFER_SIZE, taken.remaining());
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
