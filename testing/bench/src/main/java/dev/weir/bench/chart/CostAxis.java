package dev.weir.bench.chart;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a cost is between the bottom and the top of a chart.
 *
 * @param least the cost at the bottom
 * @param most the cost at the top
 * @param byPowers whether equal distances are equal ratios, and not equal differences
 * @param marks where lines are drawn, and what is written there
 */
record CostAxis(double least, double most, boolean byPowers, Map<Double, String> marks) {
    private static final int STEPS = 5;
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    static CostAxis of(Scale.Costs costs, List<Double> all) {
        double top = all.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        if (costs == Scale.Costs.EVEN) {
            return even(step(top / STEPS));
        }
        double bottom = all.stream().mapToDouble(Double::doubleValue).min().orElse(1);
        return powers((int) Math.floor(Math.log10(bottom)), (int) Math.ceil(Math.log10(top)));
    }

    private static CostAxis even(double step) {
        Map<Double, String> marks = new LinkedHashMap<>();
        for (int i = 0; i <= STEPS; i++) {
            double value = i * step;
            String few = String.format(Locale.ROOT, step < 0.1 ? "%.2f" : "%.1f", value);
            marks.put(value, value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : few);
        }
        return new CostAxis(0, step * STEPS, false, marks);
    }

    private static CostAxis powers(int from, int to) {
        Map<Double, String> marks = new LinkedHashMap<>();
        int last = Math.max(to, from + 1);
        for (int power = from; power <= last; power++) {
            double value = Math.pow(10, power);
            marks.put(value, String.format(Locale.ROOT, power < 0 ? "%." + -power + "f" : "%,.0f", value));
        }
        return new CostAxis(Math.pow(10, from), Math.pow(10, last), true, marks);
    }

    /** A round number that is no smaller. */
    private static double step(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double round : ROUND) {
            if (round * power >= value * 0.999) {
                return round * power;
            }
        }
        return 10 * power;
    }

    /** From 0 at the bottom to 1 at the top. */
    double part(double value) {
        return byPowers ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
    }
}
