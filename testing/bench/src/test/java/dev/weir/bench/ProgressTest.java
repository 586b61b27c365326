package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line that says how far a run is. */
class ProgressTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0    | 600  | 0   |   0 %  10 min left  x
        1    | 600  | 9   |   0 %  10 min left  x
        300  | 600  | 300 |  50 %  5 min left  x
        300  | 600  | 150 |  50 %  3 min left  x
        590  | 600  | 590 |  98 %  10 s left  x
        600  | 600  | 700 | 100 %  0 s left  x
        700  | 600  | 700 | 100 %  0 s left  x
        0    | 0    | 0   |   0 %  0 s left  x
        """, ignoreLeadingAndTrailingWhitespace = true)
    void saysHowLongItMayTake(double done, double planned, double elapsed, String line) {
        assertEquals(line.strip(), Progress.line("x", done, planned, elapsed).strip());
    }

    private static String written(boolean terminal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicLong clock = new AtomicLong();
        Progress progress = new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, clock::get);
        progress.plan(100);
        progress.now("first");
        progress.println("a line");
        progress.done(50);
        clock.set(40_000_000_000L);
        progress.now("second");
        progress.doneUpTo(100);
        progress.now("third");
        progress.end();
        progress.println("the end");
        return out.toString(StandardCharsets.UTF_8).replace("\r\033[K", "<").replace(System.lineSeparator(), "\n");
    }

    @Test
    void onATerminalTheLastLineStaysTheLast() {
        assertEquals(
                "<  0 %  2 min left  first<a line\n  0 %  2 min left  first< 50 %  40 s left  second"
                        + "<100 %  0 s left  third<the end\n",
                written(true));
    }

    @Test
    void elsewhereThereAreLinesAlone() {
        assertEquals("a line\nthe end\n", written(false));
    }
}
