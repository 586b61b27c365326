package dev.weir.bench.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The results that are kept: the lines of {@code bench.tsv}, each with its day; for each workload those of its last run.
 */
final class ResultsFile {
    private static final String DATE = "date\t";
    private static final int WORKLOAD = 0;
    private static final int SERVER = 1;
    private static final int MICROS = 2;

    private ResultsFile() {}

    /** Reads what {@link #text} has written; nothing where there is no file. */
    static List<Measurement> read(Path file) throws IOException {
        List<Measurement> all = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(1, lines.size())) {
                int tab = line.indexOf('\t');
                all.add(measurement(line.substring(0, tab), line.substring(tab + 1)));
            }
        }
        return all;
    }

    /** Reads what a run has written; servers that were not measured are left out. */
    static List<Measurement> readRun(Path file, String date) throws IOException {
        List<Measurement> all = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            if (!line.split("\t", -1)[MICROS].isEmpty()) {
                all.add(measurement(date, line));
            }
        }
        return all;
    }

    /** The first line of a file with results. */
    static String header(Path run) throws IOException {
        try (var lines = Files.lines(run)) {
            return DATE + lines.findFirst().orElseThrow();
        }
    }

    private static Measurement measurement(String date, String line) {
        String[] cells = line.split("\t", -1);
        return new Measurement(date, cells[WORKLOAD], cells[SERVER], Double.parseDouble(cells[MICROS]), line);
    }

    /**
     * Replaces all of the workloads that were measured again: only what one run has measured can be compared.
     *
     * @param order the workloads in the order that they have in the file
     */
    static List<Measurement> merge(List<Measurement> kept, List<Measurement> run, List<String> order) {
        Set<String> again = new LinkedHashSet<>();
        run.forEach(one -> again.add(one.workload()));
        List<Measurement> all = new ArrayList<>(run);
        kept.stream().filter(one -> !again.contains(one.workload())).forEach(all::add);
        List<Measurement> sorted = new ArrayList<>();
        for (String workload : order) {
            all.stream().filter(one -> one.workload().equals(workload)).forEach(sorted::add);
        }
        return sorted;
    }

    static String text(String header, List<Measurement> all) {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (Measurement one : all) {
            text.append(one.date()).append('\t').append(one.line()).append('\n');
        }
        return text.toString();
    }
}
