package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What two builds cost beside each other. */
class CompareTableTest {
    private static ReportRow row(Workload workload, BenchServer peer, String note, double... micros) {
        List<Run> runs = new ArrayList<>();
        for (double cost : micros) {
            LoadResult load = new LoadResult(1_000_000, 1, Percentiles.UNKNOWN, 0, 0);
            runs.add(Run.of(runs.size() + 1, load, Math.round(cost * 100), 0, 100, 0));
        }
        return new ReportRow(workload, peer, runs, note, false);
    }

    @Test
    void aRatioIsOfOneRound() {
        String expected = """
            workload      now   before  ratio     middle half             all  rounds  note
            h1-64     2.00 us  4.00 us  0.500  0.500 to 0.625  0.250 to 1.000       5  never warm
            h1-512          -        -      -               -               -       0  did not start
            """;
        List<ReportRow> rows = List.of(
                row(Workload.H1_64, BenchServer.WEIR, "", 2, 2, 1, 5, 5),
                row(Workload.H1_64, BenchServer.WEIR_BEFORE, "never warm", 4, 4, 4, 5, 8),
                row(Workload.H1_512, BenchServer.WEIR, "", 2),
                row(Workload.H1_512, BenchServer.WEIR_BEFORE, "did not start"));
        assertEquals(expected, CompareTable.render(rows));
        assertArrayEquals(
                new double[] {0.5, 2}, CompareTable.ratios(Map.of(1, 4.0, 2, 1.0, 3, 7.0), Map.of(1, 2.0, 2, 2.0)));
    }
}
