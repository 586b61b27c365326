package dev.weir.bench;

import dev.weir.bench.chart.Charts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;

/** The results that are in the tree, {@code testing/bench/results.tsv}, and the charts in {@code docs/charts}. */
public final class KeptResults {
    private KeptResults() {}

    /**
     * The program behind {@code tools/charts}: draws the charts.
     *
     * @param args the folder of the tree, and files as {@code bench.tsv} whose results are kept before
     * @throws IOException when something cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path[] runs = Arrays.stream(args).skip(1).map(Path::of).toArray(Path[]::new);
        keep(Path.of(args[0]), runs);
    }

    /** Keeps what runs have measured, in the place of older results with the same workloads, and draws the charts. */
    static void keep(Path root, Path... runs) throws IOException {
        Path results = root.resolve("testing/bench/results.tsv");
        Charts charts = new Charts(
                Arrays.stream(Workload.values()).map(Workload::label).toList(),
                Arrays.stream(BenchServer.values()).map(BenchServer::label).toList());
        for (Path run : runs) {
            charts.keep(results, run, LocalDate.now().toString());
        }
        charts.write(results, root.resolve("docs/charts"));
        Charts.writeOthers(root, root.resolve("docs/charts"));
    }
}
