package dev.weir.observe.live;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How long requests took, in buckets that are an eighth of their value wide: percentiles out of them are right to about a tenth.
 *
 * <p><b>Threads.</b> Any thread adds; one takes.
 */
final class Durations {
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;
    /** Up to 2^36 microseconds, which is 19 hours. */
    private static final int MOST_BITS = 36;

    static final int BUCKETS = (MOST_BITS - STEP_BITS + 1) * STEPS;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);

    void add(long nanos) {
        counts.incrementAndGet(bucket(nanos / 1000));
    }

    /** Takes all that were added since the last time, and adds them to sums. */
    void take(int[] sums) {
        for (int i = 0; i < BUCKETS; i++) {
            if (counts.get(i) != 0) {
                sums[i] += counts.getAndSet(i, 0);
            }
        }
    }

    static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) Math.max(0, micros);
        }
        int top = Math.min(MOST_BITS - 1, 63 - Long.numberOfLeadingZeros(micros));
        int step =
                top == MOST_BITS - 1 && micros >> top > 1 ? STEPS - 1 : (int) (micros >> top - STEP_BITS) & STEPS - 1;
        return (top - STEP_BITS + 1) * STEPS + step;
    }

    /** The middle of a bucket, in microseconds. */
    static long micros(int bucket) {
        int octave = bucket / STEPS;
        if (octave == 0) {
            return bucket;
        }
        long width = 1L << octave - 1;
        return (STEPS + bucket % STEPS) * width + width / 2;
    }

    /**
     * Returns the duration that a part of the requests did not take longer than.
     *
     * @param part such as 0.99
     * @return microseconds; 0 where there are no requests
     */
    static long percentile(int[] sums, double part) {
        long all = 0;
        for (int sum : sums) {
            all += sum;
        }
        long wanted = (long) Math.ceil(all * part);
        long seen = 0;
        for (int i = 0; i < sums.length; i++) {
            seen += sums[i];
            if (sums[i] != 0 && seen >= wanted) {
                return micros(i);
            }
        }
        return 0;
    }
}
