package dev.weir.observe.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets hold every duration, in order, and say how long it was to within an eighth. */
class DurationsTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 15, 16, 17, 100, 999, 1000, 123_456, 1_000_000, 60_000_000, 3_600_000_000L})
    void aBucketSaysHowLongItWas(long micros) {
        long said = Durations.micros(Durations.bucket(micros));
        assertTrue(Math.abs(said - micros) <= micros / 8.0, micros + " is said to be " + said);
    }

    @Test
    void bucketsAreInOrder() {
        int before = 0;
        for (long micros = 0; micros < 1L << 20; micros++) {
            int bucket = Durations.bucket(micros);
            assertTrue(bucket == before || bucket == before + 1, "at " + micros);
            before = bucket;
        }
        assertEquals(Durations.BUCKETS - 1, Durations.bucket(Long.MAX_VALUE));
        assertEquals(Durations.BUCKETS - 1, Durations.bucket((1L << 36) - 1));
        assertEquals(0, Durations.bucket(-1));
    }

    @Test
    void percentiles() {
        Durations durations = new Durations();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            durations.add(random.nextLong(1_000_000_000));
        }
        int[] sums = new int[Durations.BUCKETS];
        durations.take(sums);
        for (double part : new double[] {0.1, 0.5, 0.9, 0.99}) {
            double said = Durations.percentile(sums, part);
            assertEquals(part * 1_000_000, said, part * 1_000_000 / 7, "at " + part);
        }
        assertEquals(0, Durations.percentile(new int[Durations.BUCKETS], 0.5), "of nothing");
        durations.take(sums);
        int again = 0;
        for (int sum : sums) {
            again += sum;
        }
        assertEquals(10_000, again, "each is taken once");
    }
}
