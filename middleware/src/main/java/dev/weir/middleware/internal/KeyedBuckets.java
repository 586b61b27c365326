package dev.weir.middleware.internal;

/**
 * Token buckets by key in a table of a fixed size. A bucket is one number: when it will be full again. That is the time
 * of the generic cell rate algorithm (ITU-T I.371): a token moves it on by the time that one takes to come, and there
 * is none where it would come to lie further ahead than a whole bucket takes.
 *
 * <p>The table is one of sets of sixteen places. A key that has no place in its set takes that of the bucket which is
 * the fullest, <em>and goes on with what that lacks</em>. A bucket that is full again, as of a client that has gone, is
 * forgotten without loss. When all sixteen lack something, a newcomer begins with a little less than it should: but
 * what the least lacking bucket of a set lacks never becomes less but by time, so a key that was thrown out comes back
 * to a bucket that lacks at least as much as its own did. However many keys an attacker has, none gets more than its
 * rate by throwing others, or itself, out; and all together get no more than there are places. What it costs is that
 * newcomers are refused while a set is drained by sixteen others. Which keys share a set is secret, see {@link
 * KeyHash}.
 *
 * <p><b>Threads.</b> Thread-safe; sets share {@value #LOCKS} locks, held for a look at one set.
 */
public final class KeyedBuckets {
    private static final int WAYS = 16;
    private static final int LOCKS = 64;

    private final long interval;
    private final long capacity;
    private final int sets;

    /** Hashes of keys, and when the bucket in that place is full again. Guarded by the set's lock. */
    private final long[] keys;

    private final long[] fullAt;

    private final Object[] locks = new Object[LOCKS];

    /**
     * Creates full buckets.
     *
     * @param interval the nanoseconds that a token takes to come
     * @param burst how many a bucket holds
     * @param places how many keys there is room for, at least; 16 bytes for each
     */
    public KeyedBuckets(long interval, int burst, int places) {
        this.interval = interval;
        this.capacity = Math.multiplyExact(interval, burst);
        this.sets = Math.ceilDiv(places, WAYS);
        this.keys = new long[Math.multiplyExact(sets, WAYS)];
        this.fullAt = new long[keys.length];
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /**
     * Takes a token.
     *
     * @param key the hash of the key
     * @param now the time in nanoseconds, zero or more
     * @return the nanoseconds until the bucket is full again, where there was a token; less than zero where there was
     *     none: how long it takes to the next, negated
     */
    public long take(long key, long now) {
        int set = (int) ((key >>> 32) * sets >>> 32);
        int end = (set + 1) * WAYS;
        synchronized (locks[set % LOCKS]) {
            int place = set * WAYS;
            for (int i = place; i < end; i++) {
                if (keys[i] == key) {
                    place = i;
                    break;
                }
                if (fullAt[i] < fullAt[place]) {
                    place = i;
                }
            }
            long lacks = Math.max(fullAt[place] - now, 0) + interval;
            if (lacks > capacity) {
                return capacity - lacks;
            }
            keys[place] = key;
            fullAt[place] = now + lacks;
            return lacks;
        }
    }

    /**
     * Returns how many tokens there are in a bucket.
     *
     * @param lacks the time until it is full
     * @return whole tokens
     */
    public long left(long lacks) {
        return (capacity - lacks) / interval;
    }
}
