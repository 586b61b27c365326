package dev.weir.http2.stream;

/**
 * How much content a client lets us send (RFC 9113 section 6.9.1). Never over 2^31-1; below zero after the client has
 * lowered the window that streams begin with (section 6.9.2).
 */
public final class SendWindow {
    private int available;

    public SendWindow(int initial) {
        available = initial;
    }

    /** In octets; nothing is sent while it is not above zero. */
    public int available() {
        return available;
    }

    /** WINDOW_UPDATE has come; false when the window would be too large. */
    public boolean add(int increment) {
        return adjust(increment);
    }

    /** Applies a change of the initial window; false when this one would be too large. */
    public boolean adjust(int delta) {
        long changed = (long) available + delta;
        if (changed > Integer.MAX_VALUE || changed < Integer.MIN_VALUE) {
            return false;
        }
        available = (int) changed;
        return true;
    }

    /** Content was sent. */
    public void take(int octets) {
        if (octets < 0 || octets > Math.max(available, 0)) {
            throw new IllegalStateException(octets + " octets sent through a window of " + available);
        }
        available -= octets;
    }
}
