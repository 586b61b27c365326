package dev.weir.http2.exchange;

/**
 * Bytes that were received and not read, in an array whose length is a power of two.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class ContentRing {
    /** One without room, which nothing changes. */
    static final ContentRing NONE = new ContentRing(0);

    private final byte[] ring;
    private int head;
    private int count;

    private ContentRing(int size) {
        this.ring = new byte[size];
    }

    /** How many bytes are here. */
    int count() {
        return count;
    }

    /** How many it has room for. */
    int size() {
        return ring.length;
    }

    /** Returns one with room for so many in all, and what is here. */
    ContentRing grown(int size) {
        ContentRing larger = new ContentRing(size);
        copyTo(larger.ring, 0, count);
        larger.count = count;
        return larger;
    }

    /** Adds bytes, for which there is room. */
    void add(byte[] from, int at, int length) {
        int tail = head + count & ring.length - 1;
        int first = Math.min(length, ring.length - tail);
        System.arraycopy(from, at, ring, tail, first);
        System.arraycopy(from, at + first, ring, 0, length - first);
        count += length;
    }

    /** Takes bytes out that are here. */
    void take(byte[] to, int at, int length) {
        copyTo(to, at, length);
        head = head + length & ring.length - 1;
        count -= length;
        if (count == 0) {
            head = 0;
        }
    }

    private void copyTo(byte[] to, int at, int length) {
        int first = Math.min(length, ring.length - head);
        System.arraycopy(ring, head, to, at, first);
        System.arraycopy(ring, 0, to, at + first, length - first);
    }
}
