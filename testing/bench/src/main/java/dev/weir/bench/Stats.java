package dev.weir.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The arithmetic of the report. */
final class Stats {
    private Stats() {}

    /** The middle one, or the mean of the two in the middle. */
    static <T> double median(List<T> items, ToDoubleFunction<T> value) {
        double[] sorted = items.stream().mapToDouble(value).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("the median of nothing");
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The median of the ratios round by round, not the ratio of the medians: the speed of a shared machine changes
     * within minutes, and only what was measured one after the other had the same.
     *
     * @param own what one server costs, by round
     * @param other what the other one does
     * @return NaN when they have no round in common
     */
    static double ratio(Map<Integer, Double> own, Map<Integer, Double> other) {
        List<Double> ratios = new ArrayList<>();
        own.forEach((round, cost) -> {
            if (other.containsKey(round)) {
                ratios.add(cost / other.get(round));
            }
        });
        return ratios.isEmpty() ? Double.NaN : median(ratios, Double::doubleValue);
    }

    /** How far apart the largest and the smallest are, as a part of the median. */
    static double spread(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = median(Arrays.stream(sorted).boxed().toList(), Double::doubleValue);
        return (sorted[sorted.length - 1] - sorted[0]) / median;
    }

    /** Returns whether two values differ by at most a part of the smaller. */
    static boolean agree(double a, double b, double tolerance) {
        return Math.abs(a - b) <= tolerance * Math.min(a, b);
    }
}
