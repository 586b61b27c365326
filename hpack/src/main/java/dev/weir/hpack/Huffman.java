package dev.weir.hpack;

import dev.weir.hpack.HpackException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Huffman code of RFC 7541 appendix B. It is canonical: within a length the codes rise with the symbols, and each
 * length goes on where the shorter one ended; so the lengths alone give all of it.
 */
final class Huffman {
    private static final int EOS = 256;
    private static final int LONGEST = 30;
    /** How far past its limit the decoder may write before it checks: the output of one round of steps. */
    static final int SPARE = 16;

    private static final VarHandle OCTETS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** How many bits a step of the decoder looks at; it takes one symbol of them, or two where both fit. */
    private static final int STEP = 11;

    /** The length of each symbol's code, from 0 to EOS: A stands for 5 bits, Z for 30. */
    private static final String LENGTHS = "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXX" // 0 to 31
            + "BFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF" // space to ?
            + "IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJB" // @ to _
            + "KABABABBBACCBBBABCBAABCCCCCKGJIX" // ` to 127
            + "PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSST" // 128 to 159
            + "RQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS" // 160 to 191
            + "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWW" // 192 to 223
            + "PTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWV" // 224 to 255
            + "Z"; // EOS

    /** By symbol: the code, and its length in bits. */
    private static final int[] CODE = new int[EOS + 1];

    private static final byte[] BITS = new byte[EOS + 1];

    /**
     * By the next 11 bits: the first symbol, the second in bits 8 to 15, how many there are in bits 16 and 17, and
     * from bit 20 on how many bits they take. Zero where the first symbol is longer than 11 bits.
     */
    private static final int[] STEPS = new int[1 << STEP];

    /** All symbols by length, then by value. */
    private static final short[] SORTED = new short[EOS + 1];
    /**
     * By length: the first code, the first code of the next length (both at the top of 32 bits), and where in SORTED.
     */
    private static final long[] FIRST = new long[LONGEST + 1];

    private static final long[] BEYOND = new long[LONGEST + 1];
    private static final int[] RANK = new int[LONGEST + 1];

    static {
        for (int symbol = 0; symbol <= EOS; symbol++) {
            BITS[symbol] = (byte) (LENGTHS.charAt(symbol) - 'A' + 5);
        }
        int code = 0;
        int rank = 0;
        for (int bits = 1; bits <= LONGEST; bits++) {
            FIRST[bits] = (long) code << 32 - bits;
            RANK[bits] = rank;
            for (int symbol = 0; symbol <= EOS; symbol++) {
                if (BITS[symbol] == bits) {
                    CODE[symbol] = code++;
                    SORTED[rank++] = (short) symbol;
                }
            }
            BEYOND[bits] = (long) code << 32 - bits;
            code <<= 1;
        }
        for (int ahead = 0; ahead < STEPS.length; ahead++) {
            int first = symbolOf((long) ahead << 32 - STEP);
            int firstBits = BITS[first];
            if (firstBits <= STEP) {
                int second = symbolOf((long) (ahead << firstBits & STEPS.length - 1) << 32 - STEP);
                int both = firstBits + BITS[second];
                STEPS[ahead] =
                        both <= STEP ? first | second << 8 | 2 << 16 | both << 20 : first | 1 << 16 | firstBits << 20;
            }
        }
    }

    private Huffman() {}

    /** Returns the symbol whose code stands at the top of 32 bits. */
    private static int symbolOf(long top) {
        int bits = 5;
        while (top >= BEYOND[bits]) {
            bits++;
        }
        return SORTED[RANK[bits] + (int) (top - FIRST[bits] >>> 32 - bits)];
    }

    /** Returns the most octets that so many coded ones can stand for: the shortest code has five bits. */
    static long most(int coded) {
        return coded * 8L / 5;
    }

    /**
     * Returns the fewest octets that so many coded ones stand for: the longest code has 30 bits, and up to seven are padding.
     */
    static long fewest(int coded) {
        return Math.max(0, (coded * 8L - 7 + LONGEST - 1) / LONGEST);
    }

