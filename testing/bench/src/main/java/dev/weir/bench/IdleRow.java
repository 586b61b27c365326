package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What connections cost a server that stay and ask for nothing.
 *
 * @param workload what was done on them
 * @param heapBytes for each, on the heap after collections; 0 where there is no JVM
 * @param residentBytes for each, of the process's memory
 * @param note why it could not be measured; else empty
 * @param failed whether something went wrong, and not only is not there or not possible
 */
record IdleRow(
        Workload workload, BenchServer peer, double heapBytes, double residentBytes, String note, boolean failed) {
    private static final List<String> HEADER =
            List.of("workload", "server", "heap/connection", "resident/connection", "note");

    boolean measured() {
        return note.isEmpty();
    }

    static String render(List<IdleRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (IdleRow row : rows) {
            cells.add(
                    !row.measured()
                            ? Report.unmeasured(row.workload, row.peer, HEADER, row.note)
                            : List.of(
                                    row.workload.label(),
                                    row.peer.label(),
                                    Report.bytes(row.heapBytes),
                                    Report.bytes(row.residentBytes),
                                    ""));
        }
        return Table.render(HEADER, cells);
    }

    static String tsv(List<IdleRow> rows) {
        StringBuilder text =
                new StringBuilder("workload\tserver\theap_per_connection\tresident_per_connection\tnote\n");
        for (IdleRow row : rows) {
            text.append(row.workload.label())
                    .append('\t')
                    .append(row.peer.label())
                    .append('\t')
                    .append(row.measured() ? Report.format("%.0f\t%.0f", row.heapBytes, row.residentBytes) : "\t")
                    .append('\t')
                    .append(Results.oneLine(row.note))
                    .append('\n');
        }
        return text.toString();
    }
}
