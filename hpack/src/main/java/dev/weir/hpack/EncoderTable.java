package dev.weir.hpack;

/**
 * The dynamic table of an encoder (RFC 7541 section 2.3.2), with what finds a pair or a name in it.
 *
 * <p>Entries are numbered as they come. Entry n stands in place n of a ring; chains of equal hash lead from each
 * entry to the one before it. As the oldest entries leave first, a chain needs no mending: it ends at the first
 * number that is below the oldest.
 */
final class EncoderTable {
    private static final int SMALLEST = 4;
    private static final String[] NO_STRINGS = {};
    private static final int[] NO_LINKS = {};

    // What stands in a place of the links, of which each has so many.
    private static final int LINKS = 5;
    private static final int PAIR_HASH = 0;
    /** The number of the entry before this one in its chain. */
    private static final int NEXT_PAIR = 1;

    private static final int NEXT_NAME = 2;
    /** Of the chain whose hash has the place's number: that of its newest entry. */
    private static final int PAIR_HEAD = 3;

    private static final int NAME_HEAD = 4;

    /** By place, the name and the value; without any place until the first entry comes. */
    private String[] strings = NO_STRINGS;

    private int[] links = NO_LINKS;
    /** The number of places less one. */
    private int mask = -1;

    /** The number that the next entry will have, and that of the oldest. They may pass 2^31: only differences count. */
    private int next = 1;

    private int oldest = 1;
    private int size;
    private int capacity;

    EncoderTable(int capacity) {
        this.capacity = capacity;
    }

    private void allocate(int places) {
        strings = new String[2 * places];
        links = new int[LINKS * places];
        mask = places - 1;
        for (int at = 0; at < links.length; at += LINKS) {
            // A number below that of every entry.
            links[at + PAIR_HEAD] = oldest - 1;
            links[at + NAME_HEAD] = oldest - 1;
        }
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
        return strings[2 * place(next - index)];
    }

    /**
     * Returns a value.
     *
     * @param index from 1, the newest
     */
    String value(int index) {
        return strings[2 * place(next - index) + 1];
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
        if (next == oldest) {
            return 0;
        }
        int number = links[LINKS * place(pairHash) + PAIR_HEAD];
        while (number - oldest >= 0) {
            int place = place(number);
            int at = LINKS * place;
            if (links[at + PAIR_HASH] == pairHash
                    && strings[2 * place + 1].equals(value)
                    && strings[2 * place].equals(name)) {
                return next - number;
            }
            number = links[at + NEXT_PAIR];
        }
        return 0;
    }

    /** Returns the index of the newest entry with a name, from 1; 0 when there is none. */
    int findName(String name) {
        if (next == oldest) {
            return 0;
        }
        int number = links[LINKS * place(nameHash(name)) + NAME_HEAD];
        while (number - oldest >= 0) {
            int place = place(number);
            if (strings[2 * place].equals(name)) {
                return next - number;
            }
            number = links[LINKS * place + NEXT_NAME];
        }
        return 0;
    }

    /** Adds a pair, which must not be larger than the table, in the place of the oldest ones. */
    void add(String name, String value, int pairHash) {
        int octets = name.length() + value.length() + Entry.OVERHEAD;
        evict(capacity - octets);
        if (entries() > mask) {
            grow();
        }
        link(next, name, value, pairHash);
        next++;
        size += octets;
    }

    private void link(int number, String name, String value, int pairHash) {
        int place = place(number);
        strings[2 * place] = name;
        strings[2 * place + 1] = value;
        int at = LINKS * place;
        links[at + PAIR_HASH] = pairHash;
        int pairHead = LINKS * place(pairHash) + PAIR_HEAD;
        links[at + NEXT_PAIR] = links[pairHead];
        links[pairHead] = number;
        int nameHead = LINKS * place(nameHash(name)) + NAME_HEAD;
        links[at + NEXT_NAME] = links[nameHead];
        links[nameHead] = number;
    }

    /** Changes how large it may become (section 4.3). */
    void capacity(int octets) {
        capacity = octets;
        evict(octets);
    }

    @SuppressWarnings("NullAway") // places without an entry hold null
    private void evict(int octets) {
        while (size > octets) {
            int at = 2 * place(oldest);
            size -= strings[at].length() + strings[at + 1].length() + Entry.OVERHEAD;
            strings[at] = null;
            strings[at + 1] = null;
            oldest++;
        }
    }

    /** The place of an entry's number, or that of a hash. */
    private int place(int number) {
        return number & mask;
    }

    private void grow() {
        String[] oldStrings = strings;
        int[] oldLinks = links;
        int oldMask = mask;
        allocate(Math.max(SMALLEST, 2 * (oldMask + 1)));
        for (int number = oldest; number != next; number++) {
            int place = number & oldMask;
            link(number, oldStrings[2 * place], oldStrings[2 * place + 1], oldLinks[LINKS * place + PAIR_HASH]);
        }
    }
}
