package dev.weir.http.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a wait for content is too long. */
class MinimumRateTest {
    private static final long SECOND = 1_000_000_000L;

    /** Five seconds, one more for each that the content so far is worth, less all that was waited before. */
    @ParameterizedTest
    @CsvSource({
        "240, 0, 0, 5",
        "240, 240, 0, 6",
        "240, 2400, 0, 15",
        "240, 2400, 10, 5",
        "240, 2400, 15, 0",
        "1000000, 1, 4, 1",
    })
    void due(int least, int received, int waitedSeconds, int seconds) {
        MinimumRate rate = new MinimumRate(least);
        rate.received(received);
        rate.waited(waitedSeconds * SECOND);
        for (long start : new long[] {0, -7, Long.MAX_VALUE - 3}) {
            assertEquals(seconds * SECOND, rate.due(start) - start, "from " + start);
        }
    }

    @ParameterizedTest
    @CsvSource({"0"})
    void none(int least) {
        assertFalse(new MinimumRate(least).counts());
        assertEquals(0, new MinimumRate(least).due(5));
    }
}
