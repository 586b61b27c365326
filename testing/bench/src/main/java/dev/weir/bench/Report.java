package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts what requests cost into words for a terminal. */
final class Report {
    private static final List<String> HEADER = List.of(
            "workload",
            "server",
            "us/request",
            "to best",
            "weir/server",
            "spread",
            "requests/s",
            "p50",
            "p99",
            "p99.9",
            "alloc/request",
            "others",
            "note");

    private Report() {}

    /** The table of all that was measured. */
    static String render(List<ReportRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (ReportRow row : rows) {
            cells.add(row.measured() ? cells(row, rows) : unmeasured(row.workload(), row.peer(), HEADER, row.note()));
        }
        return Table.render(HEADER, cells);
    }

    /** The same as a table of RESULTS.md: those that were measured, without the columns that are of the run alone. */
    static String markdown(List<ReportRow> rows) {
        StringBuilder text = new StringBuilder("| workload | server | us/request | to best | weir/server | spread"
                + " | requests/s | p50 | p99 | alloc | note |\n"
                + "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --- |\n");
        Workload last = null;
        for (ReportRow row : rows) {
            if (row.measured()) {
                List<String> cells = new ArrayList<>(cells(row, rows));
                cells.remove(HEADER.indexOf("others"));
                cells.remove(HEADER.indexOf("p99.9"));
                cells.set(0, row.workload() == last ? "" : row.workload().label());
                text.append("| ").append(String.join(" | ", cells)).append(" |\n");
                last = row.workload();
            }
        }
        return text.toString();
    }

    private static List<String> cells(ReportRow row, List<ReportRow> rows) {
        Percentiles latency = row.latency();
        return List.of(
                row.workload().label(),
                row.peer().label(),
                format("%.2f", row.micros()),
                ratio(toBest(row, rows)),
                ratio(weirTo(row, rows)),
                format("%.0f %%", row.spread() * 100),
                format("%,.0f", row.perSecond()),
                duration(latency.p50()),
                duration(latency.p99()),
                duration(latency.p999()),
                bytes(row.allocated()),
                format("%.0f %%", row.foreign() * 100),
                row.note());
    }

    /** A row of dashes that ends with a note. */
    static List<String> unmeasured(Workload workload, BenchServer peer, List<String> header, String note) {
        List<String> cells = new ArrayList<>(List.of(workload.label(), peer.label()));
        while (cells.size() < header.size() - 1) {
            cells.add("-");
        }
        cells.add(note);
        return cells;
    }

    /** What this server costs as a part of what the best of Weir's peers does; NaN when there is none. */
    static double toBest(ReportRow row, List<ReportRow> rows) {
        return row.best(rows).map(row::ratioTo).orElse(Double.NaN);
    }

    /** What Weir costs as a part of what this server costs; NaN when one of them was not measured. */
    static double weirTo(ReportRow row, List<ReportRow> rows) {
        return row.weir(rows).map(weir -> weir.ratioTo(row)).orElse(Double.NaN);
    }

    /** One run as it happens. */
    static String line(Workload workload, BenchServer peer, String kind, Run run) {
        return format(
                "%-34s  %-11s  %-11s  %7.2f us/request  %9.0f requests/s  p99 %-8s  others %2.0f %%  %s a request",
                workload.label(),
                peer.label(),
                kind,
                run.micros(),
                run.perSecond(),
                duration(run.latency().p99()),
                run.foreign() * 100,
                bytes(run.allocated()));
    }

    private static String ratio(double ratio) {
        return Double.isNaN(ratio) ? "-" : format("%.2f", ratio);
    }

    /** A time with its unit; wrk has none for some pipelined runs, and says 0. */
    static String duration(double micros) {
        if (micros == 0) {
            return "-";
        }
        double size = Math.abs(micros);
        if (size < 1e3) {
            return format("%.0f us", micros);
        }
        return size < 1e6 ? format("%.2f ms", micros / 1e3) : format("%.2f s", micros / 1e6);
    }

    /** A number of bytes with its unit; 0 stands for unknown. */
    static String bytes(double bytes) {
        if (bytes == 0) {
            return "-";
        }
        if (Math.abs(bytes) < 1e4) {
            return format("%.0f B", bytes);
        }
        return Math.abs(bytes) < 1e7 ? format("%.1f KiB", bytes / 1024) : format("%.1f MiB", bytes / (1024 * 1024));
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
