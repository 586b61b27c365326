package dev.weir.hpack;

import java.util.Arrays;

/**
 * The dynamic table of an encoder (RFC 7541 section 2.3.2), with what finds a pair or a name in it.
 *
 * <p>Entries are numbered as they come. Entry n stands in place n of a ring; chains of equal hash lead from each
 * entry to the one before it. As the oldest entries leave first, a chain needs no mending: it ends at the first
 * number that is below the oldest.
 */
final class EncoderTable {
    private static final int SMALLEST = 16;

    private String[] names;
    private String[] values;
    private int[] pairHashes;
    /** By place: the number of the entry before this one in its chain. */
    private int[] nextPair;

    private int[] nextName;
    /** By hash: the number of the newest entry of the chain. */
    private int[] pairHeads;

    private int[] nameHeads;

    /** The number that the next entry will have, and that of the oldest. They may pass 2^31: only differences count. */
    private int next = 1;

    private int oldest = 1;
    private int size;
    private int capacity;

    EncoderTable(int capacity) {
        this.capacity = capacity;
        allocate(SMALLEST);
    }

    private void allocate(int places) {
        names = new String[places];
        values = new String[places];
        pairHashes = new int[places];
        nextPair = new int[places];
        nextName = new int[places];
        pairHeads = new int[places];
        nameHeads = new int[places];
        // A number below that of every entry.
        Arrays.fill(pairHeads, oldest - 1);
        Arrays.fill(nameHeads, oldest - 1);
    }

    int entries() {
        return next - oldest;
    }

    int size() {
        return size;
    }

    int capacity() {
        return capacity;
    }

    /**
     * Returns a name.
     *
     * @param index from 1, the newest
     */
    String name(int index) {
        return names[place(next - index)];
    }

    /**
     * Returns a value.
     *
     * @param index from 1, the newest
     */
    String value(int index) {
        return values[place(next - index)];
    }

    static int pairHash(String name, String value) {
        int hash = 31 * name.hashCode() + value.hashCode();
        return hash ^ hash >>> 15;
    }

    private static int nameHash(String name) {
        int hash = name.hashCode();
        return hash ^ hash >>> 15;
    }

    /** Returns the index of a pair, from 1, the newest; 0 when it is not there. */
    int find(String name, String value, int pairHash) {
        int number = pairHeads[pairHash & pairHeads.length - 1];
        while (number - oldest >= 0) {
            int place = place(number);
            if (pairHashes[place] == pairHash && values[place].equals(value) && names[place].equals(name)) {
                return next - number;
            }
            number = nextPair[place];
        }
        return 0;
    }

    /** Returns the index of the newest entry with a name, from 1; 0 when there is none. */
    int findName(String name) {
        int number = nameHeads[nameHash(name) & nameHeads.length - 1];
        while (number - oldest >= 0) {
            int place = place(number);
            if (names[place].equals(name)) {
                return next - number;
            }
            number = nextName[place];
        }
        return 0;
    }

    /** Adds a pair, which must not be larger than the table, in the place of the oldest ones. */
    void add(String name, String value, int pairHash) {
        int octets = name.length() + value.length() + Entry.OVERHEAD;
        evict(capacity - octets);
        if (entries() == names.length) {
            grow();
        }
        link(next, name, value, pairHash);
        next++;
        size += octets;
    }

    private void link(int number, String name, String value, int pairHash) {
        int place = place(number);
        names[place] = name;
        values[place] = value;
        pairHashes[place] = pairHash;
        int pairHead = pairHash & pairHeads.length - 1;
        nextPair[place] = pairHeads[pairHead];
        pairHeads[pairHead] = number;
        int nameHead = nameHash(name) & nameHeads.length - 1;
        nextName[place] = nameHeads[nameHead];
        nameHeads[nameHead] = number;
    }

    /** Changes how large it may become (section 4.3). */
    void capacity(int octets) {
        capacity = octets;
        evict(octets);
    }

    @SuppressWarnings("NullAway") // places without an entry hold null
    private void evict(int octets) {
        while (size > octets) {
            int place = place(oldest);
            size -= names[place].length() + values[place].length() + Entry.OVERHEAD;
            names[place] = null;
            values[place] = null;
            oldest++;
        }
    }

    private int place(int number) {
        return number & names.length - 1;
    }

    private void grow() {
        String[] oldNames = names;
        String[] oldValues = values;
        int[] oldHashes = pairHashes;
        allocate(oldNames.length * 2);
        for (int number = oldest; number != next; number++) {
            int place = number & oldNames.length - 1;
            link(number, oldNames[place], oldValues[place], oldHashes[place]);
        }
    }
}
