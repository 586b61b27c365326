package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.hpack.Codec.Field;
import dev.weir.hpack.HpackException.Reason;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that are wrong, too large, or neither: each has its reason, and none costs more than its limits say. */
class HostileInputTest {
    private static HpackException refused(HpackDecoder decoder, byte[] block) {
        HpackException e = assertThrows(HpackException.class, () -> Codec.decode(decoder, block));
        HpackException again =
                assertThrows(HpackException.class, () -> Codec.decode(decoder, new byte[] {(byte) 0x82}));
        assertSame(e, again, "a decoder that has failed stays so");
        return e;
    }

    /** In hexadecimal, and why it is refused. */
    @ParameterizedTest
    @CsvSource({
        // integers (section 5.1): too large for 31 bits, six octets behind the prefix, endless zeros
        "ffffffffff0f, INTEGER_TOO_LARGE",
        "ff8080808008, INTEGER_TOO_LARGE",
        "ff808080808000, INTEGER_TOO_LARGE",
        "ff80808080808080808080, INTEGER_TOO_LARGE",
        "3fffffffffff7f, INTEGER_TOO_LARGE",
        "007fffffffffffff, INTEGER_TOO_LARGE",
        "0001610a62, TRUNCATED",
        // indexes (section 2.3.3)
        "80, INVALID_INDEX",
        "be, INVALID_INDEX",
        "ff00, INVALID_INDEX",
        "7e00, INVALID_INDEX",
        "0f2f00, INVALID_INDEX",
        "1f2f00, INVALID_INDEX",
        // Huffman (section 5.2): padding of zeros, of a whole octet, EOS alone and within
        "008100ff, TRUNCATED",
        "00811800, HUFFMAN_PADDING",
        "0081ff00, HUFFMAN_PADDING",
        "0082 1fff 00, HUFFMAN_PADDING",
        "0084 ffffffff 00, HUFFMAN_EOS",
        "0085 1fffffffff 00, HUFFMAN_EOS",
        "0001 61 84 fffffffc, HUFFMAN_EOS",
        // size updates (sections 4.2 and 6.3)
        "3fe21f, SIZE_UPDATE_TOO_LARGE",
        "8220, MISPLACED_SIZE_UPDATE",
        "202020, MISPLACED_SIZE_UPDATE",
        // ends within
        "ff, TRUNCATED",
        "ff80, TRUNCATED",
        "40, TRUNCATED",
        "4001, TRUNCATED",
        "400161, TRUNCATED",
        "40016102, TRUNCATED",
        "4001610262, TRUNCATED",
        "3f, TRUNCATED",
    })
    void refusedWithItsReason(String hex, Reason reason) {
        assertEquals(reason, refused(Codec.decoder(), Codec.hex(hex)).reason());
    }

    /** Padding of one to seven bits is right (section 5.2). */
    @ParameterizedTest
    @CsvSource({"1f, a", "f8, &", "fe3f, !", "c7, i?", "079f, 00a?"})
    void paddingThatIsRight(String hex, String unused) throws HpackException {
        byte[] string = Codec.hex(hex);
        byte[] block = new byte[string.length + 4];
        block[1] = 1;
        block[2] = 'n';
        block[3] = (byte) (0x80 | string.length);
        System.arraycopy(string, 0, block, 4, string.length);
        byte[] value = Codec.decode(Codec.decoder(), block).getFirst().value().getBytes(StandardCharsets.ISO_8859_1);
        byte[] out = new byte[16];
        int end = Huffman.encode(new String(value, StandardCharsets.ISO_8859_1), out, 0);
        assertEquals(hex, Codec.hex(Arrays.copyOf(out, end)), "coded again");
    }

    // ---- the table's size

    @Test
    void updateIsRequiredAfterALoweredSetting() throws HpackException {
        for (String first : List.of("82", "be", "0001610162", "")) {
            HpackDecoder decoder = Codec.decoder();
            Codec.decode(decoder, Codec.hex("400161026262"));
            decoder.maxTableSize(100);
            assertEquals(
                    Reason.MISSING_SIZE_UPDATE,
                    refused(decoder, Codec.hex(first)).reason(),
                    "a block of " + first);
        }
    }

