package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What this build of Weir costs as a part of what an earlier one does, round by round. */
final class CompareTable {
    private static final List<String> HEADER =
            List.of("workload", "now", "before", "ratio", "middle half", "all", "rounds", "note");

    private CompareTable() {}

    static String render(List<ReportRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (ReportRow now : rows) {
            if (now.peer() != BenchServer.WEIR) {
                continue;
            }
            for (ReportRow before : rows) {
                if (before.peer() == BenchServer.WEIR_BEFORE && before.workload() == now.workload()) {
                    cells.add(cells(now, before));
                }
            }
        }
        return Table.render(HEADER, cells);
    }

    private static List<String> cells(ReportRow now, ReportRow before) {
        double[] ratios = ratios(now.byRound(), before.byRound());
        String note = String.join(
                "; ",
                List.of(now.note(), before.note()).stream()
                        .filter(one -> !one.isEmpty())
                        .distinct()
                        .toList());
        if (ratios.length == 0) {
            return List.of(now.workload().label(), "-", "-", "-", "-", "-", "0", note);
        }
        return List.of(
                now.workload().label(),
                Report.format("%.2f us", now.micros()),
                Report.format("%.2f us", before.micros()),
                Report.format("%.3f", quantile(ratios, 0.5)),
                Report.format("%.3f to %.3f", quantile(ratios, 0.25), quantile(ratios, 0.75)),
                Report.format("%.3f to %.3f", ratios[0], ratios[ratios.length - 1]),
                Integer.toString(ratios.length),
                note);
    }

    /** The ratios of the rounds that both have, ascending. */
    static double[] ratios(Map<Integer, Double> now, Map<Integer, Double> before) {
        return now.entrySet().stream()
                .filter(round -> before.containsKey(round.getKey()))
                .mapToDouble(round -> round.getValue() / before.get(round.getKey()))
                .sorted()
                .toArray();
    }

    /** The value that a part of them does not exceed, between two where it falls between. */
    static double quantile(double[] sorted, double part) {
        double at = part * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
