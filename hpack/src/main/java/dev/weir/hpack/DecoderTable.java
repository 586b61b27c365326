package dev.weir.hpack;

/** The dynamic table of a decoder (RFC 7541 section 2.3.2): a ring, the newest entry first. */
final class DecoderTable {
    private static final int SMALLEST = 4;
    private static final String[] NO_STRINGS = {};

    /** By place, the name and the value; without any place until the first entry comes. */
    private String[] ring = NO_STRINGS;
    /** The number of places less one. */
    private int mask = -1;
    /** The place of the newest entry; the older ones follow, round the ring. */
    private int newest;

    private int entries;
    private int size;
    private int capacity;

    DecoderTable(int capacity) {
        this.capacity = capacity;
    }

    int entries() {
        return entries;
    }

    int size() {
        return size;
    }

    /** Returns how large it may become. */
    int capacity() {
        return capacity;
    }

    /**
     * Returns the name of an entry.
     *
     * @param index from 1, the newest, to {@link #entries}
     */
    String name(int index) {
        return ring[2 * place(index)];
    }

    /**
     * Returns the value of an entry.
     *
     * @param index from 1, the newest, to {@link #entries}
     */
    String value(int index) {
        return ring[2 * place(index) + 1];
    }

    private int place(int index) {
        return newest + index - 1 & mask;
    }

    /** Changes how large it may become (section 4.3). */
    void capacity(int octets) {
        capacity = octets;
        evict(octets);
    }

    /** Returns whether an entry of this size would find its place; where not, the attempt empties the table (section 4.4). */
    boolean makeRoom(long octets) {
        if (octets > capacity) {
            evict(0);
            return false;
        }
        evict(capacity - (int) octets);
        return true;
    }

    /** Adds an entry, for which room was made. */
    void add(String name, String value) {
        if (entries > mask) {
            grow();
        }
        newest = newest - 1 & mask;
        ring[2 * newest] = name;
        ring[2 * newest + 1] = value;
        entries++;
        size += Entry.size(name, value);
    }

    /** Takes the oldest entries away until those that are left take at most so much. */
    @SuppressWarnings("NullAway") // places without an entry hold null
    private void evict(int octets) {
        while (size > octets) {
            int oldest = 2 * place(entries);
            size -= Entry.size(ring[oldest], ring[oldest + 1]);
            ring[oldest] = null;
            ring[oldest + 1] = null;
            entries--;
        }
    }

    private void grow() {
        int places = Math.max(SMALLEST, 2 * (mask + 1));
        String[] larger = new String[2 * places];
        for (int i = 0; i < entries; i++) {
            larger[2 * i] = name(i + 1);
            larger[2 * i + 1] = value(i + 1);
        }
        ring = larger;
        mask = places - 1;
        newest = 0;
    }
}
