package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.weir.http.api.Headers;
import dev.weir.http.core.support.BufferPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is held back, what is counted, and the array in which it lies. */
class ResponseBufferTest {
    private final TranscriptCodec codec = new TranscriptCodec();
    private final BufferPool pool = new BufferPool(8, 4);
    private final ResponseBuffer buffer = new ResponseBuffer(codec, pool);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void takesItsArrayWithTheFirstByteAndGivesItBack() {
        byte[] array = pool.take();
        pool.give(array);
        assertEquals(0, buffer.array().length);
        buffer.release();
        buffer.hold(bytes("abc"), 1, 2);
        assertSame(array, buffer.array());
        assertEquals(2, buffer.length());
        assertEquals(6, buffer.room());
        buffer.release();
        assertEquals(0, buffer.array().length);
        assertEquals(0, buffer.length());
        assertSame(array, pool.take());
    }

    @Test
    void holdsNoArrayBetweenAFlushAndTheNextByte() throws IOException {
        byte[] array = pool.take();
        pool.give(array);
        buffer.hold(bytes("tick"), 0, 4);
        buffer.sendHeld(true);
        assertSame(array, buffer.array());
        buffer.flush();
        assertEquals("content tick\nflush", codec.lines());
        assertEquals(0, buffer.array().length);
        assertSame(array, pool.take());
    }

    @Test
    void sendsWhatLeavesNoRoom() throws IOException {
        buffer.sendOrHold(bytes("abc"), 0, 3);
        assertEquals("", codec.lines());
        buffer.sendOrHold(bytes("defgh"), 0, 5);
        assertEquals("content abc", codec.lines(), "a buffer is never left full");
        buffer.sendOrHold(bytes("12345678"), 0, 8);
        assertEquals("content defgh\ncontent 12345678", codec.lines());
        assertEquals(0, buffer.length());
        buffer.sendOrHold(bytes("x"), 0, 1);
        buffer.sendHeld(false);
        assertEquals("", codec.lines(), "dropped");
        buffer.sendOrHold(bytes("y"), 0, 1);
        buffer.sendHeld(true);
        buffer.sendHeld(true);
        assertEquals("content y", codec.lines());
    }

    @Test
    void countsAgainstTheLengthThatTheHeadSays() throws IOException {
        buffer.count(5);
        buffer.count(-2);
        assertEquals(3, buffer.written());
        assertEquals(ResponseCodec.UNKNOWN, buffer.declared());
        assertEquals(0, buffer.missing());
        buffer.head(200, Headers.empty(), 10, false, false);
        assertEquals(10, buffer.declared());
        assertEquals(7, buffer.missing());
        buffer.reset();
        assertEquals(0, buffer.written());
        ResponseBuffer none = new ResponseBuffer(codec, pool);
        none.head(204, Headers.empty(), ResponseCodec.NONE, false, true);
        assertEquals(ResponseCodec.UNKNOWN, none.declared());
    }
}