    /**
     * Decodes a string.
     *
     * @param in holds it from {@code from} to {@code to}
     * @param out takes the octets from {@code at} on, and needs {@link #SPARE} octets of room after {@code limit}
     * @param limit where in {@code out} the string must have ended
     * @return where in {@code out} it ends, or -1 when that is past the limit
     */
    static int decode(byte[] in, int from, int to, byte[] out, int at, int limit) throws HpackException {
        int end = at;
        long bit = 8L * from;
        // Eight octets at a time, of which at least 57 bits are new: enough for five steps.
        while ((bit >>> 3) + 8 <= to) {
            if (end > limit) {
                return -1;
            }
            long window = (long) OCTETS.get(in, (int) (bit >>> 3)) << (bit & 7);
            int step = STEPS[(int) (window >>> 64 - STEP)];
            if (step == 0) {
                int symbol = symbolOf(window >>> 32);
                requireNoEos(symbol);
                out[end++] = (byte) symbol;
                bit += BITS[symbol];
                continue;
            }
            int steps = 5;
            while (step != 0 && steps > 0) {
                out[end] = (byte) step;
                out[end + 1] = (byte) (step >>> 8);
                end += step >>> 16 & 3;
                int taken = step >>> 20;
                bit += taken;
                window <<= taken;
                step = STEPS[(int) (window >>> 64 - STEP)];
                steps--;
            }
        }
        return decodeEnd(in, bit, to, out, end, limit);
    }

    /** Returns the last octets of a string, of which less than eight are left. */
    private static int decodeEnd(byte[] in, long bit, int to, byte[] out, int at, int limit) throws HpackException {
        int end = at;
        int held = (int) (8L * to - bit);
        long window = 0; // the bits that are left, at the top
        for (int pos = (int) (bit >>> 3), shift = 56; pos < to; pos++, shift -= 8) {
            window |= (in[pos] & 0xffL) << shift;
        }
        window <<= bit & 7;
        while (held > 0) {
            // Zeros follow the string's end: a code longer than what is held is none.
            int step = STEPS[(int) (window >>> 64 - STEP)];
            int taken = step >>> 20;
            if (step != 0 && taken <= held) {
                out[end] = (byte) step;
                out[end + 1] = (byte) (step >>> 8);
                end += step >>> 16 & 3;
            } else {
                int symbol = symbolOf(window >>> 32);
                taken = BITS[symbol];
                if (taken > held) {
                    requirePadding(window, held);
                    break;
                }
                requireNoEos(symbol);
                out[end++] = (byte) symbol;
            }
            if (end > limit) {
                return -1;
            }
            window <<= taken;
            held -= taken;
        }
        return end > limit ? -1 : end;
    }

    private static void requireNoEos(int symbol) throws HpackException {
        if (symbol == EOS) {
            throw new HpackException(Reason.HUFFMAN_EOS);
        }
    }

    /** What is left is no whole code: it must be a beginning of EOS, whose bits are all ones, of less than an octet. */
    private static void requirePadding(long window, int held) throws HpackException {
        if (held > 7 || window >>> 64 - held != (1 << held) - 1) {
            throw new HpackException(Reason.HUFFMAN_PADDING);
        }
    }

    /**
     * Returns how long a text is when coded.
     *
     * @return in octets
     * @throws IllegalArgumentException when a char is no octet
     */
    static int length(String text) {
        long bits = 0;
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            all |= c;
            bits += BITS[c & 0xff];
        }
        if (all > 0xff) {
            throw new IllegalArgumentException("a char above U+00FF is no octet of a field");
        }
        return (int) (bits + 7 >>> 3);
    }

    /**
     * Codes a text whose chars are octets.
     *
     * @param out takes it from {@code at} on, with room for {@link #length} octets
     * @return where it ends
     */
    static int encode(String text, byte[] out, int at) {
        long held = 0; // the last bits, at the bottom
        int count = 0;
        int pos = at;
        for (int i = 0; i < text.length(); i++) {
            int symbol = text.charAt(i) & 0xff;
            int bits = BITS[symbol];
            held = held << bits | CODE[symbol];
            count += bits;
            if (count >= 32) {
                count -= 32;
                int word = (int) (held >>> count);
                out[pos] = (byte) (word >>> 24);
                out[pos + 1] = (byte) (word >>> 16);
                out[pos + 2] = (byte) (word >>> 8);
                out[pos + 3] = (byte) word;
                pos += 4;
            }
        }
        while (count >= 8) {
            count -= 8;
            out[pos++] = (byte) (held >>> count);
        }
        if (count > 0) {
            // Padding is the beginning of EOS: ones (section 5.2).
            out[pos++] = (byte) (held << 8 - count | 0xff >>> count);
        }
        return pos;
    }
}
