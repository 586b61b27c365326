package dev.weir.bench.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The first runtime image by its parts, and how fast all start. Its lines are those that {@code ./weir image} writes: the
 * image, what was measured, of what, and a number.
 */
final class ImageChart {
    private static final String OWN = "dev.weir.";
    private static final int WIDTH = 720;
    private static final int EDGE = 16;
    private static final int NAMES = 330;
    private static final int BARS = 300;
    private static final int ROW = 22;
    private static final int TOP = 64;
    private static final int HEAD = 36;
    private static final double KB = 1e3;
    private static final double MB = 1e6;

    private record Cell(String image, String what, String name, double value) {}

    private ImageChart() {}

    /**
     * Draws it.
     *
     * @param rows the lines of the file, without its header
     */
    static String draw(List<String> rows) {
        List<Cell> cells = rows.stream()
                .map(row -> row.split("\t"))
                .map(row -> new Cell(row[0], row[1], row[2], Double.parseDouble(row[3])))
                .toList();
        String first = cells.getFirst().image();
        List<Cell> sizes = cells.stream()
                .filter(cell -> cell.what().equals("size") && cell.image().equals(first))
                .sorted(Comparator.comparingDouble(Cell::value).reversed())
                .toList();
        List<Cell> starts =
                cells.stream().filter(cell -> cell.what().equals("start")).toList();
        int height = TOP + 2 * HEAD + (sizes.size() + starts.size()) * ROW + EDGE;
        Svg svg = new Svg(WIDTH, height, "A runtime image", description(sizes, starts));
        svg.text("title", EDGE, 28, "A runtime image");
        svg.text(
                "quiet",
                EDGE,
                50,
                "What is in " + first + ", modules as compressed as they are there. Compare bars of one list.");
        int y = list(svg, TOP, "size by module and file", sizes);
        list(svg, y, "ms until the first answer", starts);
        return svg.end();
    }

    private static int list(Svg svg, int top, String title, List<Cell> cells) {
        double most = cells.stream().mapToDouble(Cell::value).max().orElse(1);
        svg.text("strong", EDGE, top + 22, title);
        int y = top + HEAD;
        for (Cell cell : cells) {
            svg.text("", EDGE, y + 15, label(cell));
            boolean own = cell.what().equals("start") || cell.name().startsWith(OWN);
            svg.rect(own ? "bar-own" : "bar", NAMES, y + 2, Math.max(1, BARS * cell.value() / most), ROW - 4);
            svg.text("", NAMES + 4, y + 15, number(cell));
            y += ROW;
        }
        return y;
    }

    private static String label(Cell cell) {
        return cell.what().equals("start") ? cell.image() + " " + cell.name() : cell.name();
    }

    private static String number(Cell cell) {
        if (cell.what().equals("start")) {
            return String.format(Locale.ROOT, "%.0f ms", cell.value());
        }
        boolean large = cell.value() >= MB;
        return CostChart.number(cell.value() / (large ? MB : KB)) + (large ? " MB" : " KB");
    }

    private static String description(List<Cell> sizes, List<Cell> starts) {
        List<String> parts = new ArrayList<>();
        sizes.forEach(cell -> parts.add(label(cell) + " " + number(cell)));
        starts.forEach(cell -> parts.add(label(cell) + " " + number(cell)));
        return String.join("; ", parts);
    }
}
