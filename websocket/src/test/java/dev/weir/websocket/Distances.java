package dev.weir.websocket;

/** Reads deflated data (RFC 1951) for the longest distance in it alone. */
final class Distances {
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] data;
    private int bit;
    private int longest;

    private Distances(byte[] data) {
        this.data = data;
    }

    /** Of a message without its tail. */
    static int longest(byte[] packed) {
        byte[] whole = java.util.Arrays.copyOf(packed, packed.length + 4);
        whole[whole.length - 2] = -1;
        whole[whole.length - 1] = -1;
        Distances read = new Distances(whole);
        while (read.bit < whole.length * 8) {
            read.block();
        }
        return read.longest;
    }

    private int bits(int n) {
        int value = 0;
        for (int i = 0; i < n; i++, bit++) {
            value |= (data[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    private void block() {
        bits(1);
        int type = bits(2);
        if (type == 0) {
            bit = bit + 7 & ~7;
            int length = bits(16);
            bit += 16 + 8 * length;
            return;
        }
        int[] lengths = new int[288];
        int[] distances = new int[32];
        if (type == 1) {
            for (int i = 0; i < 288; i++) {
                lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
            }
            java.util.Arrays.fill(distances, 5);
        } else {
            dynamic(lengths, distances);
        }
        Code literals = Code.of(lengths);
        Code far = Code.of(distances);
        for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
            if (symbol > 256) {
                bits(LENGTH_EXTRA[symbol - 257]);
                int code = symbol(far);
                int extra = code < 4 ? 0 : code / 2 - 1;
                int base = code < 4 ? code + 1 : (2 + (code & 1) << extra) + 1;
                longest = Math.max(longest, base + bits(extra));
            }
        }
    }

    private void dynamic(int[] lengths, int[] distances) {
        int literals = bits(5) + 257;
        int count = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] order = new int[19];
        for (int i = 0; i < codes; i++) {
            order[ORDER[i]] = bits(3);
        }
        Code lengthCode = Code.of(order);
        int[] all = new int[literals + count];
        for (int i = 0; i < all.length; ) {
            int symbol = symbol(lengthCode);
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
        System.arraycopy(all, 0, lengths, 0, literals);
        System.arraycopy(all, literals, distances, 0, count);
    }

    /** A canonical code (RFC 1951 section 3.2.2): how many symbols of each length, and the symbols in their order. */
    private record Code(int[] counts, int[] symbols) {
        static Code of(int[] lengths) {
            int[] counts = new int[16];
            int[] symbols = new int[lengths.length];
            int n = 0;
            for (int length = 1; length < 16; length++) {
                for (int symbol = 0; symbol < lengths.length; symbol++) {
                    if (lengths[symbol] == length) {
                        counts[length]++;
                        symbols[n++] = symbol;
                    }
                }
            }
            return new Code(counts, symbols);
        }
    }

    private int symbol(Code of) {
        int code = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= 15; length++) {
            code |= bits(1);
            int count = of.counts[length];
            if (code - first < count) {
                return of.symbols[index + code - first];
            }
            index += count;
            first = first + count << 1;
            code <<= 1;
        }
        throw new IllegalStateException("no such code");
    }
}
