package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short soak: what {@code ./weir soak} does for minutes. */
class SoakTest {
    private static final SoakRun.Plan SHORT =
            new SoakRun.Plan(Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofSeconds(8));

    @Test
    void allPromisesAreKept() throws Exception {
        Timeline timeline = new Timeline(System::nanoTime);
        SoakReport report = SoakRun.run(SHORT, _ -> {}, timeline);
        assertEquals(List.of(), report.broken(), report::tables);
        String seen = timeline.tsv();
        for (String what : List.of("phase\twarm-up, 4 s", "p99 h1 small\t", "p99 h2 small\t", "phase\trest")) {
            assertTrue(seen.contains("\t" + what), seen);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 10",
        "--minutes 1, 1",
        "--minutes 1440, 1440",
        "--minutes, 0",
        "--minutes 0, 0",
        "--minutes 1441, 0",
        "--minutes -1, 0",
        "--minutes ten, 0",
        "--hours 1, 0",
        "--minutes 1 2, 0"
    })
    void options(String line, int minutes) {
        assertEquals(minutes, Soak.minutes(line.isEmpty() ? List.of() : List.of(line.split(" "))));
    }
}
