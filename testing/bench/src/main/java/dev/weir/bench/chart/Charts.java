package dev.weir.bench.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Keeps results, and draws the charts of the documentation out of those that are kept.
 *
 * @param workloads the names of all, in their order
 * @param servers the names of all, in their order
 */
public record Charts(List<String> workloads, List<String> servers) {
    /**
     * Keeps what a run has measured, in the place of earlier results with the same workloads.
     *
     * @param results the file with all
     * @param run the {@code bench.tsv} of a run
     * @param date the day
     * @throws IOException when they cannot be read or written
     */
    public void keep(Path results, Path run, String date) throws IOException {
        List<Measurement> all = ResultsFile.merge(ResultsFile.read(results), ResultsFile.readRun(run, date), workloads);
        Files.writeString(results, ResultsFile.text(ResultsFile.header(run), all));
    }

    /**
     * Writes all charts that there are results for.
     *
     * @param results the file with all
     * @param folder where they go
     * @throws IOException when they cannot be read or written
     */
    public void write(Path results, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> chart : draw(ResultsFile.read(results)).entrySet()) {
            Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
        }
    }

    /**
     * Writes the charts of a soak and of a runtime image, where the tree has their numbers.
     *
     * @param root the folder of the tree
     * @param folder where they go
     * @throws IOException when something cannot be read or written
     */
    public static void writeOthers(Path root, Path folder) throws IOException {
        write(root.resolve("testing/soak/results.tsv"), folder.resolve("soak.svg"), SoakChart::draw);
        write(root.resolve("samples/image/results.tsv"), folder.resolve("image.svg"), ImageChart::draw);
    }

    private static void write(Path results, Path chart, Function<List<String>, String> draw) throws IOException {
        if (Files.exists(results)) {
            List<String> lines = Files.readAllLines(results);
            Files.writeString(chart, draw.apply(lines.subList(1, lines.size())));
        }
    }

    /** The charts by the names of their files. */
    Map<String, String> draw(List<Measurement> all) {
        Map<String, String> charts = new LinkedHashMap<>();
        List<Measurement> costs =
                all.stream().filter(one -> !one.workload().startsWith("scale-")).toList();
        if (!costs.isEmpty()) {
            charts.put("cost.svg", CostChart.draw("Cost by workload and server", costs, servers));
        }
        for (Scale scale : Scale.CHARTS) {
            if (all.stream().anyMatch(one -> one.workload().startsWith(scale.prefix()))) {
                charts.put(scale.file(), ScaleChart.draw(scale, all));
            }
        }
        return charts;
    }
}
