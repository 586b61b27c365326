package dev.weir.websocket.internal;

import java.util.zip.Inflater;

/**
 * The end of what was decompressed, for messages that refer to those before (RFC 7692 section 7.2.3.2). With it any
 * decompressor goes on with the next message, so none is kept between messages.
 *
 * <p><b>Threads.</b> For the thread that receives.
 */
public final class InflateWindow {
    private static final int SIZE = 32 << 10;
    private static final int FIRST = 1 << 10;

    /** A ring once it is of full size; before that all of it. */
    private byte[] bytes = {};
    /** Where the next byte goes. */
    private int at;

    private boolean full;

    /** Creates one before the first message. */
    public InflateWindow() {}

    /** Has a decompressor that is as new know what came before. */
    public void giveTo(Inflater inflater) {
        if (full) {
            inflater.setDictionary(bytes, at, SIZE - at);
        }
        if (at > 0) {
            inflater.setDictionary(bytes, 0, at);
        }
    }

    /** Takes what was decompressed. */
    public void add(byte[] from, int offset, int length) {
        int n = Math.min(length, SIZE);
        int start = offset + length - n;
        if (!full && at + n > bytes.length) {
            grow(at + n);
        }
        int first = Math.min(n, bytes.length - at);
        System.arraycopy(from, start, bytes, at, first);
        System.arraycopy(from, start + first, bytes, 0, n - first);
        full |= at + n >= SIZE;
        at = at + n < SIZE ? at + n : at + n - SIZE;
    }

    private void grow(int needed) {
        int size = Math.max(FIRST, bytes.length);
        while (size < needed && size < SIZE) {
            size *= 2;
        }
        byte[] larger = new byte[size];
        System.arraycopy(bytes, 0, larger, 0, at);
        bytes = larger;
    }
}
