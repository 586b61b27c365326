package dev.weir.http2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http2.engine.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameInputTest {
    private final InputBuffers pool = new InputBuffers();
    private final MemoryConnection connection =
            MemoryConnection.open(new MemoryServer((w, r) -> {}, Peer.CONFIG), "h2", null);
    private final FrameInput input = new FrameInput(connection, pool);

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 20_000})
    void whatWaitsHoldsNoBuffer(int length) throws IOException {
        assertEquals(0, input.bytes().capacity());
        connection.send(new byte[length]);
        assertTrue(input.fill(9, false));
        ByteBuffer held = input.bytes();
        assertEquals(length, held.remaining());
        assertSame(held.array(), input.view().array());
        held.position(held.limit());
        input.rest();
        assertEquals(0, input.bytes().capacity());
        input.rest();
        assertEquals(0, input.bytes().capacity());
    }

    @Test
    void theNextReadHasTheBufferOfTheOneBefore() throws IOException {
        connection.send(new byte[10]);
        assertTrue(input.fill(9, true));
        ByteBuffer first = input.bytes();
        first.position(first.limit());
        input.rest();
        connection.send(new byte[] {1, 2, 3});
        assertTrue(input.fill(9, true));
        assertSame(first, input.bytes());
        assertEquals(3, input.bytes().remaining());
        assertEquals(1, input.bytes().get(input.bytes().position()));
    }

    @Test
    void whatStandsInItStays() throws IOException {
        connection.send(new byte[] {1, 2, 3});
        assertTrue(input.fill(9, true));
        ByteBuffer held = input.bytes();
        held.get();
        input.rest();
        assertSame(held, input.bytes());
        FrameInput another = new FrameInput(connection, pool);
        connection.send(new byte[10]);
        assertTrue(another.fill(9, true));
        assertNotSame(held, another.bytes());
        assertEquals(2, input.bytes().remaining());
    }
}
