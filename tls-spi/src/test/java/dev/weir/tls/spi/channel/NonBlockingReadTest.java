package dev.weir.tls.spi.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsStatus;
import dev.weir.tls.spi.TlsTruncatedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Reading over a channel that does not wait: what has come is returned, and nothing large is held for the rest. */
class NonBlockingReadTest {
    private static final int PACKET = 16_384 + 256;
    private static final int HEADER = 5;

    /** What the peer has sent, a read a piece; then nothing, or the end. */
    private static final class Peer extends ReadOnlyChannel {
        private final Queue<byte[]> sent = new ArrayDeque<>();
        private boolean ended;

        @Override
        public int read(ByteBuffer dst) {
            byte[] piece = sent.poll();
            if (piece == null) {
                return ended ? -1 : 0;
            }
            dst.put(piece);
            return piece.length;
        }
    }

    private final Peer peer = new Peer();
    private final List<Integer> counted = new ArrayList<>();
    /** The buffers that records were to be unwrapped into. */
    private final List<ByteBuffer> targets = new ArrayList<>();

    private final TlsEngine engine = mock(TlsEngine.class);
    private final TlsChannel channel = new TlsChannel(peer, engine, bytes -> {
        counted.add(bytes);
        return true;
    });

    NonBlockingReadTest() throws IOException {
        when(engine.packetSize()).thenReturn(PACKET);
        // A record's text is its content; an alert is close_notify; a handshake message has no data.
        when(engine.unwrap(any(), any())).thenAnswer(call -> unwrap(call.getArgument(0), call.getArgument(1)));
    }

    private TlsStatus unwrap(ByteBuffer in, ByteBuffer out) {
        targets.add(out);
        int at = in.position();
        if (in.remaining() < HEADER) {
            return TlsStatus.UNDERFLOW;
        }
        int length = in.getShort(at + 3);
        // As the JDK's engine: whether a record fits is asked before it is complete.
        if (out.remaining() < length) {
            return TlsStatus.OVERFLOW;
        }
        if (in.remaining() < HEADER + length) {
            return TlsStatus.UNDERFLOW;
        }
        if (in.get(at) == 23) {
            out.put(in.slice(at + HEADER, length));
        }
        in.position(at + HEADER + length);
        return in.get(at) == 21 ? TlsStatus.CLOSED : TlsStatus.OK;
    }

    private static byte[] record(int type, int length) {
        byte[] record = new byte[HEADER + length];
        record[0] = (byte) type;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }

    private static byte[] join(byte[]... all) {
        int length = 0;
        for (byte[] one : all) {
            length += one.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] one : all) {
            joined.put(one);
        }
        return joined.array();
    }

    private int read(int room) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(room);
        int n = channel.read(dst);
        assertEquals(Math.max(0, n), dst.position());
        return n;
    }

    @Test
    void nothingHasCome() throws IOException {
        assertEquals(0, read(100));
        assertFalse(channel.holdsInput());
        assertEquals(0, read(100));
    }

    @Test
    void aRecordInPieces() throws IOException {
        byte[] record = record(23, 10);
        for (byte b : record) {
            assertEquals(0, read(100));
            assertFalse(channel.holdsInput(), "an incomplete record is none");
            peer.sent.add(new byte[] {b});
        }
        assertEquals(10, read(100));
        assertFalse(channel.holdsInput());
        assertEquals(0, read(100));
    }

    @Test
    void severalRecordsAtOnce() throws IOException {
        peer.sent.add(join(record(23, 10), record(23, 20), new byte[] {23, 3}));
        assertEquals(10, read(100));
        assertTrue(channel.holdsInput(), "the channel below does not know of the second");
        assertEquals(20, read(100));
        assertFalse(channel.holdsInput(), "of the third a part is there");
        assertEquals(0, read(100));
    }

    /** What did not fit waits here, counted, and is returned first. */
    @Test
    void aRecordThatDoesNotFit() throws IOException {
        peer.sent.add(record(23, 100));
        assertEquals(60, read(60));
        assertTrue(channel.holdsInput());
        assertEquals(List.of(40), counted);
        assertEquals(30, read(30));
        assertTrue(channel.holdsInput());
        assertEquals(10, read(30));
        assertFalse(channel.holdsInput());
        assertEquals(List.of(40, -40), counted);
        assertEquals(0, read(30));
    }

    /** A spare buffer that was taken for a record which is not whole goes back, and is taken again for the rest. */
    @Test
    void aSpareBufferIsGivenBack() throws IOException {
        byte[] record = record(23, 100);
        peer.sent.add(Arrays.copyOf(record, 50));
        ByteBuffer dst = ByteBuffer.allocate(60);
        assertEquals(0, channel.read(dst));
        ByteBuffer spare = targets.getLast();
        assertTrue(spare != dst, "the caller's buffer is too small");
        assertEquals(0, spare.position());
        assertSame(spare, RecordBuffers.take(), "it is not among the spare ones");
        RecordBuffers.give(spare);
        assertFalse(channel.holdsInput());
        peer.sent.add(Arrays.copyOfRange(record, 50, 105));
        assertEquals(60, channel.read(dst));
        assertSame(spare, RecordBuffers.take());
        RecordBuffers.give(spare);
        assertTrue(channel.holdsInput());
        assertEquals(40, read(100));
    }

    /** A record without data, as a ticket, and nothing behind it. */
    @Test
    void aRecordWithoutData() throws IOException {
        peer.sent.add(record(22, 10));
        assertEquals(0, read(100));
        assertFalse(channel.holdsInput());
        peer.sent.add(join(record(22, 10), record(23, 3)));
        assertEquals(3, read(100));
    }

    @Test
    void theEndInOrder() throws IOException {
        peer.sent.add(join(record(23, 3), record(21, 2)));
        assertEquals(3, read(100));
        assertTrue(channel.holdsInput(), "the end is here");
        assertEquals(-1, read(100));
        assertEquals(-1, read(100));
    }

    @Test
    void theEndWithoutWord() throws IOException {
        peer.sent.add(record(23, 3));
        assertEquals(3, read(100));
        assertEquals(0, read(100));
        peer.ended = true;
        assertThrows(TlsTruncatedException.class, () -> read(100));
        assertThrows(IOException.class, () -> read(100), "not an orderly end later");
    }

    /** A connection that waits within a large record holds what has come, and not what is announced. */
    @Test
    void aLargeRecordThatHasBegun() throws IOException {
        byte[] record = record(23, 16_000);
        peer.sent.add(Arrays.copyOf(record, 10));
        assertEquals(0, read(20_000));
        assertEquals(0, read(20_000));
        assertTrue(counted.stream().mapToInt(bytes -> bytes).sum() < 1024, () -> "it holds " + counted);
    }
}
