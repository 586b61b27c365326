package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A decoder has what is lent to it for as long as a block takes. */
class ScratchArraysTest {
    private final List<byte[]> lent = new ArrayList<>();
    private int lendings;

    private final ScratchArrays arrays = new ScratchArrays() {
        @Override
        public byte[] take(int size) {
            byte[] array = new byte[size];
            lent.add(array);
            lendings++;
            return array;
        }

        @Override
        public void give(byte[] array) {
            assertTrue(lent.removeIf(one -> one == array), "it was not lent, or was given back before");
        }
    };

    private final HpackDecoder decoder = new HpackDecoder(4096, 65_536, 131_072, arrays);
    private final HpackEncoder encoder = new HpackEncoder(4096, BufferGrowth.doubling());

    /** One that is Huffman-coded where letters are, which are shorter so. */
    private ByteBuffer block(String value) {
        ByteBuffer out = encoder.encode("x-test", value, true, encoder.beginBlock(ByteBuffer.allocate(16)));
        return out.flip();
    }

    @Test
    void nothingIsHeldBetweenBlocks() throws HpackException {
        for (int length : new int[] {1, 100, 5000, 10}) {
            List<String> values = new ArrayList<>();
            decoder.decode(block("a".repeat(length)), (_, value, _) -> values.add(value));
            assertEquals(1, lent.size());
            decoder.endBlock();
            assertEquals(List.of("a".repeat(length)), values);
            assertEquals(0, lent.size(), "after " + length);
        }
    }

    @Test
    void aLargerOneTakesThePlaceOfThatBefore() throws HpackException {
        decoder.decode(block("a"), (_, _, _) -> {});
        decoder.decode(block("a".repeat(5000)), (_, _, _) -> {});
        decoder.decode(block("a"), (_, _, _) -> {});
        assertEquals(2, lendings);
        assertEquals(1, lent.size());
        decoder.endBlock();
        assertEquals(0, lent.size());
    }

    @Test
    void noneIsTakenForWhatIsInTheTable() throws HpackException {
        decoder.decode(ByteBuffer.wrap(new byte[] {(byte) 0x82, (byte) 0x84}), (_, _, _) -> {});
        decoder.endBlock();
        assertEquals(0, lendings);
    }
}