    @Test
    void updateMustObeyTheLowestSetting() throws HpackException {
        HpackDecoder decoder = Codec.decoder();
        decoder.maxTableSize(50);
        decoder.maxTableSize(4096);
        assertEquals(
                Reason.MISSING_SIZE_UPDATE,
                refused(decoder, Codec.hex("3fe11f82")).reason());

        HpackDecoder obeyed = Codec.decoder();
        obeyed.maxTableSize(50);
        obeyed.maxTableSize(4096);
        assertEquals(1, Codec.decode(obeyed, Codec.hex("3f133fe11f82")).size());
    }

    @Test
    void noUpdateIsRequiredWhereTheTableIsSmallAlready() throws HpackException {
        HpackDecoder decoder = Codec.decoder();
        Codec.decode(decoder, Codec.hex("2082"));
        decoder.maxTableSize(100);
        assertEquals(1, Codec.decode(decoder, Codec.hex("82")).size());
    }

    @Test
    void updateEvicts() throws HpackException {
        HpackDecoder decoder = Codec.decoder();
        Codec.decode(decoder, Codec.hex("400161026262" + "400163026464"));
        assertEquals(2, decoder.entries());
        Codec.decode(decoder, Codec.hex("3f0482"));
        assertEquals(List.of(new Field("c", "dd", false)), Codec.table(decoder));
        Codec.decode(decoder, Codec.hex("2082"));
        assertEquals(0, decoder.entries());
    }

    @Test
    void entryLargerThanTheTableEmptiesIt() throws HpackException {
        HpackDecoder decoder = new HpackDecoder(64, 1 << 20, 1 << 20);
        Codec.decode(decoder, Codec.hex("400161026262"));
        assertEquals(1, decoder.entries());
        byte[] block = new byte[4 + 40];
        block[0] = 0x40;
        block[1] = 1;
        block[2] = 'x';
        block[3] = 40;
        assertEquals(1, Codec.decode(decoder, block).size());
        assertEquals(0, decoder.entries());
        assertEquals(0, decoder.tableSize());
    }

    // ---- limits of the list

    /** A field of so many octets in all, its overhead counted. */
    private static byte[] fieldOf(int size) {
        int length = size - 33;
        byte[] block = new byte[length + 12];
        block[1] = 1;
        block[2] = 'n';
        int at = Integers.write(block, 3, 0x7f, 0, length);
        Arrays.fill(block, at, at + length, (byte) 'v');
        return Arrays.copyOf(block, at + length);
    }

    @Test
    void limitsAtTheirEdges() throws HpackException {
        HpackDecoder within = new HpackDecoder(4096, 1000, 2000);
        assertEquals(1, Codec.decode(within, fieldOf(1000)).size());
        assertFalse(within.listTooLarge());

        HpackDecoder over = new HpackDecoder(4096, 1000, 2000);
        assertEquals(0, Codec.decode(over, fieldOf(1001)).size());
        assertTrue(over.listTooLarge());
        assertEquals(1001, over.listSize());
        assertEquals(1, Codec.decode(over, fieldOf(1000)).size(), "the next block begins anew");
        assertFalse(over.listTooLarge());

        assertEquals(
                0,
                Codec.decode(new HpackDecoder(4096, 1000, 2000), fieldOf(2000)).size());
        assertEquals(
                Reason.LIST_TOO_LARGE,
                refused(new HpackDecoder(4096, 1000, 2000), fieldOf(2001)).reason());
    }

    @Test
    void tableIsKeptInStepPastTheFirstLimit() throws HpackException {
        HpackDecoder decoder = new HpackDecoder(4096, 50, 1000);
        byte[] block = Codec.hex("400161026262" + "400163026464" + "400165026666");
        assertEquals(List.of(new Field("a", "bb", false)), Codec.decode(decoder, block));
        assertTrue(decoder.listTooLarge());
        assertEquals(3, decoder.entries());
        assertEquals(List.of(new Field("e", "ff", false)), Codec.decode(decoder, Codec.hex("be")));
    }

    /** A length that is announced is refused before its octets have come, and before anything is made for them. */
    @ParameterizedTest
    @ValueSource(strings = {"007fffffff07", "00ffffffff07", "0001617fffffff07", "000161ffffffff07", "427fffffff07"})
    void hugeLengthIsRefusedAtOnce(String hex) {
        byte[] block = Codec.hex(hex);
        HpackDecoder decoder = new HpackDecoder(4096, 1000, 2000);
        long allocated = allocatedBy(() -> {
            HpackException e =
                    assertThrows(HpackException.class, () -> decoder.decode(ByteBuffer.wrap(block), (_, _, _) -> {}));
            assertEquals(Reason.LIST_TOO_LARGE, e.reason());
        });
        assertTrue(allocated < 200_000, "allocated " + allocated);
    }

