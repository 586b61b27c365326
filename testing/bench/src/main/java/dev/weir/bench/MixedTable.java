package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/** What sleepers do to small answers that are asked for beside them: the table of the mixed workloads. */
final class MixedTable {
    private static final List<String> HEADER = List.of(
            "workload",
            "server",
            "p50 alone",
            "p50",
            "p99 alone",
            "p99",
            "p99 above",
            "sleepers p50",
            "sleepers p99",
            "lost",
            "note");

    private static final String TSV_HEADER =
            "workload\tserver\tp50_alone_us\tp50_us\tp99_alone_us\tp99_us\tp99_above_us\tsleepers_p50_us"
                    + "\tsleepers_p99_us\tlost\tnote\n";
    /** The columns between the server and the note. */
    private static final int NUMBERS = 8;

    private MixedTable() {}

    /** Those of the rows that are of mixed workloads. */
    static List<ReportRow> of(List<ReportRow> all) {
        return all.stream().filter(row -> row.workload().mixed()).toList();
    }

    static String render(List<ReportRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (ReportRow row : rows) {
            cells.add(row.measured() ? cells(row) : Report.unmeasured(row.workload(), row.peer(), HEADER, row.note()));
        }
        return Table.render(HEADER, cells);
    }

    private static List<String> cells(ReportRow row) {
        Percentiles alone = row.alone();
        Percentiles sleepers = row.sleepers();
        return List.of(
                row.workload().label(),
                row.peer().label(),
                Report.duration(alone.p50()),
                Report.duration(row.latency().p50()),
                Report.duration(alone.p99()),
                Report.duration(row.latency().p99()),
                Report.duration(row.aboveAlone()),
                Report.duration(sleepers.p50()),
                Report.duration(sleepers.p99()),
                Long.toString(row.lost()),
                row.note());
    }

    /** Empty when there are no rows. */
    static String tsv(List<ReportRow> rows) {
        StringBuilder text = new StringBuilder(rows.isEmpty() ? "" : TSV_HEADER);
        for (ReportRow row : rows) {
            text.append(row.workload().label())
                    .append('\t')
                    .append(row.peer().label())
                    .append('\t');
            if (row.measured()) {
                text.append(Report.format(
                        "%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%d",
                        row.alone().p50(),
                        row.latency().p50(),
                        row.alone().p99(),
                        row.latency().p99(),
                        row.aboveAlone(),
                        row.sleepers().p50(),
                        row.sleepers().p99(),
                        row.lost()));
            } else {
                text.append("\t".repeat(NUMBERS - 1));
            }
            text.append('\t').append(Results.oneLine(row.note())).append('\n');
        }
        return text.toString();
    }
}
