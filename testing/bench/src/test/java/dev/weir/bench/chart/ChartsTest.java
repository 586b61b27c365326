package dev.weir.bench.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

/** The charts as text, and the file that they are made of. */
class ChartsTest {
    private static final List<String> SERVERS = List.of("weir", "netty", "a<b", "nginx");
    private static final String HEADER = "workload\tserver\tus_per_request\tnote";

    private static Measurement one(String workload, String server, double micros) {
        return new Measurement("2026-11-30", workload, server, micros, workload + "\t" + server + "\t" + micros + "\t");
    }

    private static final List<Measurement> COSTS = List.of(
            one("h1-64", "weir", 2.5),
            one("h1-64", "netty", 10),
            one("h1-64", "a<b", 123.4),
            one("ws-echo-64", "weir", 12.34));

    @Test
    void aLineOfBarsForEachWorkload() {
        String svg = CostChart.draw("Cost & more", COSTS, SERVERS);
        // Bars are parts of the dearest one in their line, 70 wide; who was not measured has no column.
        assertTrue(svg.contains("<rect class=\"bar-own\" x=\"260\" y=\"94\" width=\"1.4\" height=\"18\"/>"), svg);
        assertTrue(svg.contains("<rect class=\"bar\" x=\"338\" y=\"94\" width=\"5.7\" height=\"18\"/>"), svg);
        assertTrue(svg.contains("<rect class=\"bar\" x=\"416\" y=\"94\" width=\"70\" height=\"18\"/>"), svg);
        assertTrue(svg.contains("<text class=\"strong\" x=\"264\" y=\"107\">2.50</text>"), svg);
        assertTrue(svg.contains("<text class=\"\" x=\"342\" y=\"107\">10.0</text>"), svg);
        assertTrue(svg.contains(">123</text>"), svg);
        assertTrue(svg.contains("<text class=\"quiet\" x=\"342\" y=\"129\">–</text>"), svg);
        assertTrue(svg.contains("<title id=\"title\">Cost &amp; more</title>"), svg);
        assertTrue(svg.contains("h1-64: weir 2.50 netty 10.0 a&lt;b 123; ws-echo-64: weir 12.3"), svg);
        assertFalse(svg.contains("nginx"), svg);
    }

    private static Scale scale(String prefix, Scale.Costs costs, Scale.Unit unit) {
        return new Scale("file.svg", "Title", "axis", prefix, costs, unit, SERVERS);
    }

    private static final Scale CONNECTIONS = scale("scale-h1-", Scale.Costs.EVEN, Scale.Unit.COUNT);

    @Test
    void aLineForEachServer() {
        List<Measurement> all = List.of(
                one("scale-h1-64", "weir", 4),
                one("scale-h1-6400", "weir", 5),
                one("scale-h1-64", "netty", 8),
                one("scale-h1-640", "netty", 9),
                one("scale-h1-6400", "netty", 10),
                one("scale-h2c-1", "weir", 99));
        String svg = ScaleChart.draw(CONNECTIONS, all);
        // From 64 to 6,400 over 506 units, from 0 to 10 over 288.
        assertTrue(svg.contains("<polyline class=\"line s0\" points=\"64,248.8 570,220\"/>"), svg);
        assertTrue(svg.contains("<polyline class=\"line s1\" points=\"64,133.6 317,104.8 570,76\"/>"), svg);
        assertTrue(svg.contains("<text class=\"f0 strong\" x=\"582\" y=\"224\">weir 5.00</text>"), svg);
        assertTrue(svg.contains("<text class=\"f1\" x=\"582\" y=\"80\">netty 10.0</text>"), svg);
        assertTrue(svg.contains("<text class=\"quiet middle\" x=\"570\" y=\"384\">6,400</text>"), svg);
        assertTrue(svg.contains("<text class=\"quiet end\" x=\"56\" y=\"80\">10</text>"), svg);
        assertTrue(svg.contains("weir: 64 → 4.00 6400 → 5.00; netty: 64 → 8.00"), svg);
        assertFalse(svg.contains("99"), svg);
    }

    @Test
    void costsFarApartAreLaidOutByPowers() {
        List<Measurement> all = List.of(
                one("scale-b-1024", "weir", 10),
                one("scale-b-1048576", "weir", 1000),
                one("scale-b-1024", "netty", 20));
        String svg = ScaleChart.draw(scale("scale-b-", Scale.Costs.POWERS, Scale.Unit.BYTES), all);
        // From 10 to 1,000 over 288 units: a factor of ten is half of them.
        assertTrue(svg.contains("<polyline class=\"line s0\" points=\"64,364 570,76\"/>"), svg);
        assertTrue(svg.contains("<polyline class=\"line s1\" points=\"64,320.7\"/>"), svg);
        assertTrue(svg.contains("<text class=\"quiet end\" x=\"56\" y=\"224\">100</text>"), svg);
        assertTrue(svg.contains(">1 KiB</text>"), svg);
        assertTrue(svg.contains(">1 MiB</text>"), svg);
    }

