package dev.weir.hpack;

import dev.weir.hpack.HpackException.Reason;

/** Reads the strings of a literal (RFC 7541 section 6.2), of which nothing is decoded before all of it is there. */
final class LiteralReader {
    private static final int HUFFMAN = 0x80;

    private static final byte[] NO_BYTES = {};

    private final ScratchArrays arrays;
    /** What Huffman-coded strings are decoded into. */
    private byte[] scratch = NO_BYTES;

    /** Where the strings stand: in that array, from here to there. */
    private byte[] nameIn = NO_BYTES;

    private int nameFrom;
    private int nameTo;
    private byte[] valueIn = NO_BYTES;
    private int valueFrom;
    private int valueTo;

    LiteralReader(ScratchArrays arrays) {
        this.arrays = arrays;
    }

    byte[] nameIn() {
        return nameIn;
    }

    int nameFrom() {
        return nameFrom;
    }

    int nameTo() {
        return nameTo;
    }

    byte[] valueIn() {
        return valueIn;
    }

    int valueFrom() {
        return valueFrom;
    }

    int valueTo() {
        return valueTo;
    }

    /** Lets go of what is not kept until the next block. */
    void release() {
        giveBack();
        nameIn = NO_BYTES;
        valueIn = NO_BYTES;
    }

    /**
     * Reads the name, unless a table has it, and the value.
     *
     * @param in holds them from {@code at} on, before {@code end}
     * @param named whether the name is known, and the value stands alone
     * @param budget how many octets both may have at most
     * @return where the literal ends, or -1 when it is not all there
     * @throws HpackException when it is wrong, or larger than the budget, as soon as that is known
     */
    int read(byte[] in, int at, int end, boolean named, long budget) throws HpackException {
        int pos = at;
        boolean nameCoded = false;
        int nameAt = pos;
        int nameLength = 0;
        if (!named) {
            if (pos == end) {
                return -1;
            }
            nameCoded = (in[pos] & HUFFMAN) != 0;
            long read = Integers.read(in, pos, end, 0x7f);
            if (read == Integers.INCOMPLETE) {
                return -1;
            }
            nameLength = Integers.value(read);
            nameAt = Integers.end(read);
            requireWithin(budget, fewest(nameCoded, nameLength));
            if (nameLength >= end - nameAt) {
                return -1; // its end, and an octet of the value
            }
            pos = nameAt + nameLength;
        } else if (pos == end) {
            return -1;
        }
        boolean valueCoded = (in[pos] & HUFFMAN) != 0;
        long read = Integers.read(in, pos, end, 0x7f);
        if (read == Integers.INCOMPLETE) {
            return -1;
        }
        int valueLength = Integers.value(read);
        int valueAt = Integers.end(read);
        requireWithin(budget, fewest(nameCoded, nameLength) + fewest(valueCoded, valueLength));
        if (valueLength > end - valueAt) {
            return -1;
        }
        reserve(nameCoded ? nameLength : 0, valueCoded ? valueLength : 0, budget);
        int used = setName(in, nameAt, nameLength, nameCoded, budget);
        setValue(in, valueAt, valueLength, valueCoded, used, budget - (nameTo - nameFrom));
        return valueAt + valueLength;
    }

    private int setName(byte[] in, int from, int length, boolean coded, long budget) throws HpackException {
        if (!coded) {
            nameIn = in;
            nameFrom = from;
            nameTo = from + length;
            return 0;
        }
        nameIn = scratch;
        nameFrom = 0;
        nameTo = Huffman.decode(in, from, from + length, scratch, 0, limit(0, length, budget));
        requireWithin(budget, nameTo < 0 ? Long.MAX_VALUE : nameTo);
        return nameTo;
    }

    private void setValue(byte[] in, int from, int length, boolean coded, int used, long budget) throws HpackException {
        if (!coded) {
            valueIn = in;
            valueFrom = from;
            valueTo = from + length;
            requireWithin(budget, length);
            return;
        }
        valueIn = scratch;
        valueFrom = used;
        valueTo = Huffman.decode(in, from, from + length, scratch, used, limit(used, length, budget));
        requireWithin(budget, valueTo < 0 ? Long.MAX_VALUE : valueTo - valueFrom);
    }

    private static int limit(int at, int coded, long budget) {
        return at + (int) Math.min(Huffman.most(coded), Math.max(budget, 0));
    }

    private static long fewest(boolean coded, int length) {
        return coded ? Huffman.fewest(length) : length;
    }

    private static void requireWithin(long budget, long octets) throws HpackException {
        if (octets > budget) {
            throw new HpackException(Reason.LIST_TOO_LARGE);
        }
    }

    /** Makes room for what both can be decoded to within the budget; the decoder may write a little more. */
    private void reserve(int nameCoded, int valueCoded, long budget) {
        long wanted = Math.min(Huffman.most(nameCoded), budget)
                + Math.min(Huffman.most(valueCoded), budget)
                + 2 * Huffman.SPARE;
        if (wanted > scratch.length) {
            int size = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, 256));
            giveBack();
            scratch = arrays.take(size);
        }
    }

    private void giveBack() {
        if (scratch.length > 0) {
            byte[] lent = scratch;
            scratch = NO_BYTES;
            arrays.give(lent);
        }
    }
}
