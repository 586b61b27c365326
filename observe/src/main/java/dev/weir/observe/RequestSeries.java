package dev.weir.observe;

import java.util.concurrent.atomic.LongAdder;

/**
 * The requests of one route that ended alike: a histogram of their durations, and their bytes.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class RequestSeries {
    /** The buckets that OpenTelemetry advises for {@code http.server.request.duration}, in nanoseconds. */
    private static final long[] BOUNDS = {
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        75_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        750_000_000,
        1_000_000_000,
        2_500_000_000L,
        5_000_000_000L,
        7_500_000_000L,
        10_000_000_000L
    };

    /** The same in seconds, as labels; what is whole has a point in OpenMetrics. */
    static final String[] LABELS = {
        "0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1", "2.5", "5", "7.5", "10", "+Inf"
    };

    /** The labels, without braces. */
    final String labels;

    final String route;
    /** Whether its requests ended with a failure of the server's. */
    final boolean failure;

    private final LongAdder[] buckets = new LongAdder[LABELS.length];
    private final LongAdder nanos = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    RequestSeries(String labels, String route, boolean failure) {
        this.labels = labels;
        this.route = route;
        this.failure = failure;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void record(long duration, long content) {
        int bucket = 0;
        while (bucket < BOUNDS.length && duration > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(duration);
        if (content != 0) {
            bytes.add(content);
        }
    }

    /** Returns how many were in each bucket, not added up. */
    long[] counts() {
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        return counts;
    }

    /** Returns how many there were. */
    long count() {
        long count = 0;
        for (LongAdder bucket : buckets) {
            count += bucket.sum();
        }
        return count;
    }

    long nanos() {
        return nanos.sum();
    }

    long bytes() {
        return bytes.sum();
    }
}
