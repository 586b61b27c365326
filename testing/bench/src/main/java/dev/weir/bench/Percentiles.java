package dev.weir.bench;

import java.util.Locale;
import java.util.regex.Matcher;

/**
 * The times that 50, 99 and 99.9 of 100 answers did not exceed, in microseconds; 0 where a load generator does
 * not tell.
 *
 * @param p50 the median
 * @param p99 the 99th percentile
 * @param p999 the 99.9th percentile
 */
record Percentiles(double p50, double p99, double p999) {
    /** What {@link #words} writes, in three groups. */
    static final String WORDS = "p50 ([0-9.]+) p99 ([0-9.]+) p999 ([0-9.]+)";

    /** What a load generator gives that does not tell. */
    static final Percentiles UNKNOWN = new Percentiles(0, 0, 0);

    /**
     * Of times that were measured one by one.
     *
     * @param sorted the times in nanoseconds, ascending
     */
    static Percentiles of(long[] sorted) {
        return sorted.length == 0 ? UNKNOWN : new Percentiles(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999));
    }

    /**
     * Out of what {@link #words} has written.
     *
     * @param group the number of the first group of {@link #WORDS}
     */
    static Percentiles of(Matcher words, int group) {
        return new Percentiles(
                Double.parseDouble(words.group(group)),
                Double.parseDouble(words.group(group + 1)),
                Double.parseDouble(words.group(group + 2)));
    }

    /** As a client of our own tells it. */
    String words() {
        return String.format(Locale.ROOT, "p50 %.1f p99 %.1f p999 %.1f", p50, p99, p999);
    }

    /** The smallest of the times that so large a part of them does not exceed. */
    private static double at(long[] sorted, double part) {
        int index = (int) Math.ceil(part * sorted.length) - 1;
        return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1000.0;
    }
}
