package dev.weir.bench.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A soak over its time: what the server holds, and how long small answers took, one panel below the other. Its lines are
 * those that {@code ./weir soak} writes: a second, what was seen, and a number.
 */
final class SoakChart {
    private static final String PHASE = "phase";
    private static final String P99 = "p99 ";
    private static final String MACHINE = "the machine itself";
    private static final int WIDTH = 720;
    private static final int LEFT = 64;
    private static final int RIGHT = 150;
    private static final int TOP = 104;
    private static final int PANEL = 150;
    private static final int GAP = 44;
    private static final int BOTTOM = 44;
    private static final int LABEL = 16;
    private static final int TICKS = 6;
    private static final double MINUTE = 60;

    /** A number over time, in the order of its seconds. */
    private record Line(String name, TreeMap<Double, Double> points) {}

    /** What is drawn over one axis. */
    private record Panel(String title, Scale.Costs layout, List<Line> lines) {}

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Map<Double, String> phases = new LinkedHashMap<>();
    private double end = 1;

    private SoakChart(List<String> rows) {
        for (String row : rows) {
            String[] cells = row.split("\t");
            double second = Double.parseDouble(cells[0]);
            end = Math.max(end, second);
            if (cells[1].equals(PHASE)) {
                phases.put(second, cells[2].replaceFirst(",.*", ""));
            } else {
                lines.computeIfAbsent(cells[1], name -> new Line(name, new TreeMap<>()))
                        .points()
                        .put(second, Double.valueOf(cells[2]));
            }
        }
    }

    /**
     * Draws it.
     *
     * @param rows the lines of the file, without its header
     */
    static String draw(List<String> rows) {
        return new SoakChart(rows).draw();
    }

    private String draw() {
        List<Panel> panels = panels();
        int height = TOP + panels.size() * (PANEL + GAP) + BOTTOM - GAP;
        Svg svg = new Svg(WIDTH, height, "A soak over time", description());
        svg.text("title", 16, 28, "A soak over time");
        svg.text("quiet", 16, 50, "The server beside good and bad clients, by minutes.");
        int bottom = height - BOTTOM;
        phases(svg, bottom);
        for (int i = 0; i < panels.size(); i++) {
            panel(svg, panels.get(i), TOP + i * (PANEL + GAP));
        }
        for (int i = 0; i <= TICKS; i++) {
            double second = end * i / TICKS;
            svg.text("quiet middle", x(second), bottom + 20, String.format(Locale.ROOT, "%.1f", second / MINUTE));
        }
        svg.text("quiet middle", (LEFT + WIDTH - RIGHT) / 2.0, height - 8, "minutes");
        return svg.end();
    }

    private List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        add(panels, "resident memory, MiB", Scale.Costs.EVEN, List.of("resident"));
        add(panels, "threads of the process", Scale.Costs.EVEN, List.of("threads"));
        add(
                panels,
                "p99 of small answers in 10 s, ms",
                Scale.Costs.POWERS,
                lines.keySet().stream()
                        .filter(name -> name.startsWith(P99))
                        .sorted(Comparator.comparing(SoakChart::machine).thenComparing(Comparator.naturalOrder()))
                        .toList());
        return panels;
    }

    /** Whether it is no client, but what the machine takes for an exchange without a server: the last line. */
    private static boolean machine(String name) {
        return name.equals(P99 + MACHINE);
    }

    private void add(List<Panel> panels, String title, Scale.Costs layout, List<String> names) {
        List<Line> there =
                names.stream().filter(lines::containsKey).map(lines::get).toList();
        if (!there.isEmpty()) {
            panels.add(new Panel(title, layout, there));
        }
    }

    /** Where phases begin; their names in two lines, as the first ones are short. */
    private void phases(Svg svg, int bottom) {
        int i = 0;
        for (Map.Entry<Double, String> phase : phases.entrySet()) {
            double x = x(phase.getKey());
            svg.line("grid", x, TOP - 22, x, bottom);
            svg.text("quiet", x + 3, TOP - 12 - LABEL * (i % 2 == 0 ? 1 : 0), phase.getValue());
            i++;
        }
    }

    private void panel(Svg svg, Panel panel, int top) {
        CostAxis axis = CostAxis.of(
                panel.layout(),
                panel.lines().stream()
                        .flatMap(line -> line.points().values().stream())
                        .toList());
        svg.text("strong", LEFT, top + 14, panel.title());
        int from = top + 22;
        axis.marks().forEach((value, number) -> {
            double y = y(axis, from, top, value);
            svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
            svg.text("quiet end", LEFT - 8, y + 4, number);
        });
        List<Ends.End> ends = new ArrayList<>();
        int series = 0;
        for (Line line : panel.lines()) {
            double[] points = new double[2 * line.points().size()];
            int i = 0;
            for (Map.Entry<Double, Double> point : line.points().entrySet()) {
                points[i++] = x(point.getKey());
                points[i++] = y(axis, from, top, point.getValue());
            }
            svg.polyline("line s" + series, points);
            String words = line.name().replace(P99, "").replace(MACHINE, "the machine") + " "
                    + CostChart.number(line.points().lastEntry().getValue());
            ends.add(new Ends.End(series, words, WIDTH - RIGHT, points[points.length - 1]));
            series++;
        }
        Ends.label(svg, ends, from);
    }

    private double x(double second) {
        return LEFT + second / end * (WIDTH - LEFT - RIGHT);
    }

    private static double y(CostAxis axis, int from, int top, double value) {
        return top + PANEL - axis.part(value) * (top + PANEL - from);
    }

    private String description() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines.values()) {
            double most = line.points().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
            text.append(text.isEmpty() ? "" : "; ")
                    .append(line.name())
                    .append(": at first ")
                    .append(CostChart.number(line.points().firstEntry().getValue()))
                    .append(", at most ")
                    .append(CostChart.number(most))
                    .append(", at last ")
                    .append(CostChart.number(line.points().lastEntry().getValue()));
        }
        return text.toString();
    }
}
