package dev.weir.bench.chart;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The charts of a soak and of a runtime image, as text. */
class SoakAndImageChartTest {
    private static void assertWellFormed(String svg) throws Exception {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void aSoakHasAPanelForEachThatWasSeen() throws Exception {
        List<String> rows = List.of(
                "0.0\tphase\twarm-up, 30 s",
                "0.0\tresident\t100",
                "60.0\tphase\tgood and bad traffic, 60 s",
                "60.0\tresident\t150",
                "120.0\tresident\t200",
                "60.0\tp99 h1 small\t1",
                "120.0\tp99 h1 small\t10",
                "120.0\tp99 the machine itself\t0.1");
        String svg = SoakChart.draw(rows);
        assertWellFormed(svg);
        // Two minutes over 506 units, and 0 to 250 over 128.
        assertTrue(svg.contains("<polyline class=\"line s0\" points=\"64,202.8 317,177.2 570,151.6\"/>"), svg);
        assertTrue(svg.contains(">good and bad traffic</text>"), svg);
        assertTrue(svg.contains(">h1 small 10.0</text>"), svg);
        assertTrue(svg.contains(">the machine 0.10</text>"), svg);
        assertTrue(svg.contains("resident: at first 100, at most 200, at last 200"), svg);
        assertFalse(svg.contains("threads"), svg);
    }

    @Test
    void anImageHasItsPartsByTheirSize() throws Exception {
        List<String> rows = List.of(
                "weir-image\tstart\twithout the cache\t200",
                "weir-image\tcpu\twithout the cache\t333",
                "weir-image\tstart\twith the cache\t50",
                "weir-image\tsize\tdev.weir.mux\t45678",
                "weir-image\tsize\tjava.base\t20000000",
                "other\tsize\tjava.sql\t999",
                "other\tstart\twith the cache\t100");
        String svg = ImageChart.draw(rows);
        assertWellFormed(svg);
        assertTrue(svg.indexOf(">java.base<") < svg.indexOf(">dev.weir.mux<"), svg);
        assertTrue(svg.contains(">20.0 MB</text>"), svg);
        assertTrue(svg.contains(">45.7 KB</text>"), svg);
        assertTrue(svg.contains(">other with the cache</text>"), svg);
        assertTrue(svg.contains("width=\"75\""), svg);
        assertFalse(svg.contains("java.sql"), svg);
        assertFalse(svg.contains("333"), svg);
    }
}
