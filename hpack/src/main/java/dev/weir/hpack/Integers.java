package dev.weir.hpack;

import dev.weir.hpack.HpackException.Reason;

/** Integers with a prefix (RFC 7541 section 5.1). */
final class Integers {
    /** An integer and where it ends are read at once: the end in the upper 32 bits, the integer in the lower. */
    static final long INCOMPLETE = -1;

    /** The most octets after the prefix: five hold 35 bits, more than the 31 that we take. */
    private static final int MOST_OCTETS = 5;

    private Integers() {}

    static int value(long read) {
        return (int) read;
    }

    static int end(long read) {
        return (int) (read >>> 32);
    }

    /**
     * Reads an integer.
     *
     * @param in holds it, from {@code at} on, before {@code end}
     * @param prefix the bits of its first octet that are its prefix; all ones say that more follows
     * @return what {@link #value} and {@link #end} take apart; {@link #INCOMPLETE} when it is not all there
     * @throws HpackException when it is over 2^31-1 or too long: leading zeros could make it endless
     */
    static long read(byte[] in, int at, int end, int prefix) throws HpackException {
        long value = in[at] & prefix;
        int pos = at + 1;
        if (value == prefix) {
            int shift = 0;
            byte octet;
            do {
                if (shift == 7 * MOST_OCTETS) {
                    throw new HpackException(Reason.INTEGER_TOO_LARGE);
                }
                if (pos == end) {
                    return INCOMPLETE;
                }
                octet = in[pos++];
                value += (octet & 0x7fL) << shift;
                shift += 7;
                if (value > Integer.MAX_VALUE) {
                    throw new HpackException(Reason.INTEGER_TOO_LARGE);
                }
            } while (octet < 0);
        }
        return (long) pos << 32 | value;
    }

    /**
     * Writes an integer.
     *
     * @param out takes it from {@code at} on, with room for six octets
     * @param prefix as above
     * @param pattern the other bits of the first octet
     * @return where it ends
     */
    static int write(byte[] out, int at, int prefix, int pattern, int value) {
        if (value < prefix) {
            out[at] = (byte) (pattern | value);
            return at + 1;
        }
        out[at] = (byte) (pattern | prefix);
        int pos = at + 1;
        int rest = value - prefix;
        while (rest >= 0x80) {
            out[pos++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[pos++] = (byte) rest;
        return pos;
    }
}
