package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** Keeps what was measured in files that other programs can read: a line for each run, and one for each median. */
final class Results {
    private static final String RUNS_HEADER =
            "workload\tserver\trun\tus_per_request\trequests_per_second\tp99_us\trequests\tothers\tsocket_errors\n";
    private static final String ROWS_HEADER =
            "workload\tserver\tus_per_request\tspread\trequests_per_second\tp99_us\tweir_ratio\tothers\tnote\n";

    private final Path runs;
    private final Path rows;

    Results(Path target) throws IOException {
        Files.createDirectories(target);
        runs = target.resolve("bench-runs.tsv");
        rows = target.resolve("bench.tsv");
        Files.writeString(runs, RUNS_HEADER);
    }

    Path runsFile() {
        return runs;
    }

    Path rowsFile() {
        return rows;
    }

    /** Adds a run at once, so that it is kept whatever happens later. */
    void addRun(Workload workload, Peer peer, String kind, Run run) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "%s\t%s\t%s\t%.3f\t%.0f\t%.0f\t%d\t%.3f\t%d\n",
                workload.label(),
                peer.label(),
                kind,
                run.micros(),
                run.perSecond(),
                run.p99Micros(),
                run.requests(),
                run.foreign(),
                run.errors());
        Files.writeString(runs, line, StandardOpenOption.APPEND);
    }

    void writeRows(List<Row> all) throws IOException {
        Files.writeString(rows, tsv(all));
    }

    static String tsv(List<Row> all) {
        StringBuilder text = new StringBuilder(ROWS_HEADER);
        for (Row row : all) {
            text.append(row.workload().label()).append('\t').append(row.peer().label()).append('\t');
            if (row.measured()) {
                double ratio = Report.ratio(row, all);
                text.append(String.format(
                        Locale.ROOT,
                        "%.3f\t%.3f\t%.0f\t%.0f\t%s\t%.3f",
                        row.micros(),
                        row.spread(),
                        row.perSecond(),
                        row.p99Micros(),
                        Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.3f", ratio),
                        row.foreign()));
            } else {
                text.append("\t".repeat(5));
            }
            text.append('\t').append(row.note().replaceAll("[\\t\\r\\n]+", " ")).append('\n');
        }
        return text.toString();
    }
}
