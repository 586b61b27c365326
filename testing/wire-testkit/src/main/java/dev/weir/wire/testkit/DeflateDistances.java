package dev.weir.wire.testkit;

import java.util.Arrays;

/**
 * Looks how far back a compressed message refers (RFC 1951), which no inflater tells: a peer that has asked for a small
 * window may have no more of what came before. It decodes lengths and distances, and makes no text of them.
 */
public final class DeflateDistances {
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final int END_OF_BLOCK = 256;
    private static final int LONGEST = 15;

    private final byte[] bytes;
    private int bit;
    private int farthest;

    private DeflateDistances(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the largest distance in a message.
     *
     * @param payload as section 7.2.1 of RFC 7692 leaves it, without the last four bytes of its flush
     */
    public static int farthest(byte[] payload) {
        DeflateDistances reader = new DeflateDistances(payload);
        while (reader.bit + 3 <= payload.length * 8 && !reader.block()) {
            // the next block
        }
        return reader.farthest;
    }

    /** Reads a block; true where nothing follows but the flush, of which only the head is there. */
    private boolean block() {
        bits(1);
        switch (bits(2)) {
            case 0 -> {
                bit = bit + 7 & ~7;
                if (bit / 8 + 4 > bytes.length) {
                    return true;
                }
                bit += 32 + 8 * (bytes[bit / 8] & 0xff | (bytes[bit / 8 + 1] & 0xff) << 8);
            }
            case 1 -> {
                int[] literals = new int[288];
                for (int i = 0; i < literals.length; i++) {
                    literals[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
                }
                int[] distances = new int[30];
                Arrays.fill(distances, 5);
                symbols(new Code(literals), new Code(distances));
            }
            case 2 -> dynamic();
            default -> throw new AssertionError("a block of a type that there is not");
        }
        return false;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int count = bits(4) + 4;
        int[] lengths = new int[19];
        for (int i = 0; i < count; i++) {
            lengths[ORDER[i]] = bits(3);
        }
        Code code = new Code(lengths);
        int[] all = new int[literals + distances];
        for (int i = 0; i < all.length; ) {
            int symbol = code.next();
            if (symbol < 16) {
                all[i++] = symbol;
            } else {
                int value = symbol == 16 ? all[i - 1] : 0;
                int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                for (; times > 0; times--) {
                    all[i++] = value;
                }
            }
        }
        symbols(new Code(Arrays.copyOf(all, literals)), new Code(Arrays.copyOfRange(all, literals, all.length)));
    }

    private void symbols(Code literals, Code distances) {
        for (int symbol = literals.next(); symbol != END_OF_BLOCK; symbol = literals.next()) {
            if (symbol > END_OF_BLOCK) {
                bits(LENGTH_EXTRA[symbol - 257]);
                int d = distances.next();
                int distance = d < 4 ? d + 1 : (2 + (d & 1) << d / 2 - 1) + bits(d / 2 - 1) + 1;
                farthest = Math.max(farthest, distance);
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (bytes[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    /** A canonical code (section 3.2.2), read bit by bit. */
    private final class Code {
        private final int[] counts = new int[LONGEST + 1];
        private final int[] symbols;

        Code(int[] lengths) {
            for (int length : lengths) {
                counts[length]++;
            }
            counts[0] = 0;
            int[] next = new int[LONGEST + 2];
            for (int i = 1; i <= LONGEST; i++) {
                next[i + 1] = next[i] + counts[i];
            }
            symbols = new int[lengths.length];
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] > 0) {
                    symbols[next[lengths[i]]++] = i;
                }
            }
        }

        int next() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length <= LONGEST; length++) {
                code |= bits(1);
                if (code - counts[length] < first) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = first + counts[length] << 1;
                code <<= 1;
            }
            throw new AssertionError("a code that there is not");
        }
    }
}
