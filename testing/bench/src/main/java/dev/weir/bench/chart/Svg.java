package dev.weir.bench.chart;

import java.util.Locale;

/**
 * Writes a picture that is legible on a light and on a dark page: what is drawn has classes, and its style their colours.
 */
final class Svg {
    private static final String STYLE = """
        <style>
          text { font: 12px system-ui, sans-serif; fill: #1f2328; }
          .title { font-size: 16px; font-weight: 600; }
          .quiet { fill: #59636e; }
          .strong { font-weight: 700; }
          .end { text-anchor: end; }
          .middle { text-anchor: middle; }
          .page { fill: #ffffff; }
          .grid { stroke: #d1d9e0; stroke-width: 1; }
          .bar { fill: #d4dbe3; }
          .bar-own { fill: #a5cdf7; }
          .line { fill: none; stroke-width: 2; }
          .s0 { stroke: #0a5dc2; } .f0 { fill: #0a5dc2; }
          .s1 { stroke: #a04100; } .f1 { fill: #a04100; }
          .s2 { stroke: #1a7f37; } .f2 { fill: #1a7f37; }
          .s3 { stroke: #8250df; } .f3 { fill: #8250df; }
          .s4 { stroke: #59636e; } .f4 { fill: #59636e; }
          @media (prefers-color-scheme: dark) {
            text { fill: #f0f6fc; }
            .quiet { fill: #a8b1bb; }
            .page { fill: #0d1117; }
            .grid { stroke: #3d444d; }
            .bar { fill: #363e48; }
            .bar-own { fill: #164a80; }
            .s0 { stroke: #79c0ff; } .f0 { fill: #79c0ff; }
            .s1 { stroke: #ffa657; } .f1 { fill: #ffa657; }
            .s2 { stroke: #7ee787; } .f2 { fill: #7ee787; }
            .s3 { stroke: #d2a8ff; } .f3 { fill: #d2a8ff; }
            .s4 { stroke: #a8b1bb; } .f4 { fill: #a8b1bb; }
          }
        </style>
        """;

    private final StringBuilder out = new StringBuilder();

    /**
     * Begins one.
     *
     * @param title what it shows
     * @param description the same for who does not see it
     */
    Svg(int width, int height, String title, String description) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " role=\"img\" aria-labelledby=\"title description\">%n",
                width, height, width, height);
        add("<title id=\"title\">%s</title>%n", escaped(title));
        add("<desc id=\"description\">%s</desc>%n", escaped(description));
        out.append(STYLE);
        rect("page", 0, 0, width, height);
    }

    void rect(String kind, double x, double y, double width, double height) {
        add(
                "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>%n",
                kind, n(x), n(y), n(width), n(height));
    }

    void line(String kind, double x1, double y1, double x2, double y2) {
        add("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n", kind, n(x1), n(y1), n(x2), n(y2));
    }

    /** A line through points, which are pairs of coordinates. */
    void polyline(String kind, double... points) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(n(points[i])).append(',').append(n(points[i + 1]));
        }
        add("<polyline class=\"%s\" points=\"%s\"/>%n", kind, text);
    }

    /** A mark whose shape tells as much as its colour. */
    void mark(int series, double x, double y) {
        String kind = "f" + series;
        switch (series) {
            case 0 -> add("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"4\"/>%n", kind, n(x), n(y));
            case 1 -> rect(kind, x - 4, y - 4, 8, 8);
            case 2 -> polygon(kind, x, y - 5, x + 5, y + 4, x - 5, y + 4);
            case 3 -> polygon(kind, x, y - 5, x + 5, y, x, y + 5, x - 5, y);
            default -> polygon(kind, x - 5, y - 4, x + 5, y - 4, x, y + 5);
        }
    }

    private void polygon(String kind, double... points) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(n(points[i])).append(',').append(n(points[i + 1]));
        }
        add("<polygon class=\"%s\" points=\"%s\"/>%n", kind, text);
    }

    void text(String kind, double x, double y, String words) {
        add("<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>%n", kind, n(x), n(y), escaped(words));
    }

    /** The whole. */
    String end() {
        return out + "</svg>\n";
    }

    private void add(String pattern, Object... values) {
        out.append(String.format(Locale.ROOT, pattern.replace("%n", "\n"), values));
    }

    /** A number as it is everywhere: to a tenth, without what says nothing. */
    private static String n(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
