package dev.weir.hpack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz hpack}. The input is a connection: sizes of
 * tables, and blocks, each decoded whole and in pieces; what was taken is encoded and decoded again. {@link HpackFuzzTest} runs it over its corpus.
 */
public final class HpackFuzz {
    private static final int LIST = 4096;
    private static final int HARD = 16_384;

    private HpackFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        ByteBuffer rest = ByteBuffer.wrap(input);
        int table = rest.hasRemaining() ? (rest.get() & 0xff) * 32 : 4096;
        HpackDecoder whole = new HpackDecoder(table, LIST, HARD);
        HpackDecoder pieces = new HpackDecoder(table, LIST, HARD);
        HpackEncoder encoder = new HpackEncoder(table, BufferGrowth.doubling());
        HpackDecoder back = new HpackDecoder(4096, LIST * 2, HARD * 2);
        while (rest.hasRemaining()) {
            int length = Math.min(rest.get() & 0xff, rest.remaining());
            ByteBuffer block = rest.slice(rest.position(), length);
            rest.position(rest.position() + length);
            List<String> fields = new ArrayList<>();
            HpackException.Reason reason = decode(whole, List.of(block.duplicate()), fields);
            expect(reason, fields, pieces, cut(block));
            if (reason != null) {
                return;
            }
            roundTrip(encoder, back, fields);
        }
    }

    private static List<ByteBuffer> cut(ByteBuffer block) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < block.limit(); at++) {
            pieces.add(block.slice(at, 1));
        }
        return pieces;
    }

    private static void expect(
            HpackException.Reason reason, List<String> fields, HpackDecoder decoder, List<ByteBuffer> pieces) {
        List<String> others = new ArrayList<>();
        HpackException.Reason other = decode(decoder, pieces, others);
        if (reason != other || !fields.equals(others)) {
            throw new AssertionError(reason + " with " + fields + ", but " + other + " with " + others);
        }
    }

    private static HpackException.Reason decode(HpackDecoder decoder, List<ByteBuffer> pieces, List<String> fields) {
        long[] size = new long[1];
        try {
            for (ByteBuffer piece : pieces) {
                decoder.decode(piece, (name, value, _) -> {
                    fields.add(name);
                    fields.add(value);
                    size[0] += name.length() + value.length() + 32;
                });
            }
            decoder.endBlock();
        } catch (HpackException e) {
            return e.reason();
        }
        if (size[0] > LIST || decoder.tableSize() > 255 * 32) {
            throw new AssertionError("over a limit: " + size[0] + ", " + decoder.tableSize());
        }
        return null;
    }

    private static void roundTrip(HpackEncoder encoder, HpackDecoder back, List<String> fields) {
        ByteBuffer out = encoder.beginBlock(ByteBuffer.allocate(8));
        for (int i = 0; i < fields.size(); i += 2) {
            out = encoder.encode(fields.get(i), fields.get(i + 1), false, out);
        }
        List<String> again = new ArrayList<>();
        HpackException.Reason reason = decode(back, List.of(out.flip()), again);
        if (reason != null || !again.equals(fields)) {
            throw new AssertionError("encoded and decoded again: " + reason + " with " + again + ", not " + fields);
        }
    }
}
