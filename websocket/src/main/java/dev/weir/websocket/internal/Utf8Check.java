package dev.weir.websocket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks text as it comes, in pieces that may end within a character: the first byte that cannot be right is found when
 * it is there (RFC 3629 section 4). ASCII goes by eight bytes at a time.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
public final class Utf8Check {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** How many bytes the character still needs. */
    private int needed;
    /** The range of the next of them: not all may follow a first byte. */
    private int low;

    private int high;
    private boolean ascii = true;

    /** Creates one before a text. */
    public Utf8Check() {}

    /** Makes it as new. */
    public void reset() {
        needed = 0;
        ascii = true;
    }

    /** Whether what was seen is ASCII alone. */
    public boolean ascii() {
        return ascii;
    }

    /** Whether the text may end here. */
    public boolean complete() {
        return needed == 0;
    }

    /** Checks what follows; returns false where it cannot be UTF-8, whatever comes after it. */
    public boolean update(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (needed == 0) {
                at = skipAscii(bytes, at, to);
                if (at == to) {
                    return true;
                }
                ascii = false;
                if (!begin(bytes[at] & 0xFF)) {
                    return false;
                }
            } else {
                int b = bytes[at] & 0xFF;
                if (b < low || b > high) {
                    return false;
                }
                low = 0x80;
                high = 0xBF;
                needed--;
            }
            at++;
        }
        return true;
    }

    /** Returns where the first byte is that is not ASCII, or the end. */
    public static int skipAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** The first byte of a character of several. */
    private boolean begin(int b) {
        low = 0x80;
        high = 0xBF;
        if (b < 0xC2 || b > 0xF4) {
            return false;
        }
        if (b < 0xE0) {
            needed = 1;
        } else if (b < 0xF0) {
            needed = 2;
            // Neither overlong forms nor surrogates.
            if (b == 0xE0) {
                low = 0xA0;
            } else if (b == 0xED) {
                high = 0x9F;
            }
        } else {
            needed = 3;
            // Neither overlong forms nor what is beyond U+10FFFF.
            if (b == 0xF0) {
                low = 0x90;
            } else if (b == 0xF4) {
                high = 0x8F;
            }
        }
        return true;
    }
}
