package dev.weir.http2;

/**
 * How much content a client may send us (RFC 9113 section 6.9). What was granted, what has come and is not read, and
 * what was read and is not yet announced always add up to the window's size. Announcements wait until half of the
 * window is to be said, so that few frames do.
 */
final class ReceiveWindow {
    private int size;
    /** What the client may still send. */
    private int granted;
    /** What was read and not yet granted again. */
    private int pending;

    ReceiveWindow(int size) {
        this.size = size;
        this.granted = size;
    }

    int size() {
        return size;
    }

    /** Content has come; false when it is more than was granted. */
    boolean receive(int octets) {
        if (octets > granted) {
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
    int consumed(int octets) {
        pending += octets;
        if (pending < (size + 1) / 2) {
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
    int grow(int newSize) {
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
