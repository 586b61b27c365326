package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a soak says while it runs. */
class CountdownTest {
    @ParameterizedTest
    @CsvSource({"-1,0 s left", "59.9,59 s left", "60,1 min 0 s left", "754,12 min 34 s left"})
    void saysTheTimeThatIsLeft(double seconds, String line) {
        assertEquals(line, Countdown.line((long) (seconds * 1e9)));
    }

    private static String written(boolean terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AtomicLong clock = new AtomicLong();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (Countdown countdown = new Countdown(out, terminal, Duration.ofSeconds(90), clock::get)) {
            countdown.accept("warm-up");
            clock.set(Duration.ofSeconds(50).toNanos());
            countdown.accept("rest");
        }
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\033[K", "<").replace(System.lineSeparator(), "\n");
    }

    @Test
    void onATerminalTheLastLineIsWrittenAgain() {
        assertEquals("<soak: warm-up\n<1 min 30 s left<soak: rest\n<40 s left<", written(true));
    }

    @Test
    void elsewhereThereIsALineForEachPhase() {
        assertEquals("soak: warm-up\nsoak: rest\n", written(false));
    }
}
