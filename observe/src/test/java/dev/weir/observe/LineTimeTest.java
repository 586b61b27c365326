package dev.weir.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Dates of lines, whose clock is asked once a second. */
class LineTimeTest {
    private static final String PATTERN = "uuuu-MM-dd'T'HH:mm:ss";
    private static final long TOLERANCE_MILLIS = 500;

    private static long millis(LineTime time, long nanoTime) {
        String second = new String(time.second(nanoTime), StandardCharsets.US_ASCII);
        long millis = time.millis(nanoTime);
        assertTrue(millis >= 0 && millis < 1000, () -> "" + millis);
        return LocalDateTime.parse(second).toEpochSecond(ZoneOffset.UTC) * 1000 + millis;
    }

    @Test
    void theyGoWithTheClockWhateverTheOrderOfTheEnds() {
        LineTime time = new LineTime(DateTimeFormatter.ofPattern(PATTERN, Locale.ROOT));
        long now;
        long wall;
        do {
            now = System.nanoTime();
            wall = Instant.now().toEpochMilli();
            // Again where the two were not read at the same time.
        } while (System.nanoTime() - now > TimeUnit.MILLISECONDS.toNanos(20));
        long last = 0;
        for (long ago : new long[] {0, 10, 2500, 999, 1000, 1001, 86_400_000, 0, 1}) {
            long at = millis(time, now - TimeUnit.MILLISECONDS.toNanos(ago));
            assertEquals(wall - ago, at, TOLERANCE_MILLIS, () -> ago + " ms ago");
            last = at;
        }
        assertTrue(last > 0);
    }

    @Test
    void twoTimesOfASecondAreAsFarApartAsTheyAre() {
        LineTime time = new LineTime(DateTimeFormatter.ofPattern(PATTERN, Locale.ROOT));
        long now = System.nanoTime();
        long first = millis(time, now);
        long into = first % 1000;
        long later = into < 500 ? 400 : -400;
        assertEquals(first + later, millis(time, now + TimeUnit.MILLISECONDS.toNanos(later)), 1);
    }
}
