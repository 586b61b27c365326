package dev.weir.middleware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Token buckets in a bounded table: an interval of 10 and a burst of 3, unless a test says otherwise. */
class KeyedBucketsTest {
    @ParameterizedTest
    @CsvSource({
        // When one key asks, and what it is told: until it is full again, or, negated, until the next token.
        "'0 0 0 0',          '10 20 30 -10'",
        "'0 0 0 9 10 10',    '10 20 30 -1 30 -10'",
        "'0 5 10 15 20 25 30', '10 15 20 25 30 -5 30'",
        "'0 0 0 30 30 30 30', '10 20 30 10 20 30 -10'",
        "'0 100 100',        '10 10 20'",
        "'0 0 0 0 0 10',     '10 20 30 -10 -10 30'",
    })
    void fillsUpWithTime(String times, String told) {
        KeyedBuckets buckets = new KeyedBuckets(10, 3, 16);
        StringBuilder said = new StringBuilder();
        for (String time : times.split(" ")) {
            said.append(' ').append(buckets.take(7, Long.parseLong(time)));
        }
        assertEquals(told, said.substring(1));
    }

    @ParameterizedTest
    @CsvSource({"10, 2", "11, 1", "20, 1", "21, 0", "30, 0"})
    void saysHowManyAreLeft(long lacks, long left) {
        assertEquals(left, new KeyedBuckets(10, 3, 16).left(lacks));
    }

    @Test
    void keysOfASetHaveTheirOwnBuckets() {
        KeyedBuckets buckets = new KeyedBuckets(10, 3, 16);
        for (int round = 1; round <= 3; round++) {
            for (long key = 1; key <= 16; key++) {
                assertEquals(10L * round, buckets.take(key, 0), "key " + key);
            }
        }
    }

    @Test
    void whoIsFullAgainIsForgottenWithoutLoss() {
        KeyedBuckets buckets = new KeyedBuckets(10, 3, 16);
        for (long key = 1; key <= 16; key++) {
            buckets.take(key, 0);
        }
        assertEquals(10, buckets.take(17, 10), "a newcomer when one is full");
        assertEquals(20, buckets.take(17, 10));
    }

    @Test
    void aNewcomerGoesOnWithWhatTheFullestLacks() {
        KeyedBuckets buckets = new KeyedBuckets(10, 3, 16);
        for (long key = 1; key <= 16; key++) {
            buckets.take(key, 0);
            buckets.take(key, 0);
        }
        assertEquals(30, buckets.take(17, 0));
        assertEquals(-10, buckets.take(17, 0));
        assertEquals(-1, buckets.take(17, 9));
    }

    /** An attacker throws keys out with others, at random: none gets more than its rate, in any time. */
    @Test
    void nobodyGainsByBeingThrownOut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int game = 0; game < 50; game++) {
            int burst = 1 + random.nextInt(5);
            KeyedBuckets buckets = new KeyedBuckets(10, burst, 16);
            int keys = 1 + random.nextInt(60);
            long[] granted = new long[keys];
            long all = 0;
            long now = 0;
            for (int i = 0; i < 5_000; i++) {
                int key = random.nextInt(keys);
                if (buckets.take(key + 1L, now) >= 0) {
                    granted[key]++;
                    all++;
                }
                now += random.nextInt(4) == 0 ? random.nextInt(8) : 0;
                long most = burst + now / 10;
                assertTrue(granted[key] <= most, "seed " + seed + ": " + granted[key] + " of " + most);
                assertTrue(all <= 16 * most, "seed " + seed + ": all together " + all);
            }
        }
    }

    /** The table does not grow: what is there after a million keys is what was there before. */
    @Test
    void aMillionKeysNeitherTakeMemoryNorResetABucket() {
        KeyHash hash = new KeyHash();
        KeyedBuckets buckets = new KeyedBuckets(1_000_000_000, 3, 1_000);
        long mine = hash.of("mine");
        for (int i = 0; i < 3; i++) {
            assertTrue(buckets.take(mine, 0) > 0);
        }
        int granted = 0;
        for (int i = 0; i < 1_000_000; i++) {
            granted += buckets.take(hash.of(i, 6), 0) > 0 ? 1 : 0;
            if (i % 1_000 == 0) {
                assertTrue(buckets.take(mine, 0) < 0, "after " + i + " others");
            }
        }
        assertTrue(granted <= 1_008 * 3, "granted " + granted);
        assertTrue(buckets.take(mine, 1_000_000_000) > 0, "it comes back with time");
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws Exception {
        KeyedBuckets buckets = new KeyedBuckets(1_000, 500, 64);
        int[] granted = new int[4];
        Thread[] threads = new Thread[4];
        for (int i = 0; i < 4; i++) {
            int number = i;
            threads[i] = Thread.ofVirtual().start(() -> {
                for (int j = 0; j < 1_000; j++) {
                    granted[number] += buckets.take(42, 0) > 0 ? 1 : 0;
                }
            });
        }
        int sum = 0;
        for (int i = 0; i < 4; i++) {
            threads[i].join();
            sum += granted[i];
        }
        assertEquals(500, sum);
    }
}
