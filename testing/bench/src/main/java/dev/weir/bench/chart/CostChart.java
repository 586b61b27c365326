package dev.weir.bench.chart;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What each workload costs each server: a table of bars. A bar's length is the cost as a part of the dearest in its line,
 * and the number is in microseconds; only what is in one line can be compared.
 */
final class CostChart {
    private static final String OWN = "weir";
    private static final int NAMES = 260;
    private static final int COLUMN = 78;
    private static final int BAR = 70;
    private static final int ROW = 22;
    private static final int TOP = 92;
    private static final int EDGE = 16;

    private CostChart() {}

    /**
     * Draws it.
     *
     * @param servers all in the order of the columns; those without a measurement have none
     */
    static String draw(String title, List<Measurement> all, List<String> servers) {
        Map<String, Map<String, Measurement>> rows = new LinkedHashMap<>();
        Set<String> measured = new LinkedHashSet<>();
        for (Measurement one : all) {
            rows.computeIfAbsent(one.workload(), _ -> new LinkedHashMap<>()).put(one.server(), one);
            measured.add(one.server());
        }
        List<String> columns = servers.stream().filter(measured::contains).toList();
        int width = NAMES + columns.size() * COLUMN + EDGE;
        int height = TOP + rows.size() * ROW + EDGE;
        Svg svg = new Svg(width, height, title, description(rows));
        svg.text("title", EDGE, 28, title);
        svg.text("quiet", EDGE, 50, "Server CPU a request in µs; bars are parts of the dearest in the line.");
        svg.text("quiet", EDGE, 66, "Compare within a line only. The cheapest is bold.");
        for (int c = 0; c < columns.size(); c++) {
            String name = columns.get(c);
            svg.text(name.equals(OWN) ? "strong" : "", NAMES + c * COLUMN, TOP - 8, name);
        }
        int y = TOP;
        for (Map.Entry<String, Map<String, Measurement>> row : rows.entrySet()) {
            row(svg, y, row.getKey(), row.getValue(), columns);
            y += ROW;
        }
        return svg.end();
    }

    private static void row(Svg svg, int y, String workload, Map<String, Measurement> cells, List<String> columns) {
        double most =
                cells.values().stream().mapToDouble(Measurement::micros).max().orElse(0);
        double least =
                cells.values().stream().mapToDouble(Measurement::micros).min().orElse(0);
        svg.text("", EDGE, y + 15, workload);
        for (int c = 0; c < columns.size(); c++) {
            Measurement cell = cells.get(columns.get(c));
            int x = NAMES + c * COLUMN;
            if (cell == null) {
                svg.text("quiet", x + 4, y + 15, "–");
                continue;
            }
            String kind = cell.server().startsWith(OWN) ? "bar-own" : "bar";
            svg.rect(kind, x, y + 2, Math.max(1, BAR * cell.micros() / most), ROW - 4);
            svg.text(cell.micros() == least ? "strong" : "", x + 4, y + 15, number(cell.micros()));
        }
    }

    private static String description(Map<String, Map<String, Measurement>> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach((workload, cells) -> {
            text.append(text.isEmpty() ? "" : "; ").append(workload).append(':');
            cells.values()
                    .forEach(one ->
                            text.append(' ').append(one.server()).append(' ').append(number(one.micros())));
        });
        return text.toString();
    }

    /** Three digits that count. */
    static String number(double value) {
        if (value >= 99.95) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 9.995 ? "%.1f" : "%.2f", value);
    }
}
