package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Percentiles of times that were measured one by one, and how clients tell them. */
class PercentilesTest {
    /** The times are 1 to N microseconds. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 1, 2, 2", "100, 50, 99, 100", "1000, 500, 990, 999", "10000, 5000, 9900, 9990"})
    void takesTheSmallestThatIsEnough(int n, double p50, double p99, double p999) {
        long[] nanos = LongStream.rangeClosed(1, n).map(micros -> micros * 1000).toArray();
        assertEquals(new Percentiles(p50, p99, p999), Percentiles.of(nanos));
    }

    @Test
    void ofNothingTheyAreUnknown() {
        assertEquals(Percentiles.UNKNOWN, Percentiles.of(new long[0]));
    }

    @Test
    void areReadAsTheyAreWritten() {
        Percentiles percentiles = new Percentiles(12.3, 45_000_000, 123_456_789);
        Matcher words = Pattern.compile(Percentiles.WORDS).matcher(percentiles.words());
        assertTrue(words.matches(), percentiles.words());
        assertEquals(percentiles, Percentiles.of(words, 1));
    }
}
