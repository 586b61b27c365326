package dev.weir.http.core.loop;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What a loop has learned of its handlers: which kinds of requests have stood still lately, so that their handlers are not run
 * on the loop. Counts by kind in a small table, halved every second, so that a kind is tried again after a few.
 *
 * <p>A kind stays off the loop while more than one in {@link #RATIO} of its handlers stands still (below that the hand-overs cost
 * less than a thread for each), or while {@link #MOST_STANDING} of them stand still at the time.
 *
 * <p><b>Threads.</b> The leader of the loop, and who has relieved it before the next one begins; {@link #returned} any.
 */
final class HandlerKinds {
    /** A power of two. Kinds that share a slot share what is learned. */
    static final int SLOTS = 256;
    /** A hand-over costs about as much as starting a thread for so many handlers. */
    static final int RATIO = 8;
    /** How many threads one kind may hold. */
    static final int MOST_STANDING = 4;

    private static final int MASK = SLOTS - 1;

    private final int[] run = new int[SLOTS];
    private final int[] stoodStill = new int[SLOTS];
    /** Those that were relieved and have not returned. */
    private final AtomicIntegerArray standing = new AtomicIntegerArray(SLOTS);

    /** Whether handlers of a kind are to be kept off the loop. */
    boolean standStill(int kind) {
        int slot = kind & MASK;
        int still = stoodStill[slot];
        return still != 0 && (still * RATIO > run[slot] || standing.get(slot) >= MOST_STANDING);
    }

    /** A handler of a kind begins on the loop. */
    void begun(int kind) {
        run[kind & MASK]++;
    }

    /** One stands still, and the loop is handed over. */
    void stoodStill(int kind) {
        int slot = kind & MASK;
        // Several count for more than the halving takes away: what blocks always is tried every few seconds.
        stoodStill[slot] += RATIO;
        standing.incrementAndGet(slot);
    }

    /** One that has stood still has returned. */
    void returned(int kind) {
        standing.decrementAndGet(kind & MASK);
    }

    /** A second has passed. */
    void age() {
        for (int i = 0; i < SLOTS; i++) {
            run[i] >>>= 1;
            stoodStill[i] >>>= 1;
        }
    }
}
