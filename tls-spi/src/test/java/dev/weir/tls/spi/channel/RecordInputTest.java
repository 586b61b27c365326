package dev.weir.tls.spi.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import org.junit.jupiter.api.Test;

/** The buffer for received records: small while the connection waits, and no larger than needed. */
class RecordInputTest {
    private static final int PACKET = 16_384 + 256;

    private final TlsEngine engine = mock(TlsEngine.class);

    private RecordInput input(byte[] bytes, int atOnce) {
        when(engine.packetSize()).thenReturn(PACKET);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        ByteChannel channel = new ReadOnlyChannel() {
            @Override
            public int read(ByteBuffer dst) {
                byte[] piece = new byte[Math.min(atOnce, dst.remaining())];
                int n = in.read(piece, 0, piece.length);
                if (n > 0) {
                    dst.put(piece, 0, n);
                }
                return n;
            }
        };
        return new RecordInput(channel, engine, _ -> true);
    }

    private static byte[] record(int type, int length) {
        byte[] record = new byte[5 + length];
        record[0] = (byte) type;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }

    @Test
    void holdsLittleWhileNothingComes() throws IOException {
        byte[] large = record(23, 16_000);
        byte[] all = new byte[large.length + 100];
        System.arraycopy(large, 0, all, 0, large.length);
        RecordInput input = input(all, 100_000);
        while (!input.ready()) {
            input.fill();
        }
        assertTrue(input.records().capacity() >= large.length);
        input.records().position(input.records().limit());
        input.fill();
        input.records().position(input.records().limit());
        assertEquals(-1, input.fill());
        assertTrue(
                input.records().capacity() <= 1024, "holds " + input.records().capacity());
    }

    @Test
    void aByteAtATime() throws IOException {
        RecordInput input = input(record(22, 300), 1);
        assertTrue(input.first());
        assertEquals(5, input.records().remaining());
        while (!input.ready()) {
            assertEquals(1, input.fill());
        }
        assertEquals(305, input.records().remaining());
    }

    /** A record over the maximum size is passed to the engine, which refuses it, before it is complete. */
    @Test
    void aRecordThatIsTooLargeIsNotWaitedFor() throws IOException {
        RecordInput input = input(record(22, 65_000), 100_000);
        assertTrue(input.first());
        assertTrue(input.ready());
        assertTrue(input.records().capacity() <= PACKET);
    }

    @Test
    void whatIsNoTlsIsHandedBack() {
        byte[] get = {'G', 'E', 'T', ' ', '/'};
        NotTlsException e =
                assertThrows(NotTlsException.class, () -> input(get, 2).first());
        assertArrayEquals(new byte[] {'G', 'E'}, e.firstBytes());
        assertEquals(
                0,
                assertThrows(NotTlsException.class, () -> input(new byte[0], 9).first())
                        .firstBytes()
                        .length);
        assertThrows(
                NotTlsException.class,
                () -> input(new byte[] {22, 9, 0, 0, 0, 0}, 9).first(),
                "another version");
    }

    @Test
    void anEndWithinARecordIsAnEnd() throws IOException {
        byte[] half = new byte[100];
        System.arraycopy(record(22, 300), 0, half, 0, 100);
        RecordInput input = input(half, 100);
        assertTrue(input.first());
        assertFalse(input.ready());
        assertEquals(-1, input.fill());
    }
}
