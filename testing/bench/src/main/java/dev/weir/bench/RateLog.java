package dev.weir.bench;

import java.util.Arrays;

/** The times of answers of one kind in a run. */
final class RateLog {
    private long[] nanos;
    private int count;
    private long bad;

    RateLog(int expected) {
        nanos = new long[Math.max(1, expected)];
    }

    void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    /** One of the answers was not what was asked for. */
    void addBad() {
        bad++;
    }

    int count() {
        return count;
    }

    /** How many were not what was asked for. */
    long bad() {
        return bad;
    }

    Percentiles percentiles() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return Percentiles.of(sorted);
    }
}
