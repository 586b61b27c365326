package dev.weir.http.core.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is held of a budget, to the byte, and what is said at each of its steps. */
@Timeout(60)
class MemoryBudgetTest {
    private static final int KIB = 1024;
    private static final int LIMIT = 1024 * KIB;
    /** What of a share does not count where the limit is that small. */
    private static final int BASE = KIB;

    private static final long ANY_TIME = 1_000_000_000_000L;

    @Test
    void theBaseOfAConnectionIsItsOwn() {
        MemoryBudget budget = new MemoryBudget(LIMIT);
        MemoryShare full = budget.share();
        full.take(BASE + LIMIT);
        MemoryShare share = budget.share();
        assertTrue(share.reserve(BASE));
        assertFalse(share.reserve(1));
        assertEquals(BASE, share.held());
        assertEquals(LIMIT, budget.held());
    }

    @Test
    void whatIsBeyondCountsInSteps() {
        MemoryBudget budget = new MemoryBudget(LIMIT);
        MemoryShare share = budget.share();
        assertTrue(share.reserve(BASE + 1));
        assertEquals(4 * KIB, budget.held());
        assertTrue(share.reserve(4 * KIB - 1));
        assertEquals(4 * KIB, budget.held());
        assertTrue(share.reserve(1));
        assertEquals(8 * KIB, budget.held());
        share.release(1);
        assertEquals(4 * KIB, budget.held());
        share.release(4 * KIB + BASE);
        assertEquals(0, budget.held());
        assertEquals(0, share.held());
    }

    @Test
    void whatHasToBeTakenMayExceedIt() {
        MemoryBudget budget = new MemoryBudget(LIMIT);
        MemoryShare share = budget.share();
        share.take(BASE + 2 * LIMIT);
        assertEquals(2 * LIMIT, budget.held());
        assertFalse(budget.share().reserve(2 * BASE));
        share.release(BASE + 2 * LIMIT);
        assertEquals(0, budget.held());
    }

    @Test
    void scarceAboveAHalfAndTightAboveThreeQuarters() {
        MemoryBudget budget = new MemoryBudget(LIMIT);
        MemoryShare large = budget.share();
        MemoryShare little = budget.share();
        little.take(16 * KIB);
        large.take(BASE + LIMIT / 2 - 16 * KIB);
        assertFalse(large.scarce());
        large.take(4 * KIB);
        assertTrue(large.scarce());
        assertFalse(large.tight());
        large.take(LIMIT / 4);
        assertTrue(large.tight());
        assertTrue(large.heavy());
        assertFalse(little.heavy(), "what holds no more than a small part is never heavy");
    }

    @Test
    void refusalsAreCounted() {
        MemoryBudget budget = new MemoryBudget(LIMIT);
        budget.share().refused();
        budget.share().refused();
        assertEquals(2, budget.refusals());
    }

    /** Where connections alone take more than their part of the heap, less is left for what they send. */
    @Test
    void tooManyConnectionsLowerTheBound() {
        MemoryBudget budget = new MemoryBudget(LIMIT, 16 * KIB);
        MemoryShare first = budget.share();
        MemoryShare second = budget.share();
        assertTrue(first.reserve(BASE + LIMIT));
        first.release(BASE + LIMIT);
        MemoryShare third = budget.share();
        assertFalse(first.reserve(BASE + LIMIT), "the third has taken 8 KiB of the bound");
        third.close();
        third.close();
        assertTrue(first.reserve(BASE + LIMIT));
        List<MemoryShare> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(budget.share());
        }
        assertFalse(second.reserve(BASE + 1));
        many.forEach(MemoryShare::close);
        first.release(BASE + LIMIT);
        assertTrue(second.reserve(BASE + LIMIT));
    }

    @Test
    void whoIsHeavyWaitsUntilOthersGiveBack() throws Exception {
        MemoryBudget budget = new MemoryBudget(LIMIT);
        MemoryShare heavy = budget.share();
        MemoryShare other = budget.share();
        heavy.take(BASE + 64 * KIB);
        other.take(BASE + LIMIT - 64 * KIB);
        assertTrue(heavy.heavy());
        assertFalse(heavy.awaitRelief(1));
        CountDownLatch relieved = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            if (heavy.awaitRelief(ANY_TIME)) {
                relieved.countDown();
            }
        });
        other.release(LIMIT / 2);
        relieved.await();
    }

    @Test
    void whoIsHeavyWaitsUntilItGivesBackItself() throws Exception {
        MemoryBudget budget = new MemoryBudget(LIMIT);
        MemoryShare heavy = budget.share();
        heavy.take(BASE + LIMIT);
        budget.share().take(BASE + LIMIT);
        CountDownLatch relieved = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            if (heavy.awaitRelief(ANY_TIME)) {
                relieved.countDown();
            }
        });
        heavy.release(LIMIT);
        relieved.await();
    }

    @Test
    void oneByteIsTheLeastLimit() {
        assertThrows(IllegalArgumentException.class, () -> new MemoryBudget(0));
    }

    /** Many threads take and give back at once: never more than the limit, and nothing at the end. */
    @Test
    void theCountIsExactWhateverHappensAtOnce() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        MemoryBudget budget = new MemoryBudget(LIMIT);
        List<Thread> threads = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            threads.add(Thread.ofPlatform().start(() -> {
                MemoryShare share = budget.share();
                for (int turn = 0; turn < 100_000; turn++) {
                    int size = random.nextInt(LIMIT);
                    if (share.reserve(size)) {
                        if (budget.held() > LIMIT) {
                            synchronized (faults) {
                                faults.add(budget.held() + " of " + LIMIT);
                            }
                        }
                        share.release(size / 2);
                        share.release(size - size / 2);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), faults, () -> "seed " + seed);
        assertEquals(0, budget.held(), () -> "seed " + seed);
    }
}
