package dev.weir.observe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines as bytes. Whatever text goes in, what comes out of {@link #escaped} and {@link #json} is visible ASCII: no line end, no
 * escape of a terminal (C0, DEL, C1), no mark of direction, no quote that is not escaped.
 *
 * <p><b>Threads.</b> For one thread.
 */
final class LineBuffer {
    private static final int INITIAL = 2 << 10;
    /** Larger ones are not kept. */
    private static final int LARGE = 16 << 10;

    private static final int LONGEST_ESCAPE = 6;
    private static final int MOST_DIGITS = 20;
    private static final int NANOS_A_MICRO = 1000;
    private static final int MICROS_A_SECOND = 1_000_000;
    private static final int MICRO_DIGITS = 6;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[INITIAL];
    private int length;

    int length() {
        return length;
    }

    /** Empties it, or takes back all from a length on. */
    void reset(int to) {
        length = to;
        if (to == 0 && bytes.length > LARGE) {
            bytes = new byte[INITIAL];
        }
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    void copyTo(byte[] to, int at) {
        System.arraycopy(bytes, 0, to, at, length);
    }

    /** Returns a copy of what is there from a place on. */
    byte[] from(int start) {
        return Arrays.copyOfRange(bytes, start, length);
    }

    /** Sets what is at a place that was filled before. */
    void set(int at, char ascii) {
        bytes[at] = (byte) ascii;
    }

    LineBuffer put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Adds text of our own, which is visible ASCII. */
    LineBuffer put(String ascii) {
        int n = ascii.length();
        room(n);
        copy(ascii, 0, n);
        return this;
    }

    /** Adds what was made here before. */
    LineBuffer put(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** Adds a part of a text, which is ASCII. There is room for it. */
    @SuppressWarnings(
            "deprecation") // It takes the low byte of each character, which is what is wanted, and in one piece.
    private void copy(String ascii, int from, int to) {
        ascii.getBytes(from, to, bytes, length);
        length += to - from;
    }

    LineBuffer put(long number) {
        if (number < 0) {
            return put(Long.toString(number));
        }
        room(MOST_DIGITS);
        int digits = 1;
        long left = number;
        for (; left > Integer.MAX_VALUE; left /= 10) {
            digits++;
        }
        for (int small = (int) left; small >= 10; small /= 10) {
            digits++;
        }
        length += digits;
        int i = length;
        for (left = number; left > Integer.MAX_VALUE; left /= 10) {
            bytes[--i] = (byte) ('0' + left % 10);
        }
        int small = (int) left;
        do {
            bytes[--i] = (byte) ('0' + small % 10);
            small /= 10;
        } while (small > 0);
        return this;
    }

    /** Adds seconds, to the microsecond. */
    LineBuffer seconds(long nanos) {
        long micros = nanos / NANOS_A_MICRO;
        put(micros / MICROS_A_SECOND).put('.');
        return digits((int) (micros % MICROS_A_SECOND), MICRO_DIGITS);
    }

    /** Adds a number with so many digits, zeros in front included. */
    LineBuffer digits(int number, int digits) {
        room(digits);
        length += digits;
        int left = number;
        for (int i = 1; i <= digits; i++) {
            bytes[length - i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return this;
    }

    /** Adds text as nginx and Apache escape it: octets as {@code \x0a}, other characters as UTF-16 in <code>&#92;u200e</code>. */
    LineBuffer escaped(String text) {
        return escaped(text, 0, text.length());
    }

    /** Adds a part of a text likewise. */
    LineBuffer escaped(String text, int from, int to) {
        room(LONGEST_ESCAPE * (to - from));
        int visible = visible(text, from, to);
        copy(text, from, visible);
        for (int i = visible; i < to; i++) {
            char c = text.charAt(i);
            if (isVisible(c)) {
                bytes[length++] = (byte) c;
            } else if (c <= 0xff) {
                bytes[length++] = '\\';
                bytes[length++] = 'x';
                hex(c, 4);
            } else {
                unicode(c);
            }
        }
        return this;
    }

    /** Adds text within a string of JSON, without its quotes. Half a surrogate pair, which many readers refuse, is U+FFFD. */
    LineBuffer json(String text) {
        return json(text, 0, text.length());
    }

    /** Adds a part of a text likewise. */
    LineBuffer json(String text, int from, int to) {
        room(LONGEST_ESCAPE * (to - from));
        int visible = visible(text, from, to);
        copy(text, from, visible);
        for (int i = visible; i < to; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c >= ' ' && c < 0x7f) {
                bytes[length++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                unicode(c);
                unicode(text.charAt(++i));
            } else {
                unicode(Character.isSurrogate(c) ? '\ufffd' : c);
            }
        }
        return this;
    }

    /** Returns the first character that is not as it is in lines: nearly always there is none. */
    private static int visible(String text, int from, int to) {
        int i = from;
        while (i < to && isVisible(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isVisible(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private void unicode(char c) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        hex(c, 12);
    }

    private void hex(char c, int from) {
        for (int shift = from; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[c >> shift & 0xf];
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