    @Test
    void whatBeginsWithNothingIsLaidOutEvenly() {
        List<Measurement> all =
                List.of(one("scale-h1-0", "weir", 4), one("scale-h1-10", "weir", 5), one("scale-h1-40", "weir", 8));
        String svg = ScaleChart.draw(CONNECTIONS, all);
        // A quarter of 506 units; 8 of 10 over 288.
        assertTrue(svg.contains("points=\"64,248.8 190.5,220 570,133.6\""), svg);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        EVEN   | 4, 9.9      | 0, 2, 4, 6, 8, 10
        EVEN   | 0.4         | 0, 0.1, 0.2, 0.3, 0.4, 0.5
        POWERS | 3, 30000    | 1, 10, 100, 1,000, 10,000, 100,000
        POWERS | 0.5, 0.9    | 0.1, 1
        POWERS | 10          | 10, 100
        """)
    void marksAreRoundNumbers(Scale.Costs costs, String values, String marks) {
        List<Double> all =
                Arrays.stream(values.split(", ")).map(Double::valueOf).toList();
        assertEquals(marks, String.join(", ", CostAxis.of(costs, all).marks().values()));
    }

    @Test
    void noWorkloadIsInTwoCharts() {
        for (Scale one : Scale.CHARTS) {
            assertEquals(
                    1,
                    Scale.CHARTS.stream()
                            .filter(other -> other.prefix().startsWith(one.prefix()))
                            .count());
        }
    }

    @Test
    void linesThatEndAtOneHeightHaveLabelsApart() {
        List<Measurement> all =
                List.of(one("scale-h1-1", "weir", 4), one("scale-h1-1", "netty", 4), one("scale-h1-1", "nginx", 4.01));
        String svg = ScaleChart.draw(CONNECTIONS, all);
        List<String> heights = svg.lines()
                .filter(line -> line.contains(" 4.0"))
                .filter(line -> line.startsWith("<text"))
                .map(line -> line.replaceAll(".* y=\"([0-9.]+)\".*", "$1"))
                .toList();
        assertEquals(3, heights.size());
        assertEquals(Double.parseDouble(heights.get(0)) + 16, Double.parseDouble(heights.get(1)), 0.11);
        assertEquals(Double.parseDouble(heights.get(1)) + 16, Double.parseDouble(heights.get(2)), 0.11);
    }

    @Test
    void allAreWellFormedHaveBothColourSchemesAndAreTheSameEachTime() throws Exception {
        List<Measurement> all = List.of(
                one("h1-64", "weir", 2),
                one("scale-h1-64", "a<b", 2),
                one("scale-h1-64", "weir", 2),
                one("scale-h2c-1", "weir", 3));
        Charts charts = new Charts(List.of(), SERVERS);
        Map<String, String> drawn = charts.draw(all);
        assertEquals(List.of("cost.svg", "scale-connections.svg", "scale-streams.svg"), List.copyOf(drawn.keySet()));
        assertEquals(drawn, charts.draw(all));
        for (String svg : drawn.values()) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            assertTrue(svg.contains("@media (prefers-color-scheme: dark)"), svg);
            assertTrue(svg.contains("<rect class=\"page\" x=\"0\" y=\"0\""), svg);
            assertTrue(svg.contains("role=\"img\""), svg);
        }
        assertTrue(charts.draw(List.of()).isEmpty());
    }

    @Test
    void aRunReplacesTheSameWorkloads(@TempDir Path folder) throws IOException {
        Path results = folder.resolve("results.tsv");
        Path run = folder.resolve("bench.tsv");
        Charts charts = new Charts(List.of("h1-64", "h2c-1x1", "idle"), SERVERS);
        Files.writeString(
                run, HEADER + "\nh2c-1x1\tweir\t5\t\nh2c-1x1\tjdk\t\tdoes not speak HTTP/2\nh1-64\tgo\t7\t\n");
        charts.keep(results, run, "2026-11-30");
        Files.writeString(run, HEADER + "\nh1-64\tweir\t3.5\tone\n");
        charts.keep(results, run, "2026-12-01");
        assertEquals(
                "date\t" + HEADER + "\n2026-12-01\th1-64\tweir\t3.5\tone\n2026-11-30\th2c-1x1\tweir\t5\t\n",
                Files.readString(results));
        charts.write(results, folder.resolve("charts"));
        assertTrue(Files.readString(folder.resolve("charts/cost.svg")).contains(">3.50<"));
    }
}
