package dev.weir.bench.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How cost grows with a number: a line for each server over a logarithmic axis. */
final class ScaleChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 64;
    private static final int RIGHT = 150;
    private static final int TOP = 76;
    private static final int BOTTOM = 56;

    private ScaleChart() {}

    /** Draws it. */
    static String draw(Scale scale, List<Measurement> all) {
        String prefix = scale.prefix();
        Map<String, TreeMap<Integer, Double>> lines = new LinkedHashMap<>();
        for (String server : scale.servers()) {
            TreeMap<Integer, Double> line = new TreeMap<>();
            for (Measurement one : all) {
                if (one.server().equals(server) && one.workload().startsWith(prefix)) {
                    line.put(Integer.parseInt(one.workload().substring(prefix.length())), one.micros());
                }
            }
            if (!line.isEmpty()) {
                lines.put(server, line);
            }
        }
        Svg svg = new Svg(WIDTH, HEIGHT, scale.title(), description(lines));
        svg.text("title", 16, 28, scale.title());
        svg.text("quiet", 16, 50, "Server CPU a request in µs. All servers were measured in one run.");
        if (!lines.isEmpty()) {
            new Frame(svg, scale, lines).draw();
        }
        return svg.end();
    }

    private static String description(Map<String, TreeMap<Integer, Double>> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach((server, line) -> {
            text.append(text.isEmpty() ? "" : "; ").append(server).append(':');
            line.forEach((x, y) -> text.append(' ').append(x).append(" → ").append(CostChart.number(y)));
        });
        return text.toString();
    }

    /** Where numbers are on the page. */
    private static final class Frame {
        private final Svg svg;
        private final Scale scale;
        private final Map<String, TreeMap<Integer, Double>> lines;
        private final double least;
        private final double most;
        private final CostAxis costs;

        Frame(Svg svg, Scale scale, Map<String, TreeMap<Integer, Double>> lines) {
            this.svg = svg;
            this.scale = scale;
            this.lines = lines;
            this.least =
                    lines.values().stream().mapToInt(TreeMap::firstKey).min().orElse(1);
            this.most = lines.values().stream().mapToInt(TreeMap::lastKey).max().orElse(1);
            this.costs = CostAxis.of(
                    scale.costs(),
                    lines.values().stream()
                            .flatMap(line -> line.values().stream())
                            .toList());
        }

        /** By powers, or evenly where the least is nothing, which has no place among powers. */
        private double x(double value) {
            double part =
                    most == least ? 0.5 : least == 0 ? value / most : Math.log(value / least) / Math.log(most / least);
            return LEFT + part * (WIDTH - LEFT - RIGHT);
        }

        private double y(double value) {
            return HEIGHT - BOTTOM - costs.part(value) * (HEIGHT - TOP - BOTTOM);
        }

        void draw() {
            costs.marks().forEach((value, number) -> {
                svg.line("grid", LEFT, y(value), WIDTH - RIGHT, y(value));
                svg.text("quiet end", LEFT - 8, y(value) + 4, number);
            });
            lines.values().stream()
                    .flatMap(line -> line.keySet().stream())
                    .distinct()
                    .sorted()
                    .forEach(value -> svg.text("quiet middle", x(value), HEIGHT - BOTTOM + 20, scale.number(value)));
            svg.text("quiet middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, scale.axis());
            int series = 0;
            List<Ends.End> ends = new ArrayList<>();
            for (Map.Entry<String, TreeMap<Integer, Double>> line : lines.entrySet()) {
                double[] points = new double[2 * line.getValue().size()];
                int i = 0;
                for (Map.Entry<Integer, Double> point : line.getValue().entrySet()) {
                    points[i++] = x(point.getKey());
                    points[i++] = y(point.getValue());
                }
                svg.polyline("line s" + series, points);
                for (i = 0; i < points.length; i += 2) {
                    svg.mark(series, points[i], points[i + 1]);
                }
                String words = line.getKey() + " "
                        + CostChart.number(line.getValue().lastEntry().getValue());
                ends.add(new Ends.End(series, words, points[points.length - 2], points[points.length - 1]));
                series++;
            }
            Ends.label(svg, ends, TOP);
        }
    }
}
