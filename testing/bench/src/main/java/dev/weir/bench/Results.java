package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Keeps what was measured in files that other programs can read: a line for each run, and one for each median. */
final class Results {
    private static final String RUNS_HEADER =
            "workload\tserver\trun\tus_per_request\trequests_per_second\tp50_us\tp99_us\tp999_us\trequests\tothers"
                    + "\tsocket_errors\tallocated_bytes\n";
    private static final String ROWS_HEADER =
            "workload\tserver\tus_per_request\tto_best\tweir_ratio\tspread\trequests_per_second\tp50_us\tp99_us"
                    + "\tp999_us\tallocated_bytes\tothers\tnote\n";
    /** The columns between the server and the note. */
    private static final int NUMBERS = 10;

    private final Path runs;
    private final Path rows;
    private final Path extras;
    private final Path markdown;

    Results(Path target) throws IOException {
        Files.createDirectories(target);
        runs = target.resolve("bench-runs.tsv");
        rows = target.resolve("bench.tsv");
        extras = target.resolve("bench-extras.tsv");
        markdown = target.resolve("bench.md");
        Files.writeString(runs, RUNS_HEADER);
    }

    /** Where the table of requests is. */
    Path rows() {
        return rows;
    }

    /** Where it all is, for the user. */
    String files() {
        return rows + ", " + markdown + ", " + extras + " and " + runs;
    }

    /** Adds a run at once, so that it is kept whatever happens later. */
    void addRun(Workload workload, BenchServer peer, String kind, Run run) throws IOException {
        String line = Report.format(
                "%s\t%s\t%s\t%.3f\t%.0f\t%s\t%d\t%.3f\t%d\t%.0f\n",
                workload.label(),
                peer.label(),
                kind,
                run.micros(),
                run.perSecond(),
                times(run.latency()),
                run.requests(),
                run.foreign(),
                run.errors(),
                run.allocated());
        Files.writeString(runs, line, StandardOpenOption.APPEND);
    }

    /** Writes all that there is so far, over what was there. */
    void write(List<ReportRow> all, List<IdleRow> idle, List<StartRow> starts) throws IOException {
        Files.writeString(rows, tsv(all));
        Files.writeString(markdown, Report.markdown(all));
        Files.writeString(extras, IdleRow.tsv(idle) + StartRow.tsv(starts) + MixedTable.tsv(MixedTable.of(all)));
    }

    static String tsv(List<ReportRow> all) {
        StringBuilder text = new StringBuilder(ROWS_HEADER);
        for (ReportRow row : all) {
            text.append(row.workload().label())
                    .append('\t')
                    .append(row.peer().label())
                    .append('\t');
            if (row.measured()) {
                text.append(Report.format(
                        "%.3f\t%s\t%s\t%.3f\t%.0f\t%s\t%.0f\t%.3f",
                        row.micros(),
                        ratio(Report.toBest(row, all)),
                        ratio(Report.weirTo(row, all)),
                        row.spread(),
                        row.perSecond(),
                        times(row.latency()),
                        row.allocated(),
                        row.foreign()));
            } else {
                text.append("\t".repeat(NUMBERS - 1));
            }
            text.append('\t').append(oneLine(row.note())).append('\n');
        }
        return text.toString();
    }

    /** A note, without what would end its cell. */
    static String oneLine(String note) {
        return note.replaceAll("[\\t\\r\\n]+", " ");
    }

    private static String ratio(double ratio) {
        return Double.isNaN(ratio) ? "" : Report.format("%.3f", ratio);
    }

    private static String times(Percentiles latency) {
        return Report.format("%.0f\t%.0f\t%.0f", latency.p50(), latency.p99(), latency.p999());
    }
}
