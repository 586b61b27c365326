package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How long a server takes from nothing to its first answer.
 *
 * @param starts what was measured; empty when it could not be
 * @param note why it could not be measured; else empty
 * @param failed whether something went wrong, and not only is not there or not possible
 */
record StartRow(BenchServer peer, List<Start> starts, String note, boolean failed) {
    private static final List<String> HEADER = List.of("workload", "server", "first answer", "spread", "CPU", "note");

    /**
     * One start.
     *
     * @param millis from the start of the process to the end of the first answer
     * @param cpuMillis the processor time that it had used then
     */
    record Start(double millis, double cpuMillis) {}

    boolean measured() {
        return !starts.isEmpty();
    }

    private double millis() {
        return Stats.median(starts, Start::millis);
    }

    private double cpuMillis() {
        return Stats.median(starts, Start::cpuMillis);
    }

    private double spread() {
        return Stats.spread(starts.stream().mapToDouble(Start::millis).toArray());
    }

    static String render(List<StartRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (StartRow row : rows) {
            cells.add(
                    !row.measured()
                            ? Report.unmeasured(Workload.START, row.peer, HEADER, row.note)
                            : List.of(
                                    Workload.START.label(),
                                    row.peer.label(),
                                    Report.format("%.0f ms", row.millis()),
                                    Report.format("%.0f %%", row.spread() * 100),
                                    Report.format("%.0f ms", row.cpuMillis()),
                                    row.note));
        }
        return Table.render(HEADER, cells);
    }

    static String tsv(List<StartRow> rows) {
        StringBuilder text = new StringBuilder("workload\tserver\tfirst_answer_ms\tspread\tcpu_ms\tnote\n");
        for (StartRow row : rows) {
            text.append(Workload.START.label())
                    .append('\t')
                    .append(row.peer.label())
                    .append('\t')
                    .append(
                            row.measured()
                                    ? Report.format("%.1f\t%.3f\t%.0f", row.millis(), row.spread(), row.cpuMillis())
                                    : "\t\t")
                    .append('\t')
                    .append(Results.oneLine(row.note))
                    .append('\n');
        }
        return text.toString();
    }
}
