package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts results into words for a terminal. */
final class Report {
    private static final List<String> HEADER = List.of(
            "workload", "server", "us/request", "spread", "requests/s", "p99", "weir/server", "others", "note");

    private Report() {}

    /** The table of all that was measured. */
    static String render(List<Row> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (Row row : rows) {
            cells.add(row.measured() ? cells(row, rows) : unmeasured(row));
        }
        return Table.render(HEADER, cells);
    }

    private static List<String> cells(Row row, List<Row> rows) {
        double ratio = ratio(row, rows);
        return List.of(
                row.workload().label(),
                row.peer().label(),
                format("%.2f", row.micros()),
                format("%.0f %%", row.spread() * 100),
                format("%,.0f", row.perSecond()),
                duration(row.p99Micros()),
                Double.isNaN(ratio) ? "-" : format("%.2f", ratio),
                format("%.0f %%", row.foreign() * 100),
                row.note());
    }

    private static List<String> unmeasured(Row row) {
        return List.of(row.workload().label(), row.peer().label(), "-", "-", "-", "-", "-", "-", row.note());
    }

    /** What Weir costs as a part of what this server costs; NaN when one of them was not measured. */
    static double ratio(Row row, List<Row> rows) {
        for (Row other : rows) {
            if (other.peer() == Peer.WEIR && other.workload() == row.workload()) {
                return Stats.ratio(micros(other), micros(row));
            }
        }
        return Double.NaN;
    }

    private static List<Double> micros(Row row) {
        return row.runs().stream().map(Run::micros).toList();
    }

    /** One run as it happens. */
    static String line(Workload workload, Peer peer, String kind, Run run) {
        return format(
                "%-12s  %-11s  %-11s  %7.2f us/request  %9.0f requests/s  p99 %-8s  others %2.0f %%",
                workload.label(),
                peer.label(),
                kind,
                run.micros(),
                run.perSecond(),
                duration(run.p99Micros()),
                run.foreign() * 100);
    }

    /** A time with its unit; wrk has none for some pipelined runs, and says 0. */
    static String duration(double micros) {
        if (micros == 0) {
            return "-";
        }
        if (micros < 1e3) {
            return format("%.0f us", micros);
        }
        return micros < 1e6 ? format("%.2f ms", micros / 1e3) : format("%.2f s", micros / 1e6);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
