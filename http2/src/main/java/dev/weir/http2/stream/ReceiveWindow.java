package dev.weir.http2.stream;

/**
 * How much content a client may send us (RFC 9113 section 6.9). What was granted, what has come and is not read, and
 * what was read and is not yet announced always add up to the window's size (once the client knows it). Announcements
 * wait until half of the window is to be said, so that few frames do.
 */
public final class ReceiveWindow {
    private int size;
    /** What the client may still send. */
    private int granted;
    /** How much of that it will lose when it learns the size. */
    private int lent;
    /** What was read and not yet granted again. */
    private int pending;

    public ReceiveWindow(int size) {
        this(size, 0);
    }

    /**
     * A window whose client does not know its size yet.
     *
     * @param lent how much more than the size it takes for granted, until it does
     */
    public ReceiveWindow(int size, int lent) {
        this.size = size;
        this.granted = size + lent;
        this.lent = lent;
    }

    public int size() {
        return size;
    }

    /** What the client may still send; less than nothing where it has learnt a smaller size. */
    public int granted() {
        return granted;
    }

    /** The client knows the size: what it may send has become less with that, perhaps less than nothing. */
    public void sizeKnown() {
        granted -= lent;
        lent = 0;
    }

    /** Returns whether the client may send nothing. */
    public boolean isShut() {
        return granted <= 0;
    }

    /** Content has come; false when it is more than was granted. */
    public boolean receive(int octets) {
        if (octets > Math.max(granted, 0)) {
            return false;
        }
        granted -= octets;
        return true;
    }

    /**
     * Content was read, or dropped.
     *
     * @return the increment to be announced now; 0 while it waits
     */
    public int consumed(int octets) {
        return consumed(octets, false);
    }

    /**
     * Returns the same, where other content may block what a handler waits for.
     *
     * @param wanted whether more is announced as soon as it is more than the client has left, though it is less than
     *     half of the window: each time it doubles that at least, so that even then few frames are sent
     * @return the increment to be announced now; 0 while it waits
     */
    public int consumed(int octets, boolean wanted) {
        pending += octets;
        if (pending < size - size / 2 && !(wanted && pending > Math.max(granted, 0))) {
            return 0;
        }
        int increment = pending;
        pending = 0;
        granted += increment;
        return increment;
    }

    /**
     * Makes the window larger.
     *
     * @param newSize from the size that it has to 2^31-1
     * @return the increment to be announced
     */
    public int grow(int newSize) {
        if (newSize < size) {
            throw new IllegalArgumentException("a window of " + size + " does not shrink to " + newSize);
        }
        int increment = newSize - size + pending;
        size = newSize;
        granted += increment;
        pending = 0;
        return increment;
    }
}
