package dev.weir.http.core.loop;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What a loop has learned of its handlers: which kinds of requests have stood still lately, so that the next ones do not run on the
 * loop. By kind, in a small table; kinds that share a place in it share what is learned.
 *
 * <p>A handler that waits on the loop has the next {@link #FIRST_SKIPPED} of its kind run elsewhere, then one is tried; should that wait
 * too, twice as many, and so on. The count is halved every second, so that a kind that has waited for a while comes back. One that
 * computes for long counts only when that is no exception: it may have been kept from its processor by others.
 *
 * <p><b>Threads.</b> The leader of the loop, and who has relieved it before the next one begins; {@link #full}, {@link #begun} and
 * {@link #returned} any, and {@link #computes}, whose answer may be an earlier one then.
 */
final class HandlerKinds {
    /** A power of two. */
    static final int SLOTS = 1024;
    /** How many handlers run elsewhere after the first that has waited. */
    static final int FIRST_SKIPPED = 64;
    /** How often that is doubled. */
    static final int MOST_DOUBLED = 9;
    /** One in so many that computes for long is an exception. */
    static final int EXCEPTION = 64;
    /** How many handlers of one kind may stand still at a time. */
    static final int MOST_STANDING = 4;

    private static final int MASK = SLOTS - 1;

    /** How many of the next are to run elsewhere. */
    private final int[] skipped = new int[SLOTS];
    /** How often in a row one that was tried has waited. */
    private final int[] inRow = new int[SLOTS];
    /** How many have run on the loop since one has stood still. */
    private final int[] sinceThen = new int[SLOTS];
    /** Whether the last that has stood still has computed. */
    private final boolean[] computed = new boolean[SLOTS];
    /** Those that stand still: the loop was handed over, and they have not returned. */
    private final AtomicIntegerArray standing = new AtomicIntegerArray(SLOTS);

    /** Whether the next handler of a kind is to run elsewhere; counts it if not. */
    boolean elsewhere(int kind) {
        int slot = kind & MASK;
        if (skipped[slot] > 0) {
            skipped[slot]--;
            return true;
        }
        if (full(kind)) {
            return true;
        }
        sinceThen[slot]++;
        return false;
    }

    /** Whether as many of a kind stand still as may; any thread. */
    boolean full(int kind) {
        return standing.get(kind & MASK) >= MOST_STANDING;
    }

    /**
     * One stands still, and the loop is handed over.
     *
     * @param waits whether it waits for something, and does not compute
     * @return whether that counts against its kind, as it is no exception
     */
    boolean stoodStill(int kind, boolean waits) {
        int slot = kind & MASK;
        standing.incrementAndGet(slot);
        computed[slot] = !waits;
        boolean counts = waits || sinceThen[slot] <= EXCEPTION;
        if (counts) {
            skipped[slot] = FIRST_SKIPPED << inRow[slot];
            inRow[slot] = Math.min(inRow[slot] + 1, MOST_DOUBLED);
        }
        sinceThen[slot] = 0;
        return counts;
    }

    /** Whether those of a kind that is skipped compute, and do not wait. */
    boolean computes(int kind) {
        return computed[kind & MASK];
    }

    /** One of those begins, on a thread that leads no loop. */
    void begun(int kind) {
        standing.incrementAndGet(kind & MASK);
    }

    /** One that has stood still has returned. */
    void returned(int kind) {
        standing.decrementAndGet(kind & MASK);
    }

    /** A second has passed. */
    void age() {
        for (int i = 0; i < SLOTS; i++) {
            if (skipped[i] > 0) {
                skipped[i] >>>= 1;
            } else if (inRow[i] > 0) {
                inRow[i]--;
            }
        }
    }
}