    /** One large entry, referred to again and again: a few octets that would become gigabytes. */
    @Test
    void bomb() throws HpackException {
        HpackDecoder decoder = new HpackDecoder(4096, 65_536, 262_144);
        byte[] entry = fieldOf(4000);
        entry[0] = 0x40;
        Codec.decode(decoder, entry);
        byte[] references = new byte[16_000];
        Arrays.fill(references, (byte) 0xbe);
        int[] delivered = new int[1];
        HpackException e = assertThrows(
                HpackException.class, () -> decoder.decode(ByteBuffer.wrap(references), (_, _, _) -> delivered[0]++));
        assertEquals(Reason.LIST_TOO_LARGE, e.reason());
        assertEquals(16, delivered[0], "16 of 4,000 octets are within 65,536");
    }

    @Test
    void crumbsOfCookiesCountWithTheirOverhead() throws HpackException {
        HpackDecoder decoder = new HpackDecoder(4096, 65_536, 131_072);
        byte[] crumbs = new byte[2000 * 3];
        for (int i = 0; i < crumbs.length; i += 3) {
            crumbs[i] = 0x0f;
            crumbs[i + 1] = 32 - 15;
        }
        int[] delivered = new int[1];
        decoder.decode(ByteBuffer.wrap(crumbs), (_, _, _) -> delivered[0]++);
        assertTrue(decoder.listTooLarge());
        assertEquals(65_536 / 38, delivered[0]);
    }

    @Test
    void literalInManyPiecesCostsNoMoreThanItsLength() throws HpackException {
        byte[] block = fieldOf(60_000);
        HpackDecoder decoder = new HpackDecoder(4096, 65_536, 131_072);
        List<Integer> lengths = new ArrayList<>();
        for (byte octet : block) {
            decoder.decode(ByteBuffer.wrap(new byte[] {octet}), (_, value, _) -> lengths.add(value.length()));
        }
        decoder.endBlock();
        assertEquals(List.of(60_000 - 33), lengths);
    }

    @Test
    void consumerThatFailsEndsTheDecoder() {
        HpackDecoder decoder = Codec.decoder();
        assertThrows(
                ArithmeticException.class,
                () -> decoder.decode(ByteBuffer.wrap(Codec.hex("82")), (_, _, _) -> {
                    throw new ArithmeticException();
                }));
        HpackException e = assertThrows(HpackException.class, decoder::endBlock);
        assertEquals(Reason.CONSUMER_FAILED, e.reason());
    }

    // ---- any octets

    @Test
    void randomOctetsDoNothingElse() {
        Random random = new Random(7541);
        int refused = 0;
        int taken = 0;
        for (int i = 0; i < 300_000; i++) {
            HpackDecoder decoder = new HpackDecoder(random.nextInt(5000), 4096, 16_384);
            byte[] block = new byte[random.nextInt(80)];
            random.nextBytes(block);
            long[] delivered = new long[1];
            try {
                decoder.decode(
                        ByteBuffer.wrap(block),
                        (name, value, _) -> delivered[0] += name.length() + value.length() + 32);
                decoder.endBlock();
                taken++;
            } catch (HpackException e) {
                refused++;
            }
            assertTrue(delivered[0] <= 4096, "delivered " + delivered[0] + " of " + Codec.hex(block));
            assertTrue(decoder.listSize() <= 16_384 || delivered[0] <= 4096, "the list of " + Codec.hex(block));
        }
        assertTrue(refused > 1000 && taken > 1000, refused + " refused, " + taken + " taken");
    }

    @Test
    void randomOctetsAllocateWithinTheLimits() {
        Random random = new Random(9113);
        byte[][] blocks = new byte[2000][];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new byte[4096];
            random.nextBytes(blocks[i]);
            // Literals that are Huffman-coded and long are what could cost most.
            blocks[i][0] = 0x00;
        }
        for (byte[] block : blocks) {
            HpackDecoder decoder = new HpackDecoder(4096, 4096, 16_384);
            long allocated = allocatedBy(() -> {
                try {
                    decoder.decode(ByteBuffer.wrap(block), (_, _, _) -> {});
                    decoder.endBlock();
                } catch (HpackException e) {
                    assertTrue(e.getStackTrace().length == 0, "made without a stack trace, as peers make it at will");
                }
            });
            assertTrue(allocated < 8 * 16_384 + 65_536, "allocated " + allocated);
        }
    }

    private static long allocatedBy(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
