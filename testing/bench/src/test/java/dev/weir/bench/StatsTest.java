package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Medians, ratios, agreement, and what a run makes of counts and ticks. */
class StatsTest {
    private static final double EXACT = 1e-12;

    @ParameterizedTest
    @CsvSource({"5, 5", "3 1 2, 2", "1 9 2 8, 5", "7 7 7, 7", "100 1 1, 1"})
    void takesTheMedian(String values, double median) {
        assertEquals(median, Stats.median(numbers(values), Double::doubleValue), EXACT);
    }

    @Test
    void thereIsNoMedianOfNothing() {
        List<Double> nothing = List.of();
        assertThrows(IllegalArgumentException.class, () -> Stats.median(nothing, Double::doubleValue));
    }

    /** In the third row the machine was twice as fast in the last round: the ratio stays what it was. */
    @ParameterizedTest
    @CsvSource({
        "6, 8, 0.75",
        "6 6 6, 8 8 8, 0.75",
        "6 6 3, 8 8 4, 0.75",
        "1 2 9, 2 2 2, 1",
        "6 6, 8 8 9, 0.75",
        "- 6 6, 8 12 -, 0.5",
        "6 -, - 8, NaN",
        "'', '', NaN"
    })
    void takesTheMedianOfRatios(String own, String other, double ratio) {
        assertEquals(ratio, Stats.ratio(byRound(own), byRound(other)), EXACT);
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "10 10 10, 0", "9 10 12, 0.3", "12 9 10, 0.3"})
    void takesTheSpread(String values, double spread) {
        assertEquals(
                spread,
                Stats.spread(numbers(values).stream().mapToDouble(d -> d).toArray()),
                EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, true",
        "100, 105, true",
        "105, 100, true",
        "100, 106, false",
        "106, 100, false",
        "0, 1, false"
    })
    void agreesWithinFivePercent(double a, double b, boolean agree) {
        assertEquals(agree, Stats.agree(a, b, 0.05));
    }

    @Test
    void aRunIsProcessorTimeByRequests() {
        Percentiles latency = new Percentiles(500, 900, 1000);
        Run run = Run.of(2, new LoadResult(100_000, 2, latency, 0, 3), 120, 0.1, 100, 5_000_000);
        assertEquals(new Run(2, 12, 50_000, latency, 100_000, 0.1, 3, 50, MixedTimes.NONE), run);
    }

    @Test
    void aRunBesideSleepersKnowsTheOneWithout() {
        Percentiles small = new Percentiles(500, 900, 1000);
        Percentiles slow = new Percentiles(20_500, 20_900, 21_000);
        Percentiles without = new Percentiles(400, 600, 700);
        Run beside = Run.of(3, new LoadResult(1_000, 2, small, slow, 0, 4), 12, 0.1, 100, 0);
        Run alone = Run.of(3, new LoadResult(500, 2, without, 0, 0), 6, 0.2, 100, 0);
        Run both = beside.beside(alone);
        assertEquals(new MixedTimes(without, slow), both.mixed());
        assertEquals(small, both.latency());
        assertEquals(4, both.errors());
        assertEquals(0.2, both.foreign(), "the more disturbed of the two says whether the pair counts");
    }

    /** The two clocks are read one after the other, so the cores may seem to have done less than the server. */
    @ParameterizedTest
    @CsvSource({
        "240, 220, 1, 0.1, others had a tenth",
        "240, 220, 2, 0.05, of two cores that is half as much",
        "219, 220, 1, 0, never less than nothing",
        "900, 220, 1, 1, never more than all"
    })
    void othersHadWhatIsNotOurs(long busy, long own, int cores, double others, String why) {
        Occupancy before = new Occupancy(1_000_000_000, 100, 100, cores);
        assertEquals(others, new Occupancy(3_000_000_000L, busy, own, cores).othersSince(before, 100), EXACT, why);
    }

    /** A dash stands for a round that was dropped. */
    private static Map<Integer, Double> byRound(String text) {
        Map<Integer, Double> rounds = new HashMap<>();
        String[] words = text.split(" ");
        for (int i = 0; i < words.length; i++) {
            if (!words[i].isEmpty() && !words[i].equals("-")) {
                rounds.put(i + 1, Double.valueOf(words[i]));
            }
        }
        return rounds;
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.split(" "))
                .filter(word -> !word.isEmpty())
                .map(Double::valueOf)
                .toList();
    }
}
