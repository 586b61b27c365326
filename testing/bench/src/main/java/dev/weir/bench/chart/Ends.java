package dev.weir.bench.chart;

import java.util.Comparator;
import java.util.List;

/** Names lines where they end. */
final class Ends {
    private static final int HEIGHT = 16;

    private Ends() {}

    /**
     * The end of a line.
     *
     * @param words what is written there
     */
    record End(int series, String words, double x, double y) {}

    /**
     * Writes the names, one below the other where ends are near.
     *
     * @param top where the highest may be
     */
    static void label(Svg svg, List<End> ends, double top) {
        double lowest = top - HEIGHT;
        for (End end : ends.stream().sorted(Comparator.comparingDouble(End::y)).toList()) {
            lowest = Math.max(end.y(), lowest + HEIGHT);
            svg.text("f" + end.series() + (end.series() == 0 ? " strong" : ""), end.x() + 12, lowest + 4, end.words());
        }
    }
}
