package dev.weir.http2.stream;

/**
 * A set of clients' streams that takes little memory however many there are: ranges of ids, as what is put in comes in
 * runs. Where it would take more ranges than it may, it holds a few streams too many, but never one too few.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
public final class StreamRanges {
    /** More runs than this are close enough to each other to be taken for one. */
    private static final int MOST = 32;

    private static final int[] NONE = {};

    /** From and to of each range, both within it; the ranges rise, with ids between them that are in none. */
    private int[] ends = NONE;
    /** How many of them are in use: two for each range. */
    private int used;

    /** Returns how many ranges there are; for tests. */
    public int size() {
        return used / 2;
    }

    /** Returns whether a stream is in it. */
    public boolean contains(int id) {
        int at = indexAfter(id);
        return at < used && ends[at] <= id;
    }

    /** Where the first range stands that does not end below an id. */
    private int indexAfter(int id) {
        // What is looked for is nearly always at the end.
        int at = used;
        while (at > 0 && ends[at - 1] >= id) {
            at -= 2;
        }
        return at;
    }

    /**
     * Puts a stream in.
     *
     * @param id an odd one
     */
    public void add(int id) {
        int at = indexAfter(id);
        if (at < used && ends[at] <= id) {
            return;
        }
        boolean before = at > 0 && ends[at - 1] == id - 2;
        boolean after = at < used && ends[at] == id + 2;
        if (before && after) {
            join(at - 2);
        } else if (before) {
            ends[at - 1] = id;
        } else if (after) {
            ends[at] = id;
        } else {
            insert(at, id);
        }
    }

    private void insert(int at, int id) {
        if (used == ends.length) {
            int[] larger = new int[Math.clamp(2L * used, 4, 2 * (MOST + 1))];
            System.arraycopy(ends, 0, larger, 0, used);
            ends = larger;
        }
        System.arraycopy(ends, at, ends, at + 2, used - at);
        ends[at] = id;
        ends[at + 1] = id;
        used += 2;
        if (used > 2 * MOST) {
            join(closest());
        }
    }

    /** Returns which range is closest to the one after it. */
    private int closest() {
        int best = 0;
        for (int at = 2; at < used - 2; at += 2) {
            if (ends[at + 2] - ends[at + 1] < ends[best + 2] - ends[best + 1]) {
                best = at;
            }
        }
        return best;
    }

    /** Makes one of a range and the one after it. */
    private void join(int at) {
        ends[at + 1] = ends[at + 3];
        System.arraycopy(ends, at + 4, ends, at + 2, used - at - 4);
        used -= 2;
    }
}
