package dev.weir.hpack;

/** The dynamic table of a decoder (RFC 7541 section 2.3.2): a ring, the newest entry first. */
final class DecoderTable {
    private Entry[] ring = new Entry[8];
    /** Where the newest entry stands; the older ones follow, round the ring. */
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
     * Returns an entry.
     *
     * @param index from 1, the newest, to {@link #entries}
     */
    Entry at(int index) {
        return ring[newest + index - 1 & ring.length - 1];
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
    void add(Entry entry) {
        if (entries == ring.length) {
            grow();
        }
        newest = newest - 1 & ring.length - 1;
        ring[newest] = entry;
        entries++;
        size += entry.size();
    }

    /** Takes the oldest entries away until those that are left take at most so much. */
    @SuppressWarnings("NullAway") // places without an entry hold null
    private void evict(int octets) {
        while (size > octets) {
            int oldest = newest + entries - 1 & ring.length - 1;
            size -= ring[oldest].size();
            ring[oldest] = null;
            entries--;
        }
    }

    private void grow() {
        Entry[] larger = new Entry[ring.length * 2];
        for (int i = 0; i < entries; i++) {
            larger[i] = at(i + 1);
        }
        ring = larger;
        newest = 0;
    }
}
