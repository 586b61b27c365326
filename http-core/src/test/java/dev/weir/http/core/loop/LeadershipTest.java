package dev.weir.http.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The number that says who leads: each step ends once. */
class LeadershipTest {
    private final Leadership leadership = new Leadership();

    @Test
    void aStepThatTheLeaderEnds() {
        assertEquals(0, leadership.now());
        assertFalse(Leadership.inStep(leadership.now()));
        long step = leadership.begin(0);
        assertEquals(1, step);
        assertEquals(1, leadership.now());
        assertTrue(Leadership.inStep(step));
        assertTrue(leadership.claim(step));
        assertEquals(2, leadership.now());
        assertFalse(leadership.claim(step), "ended twice");
        assertEquals(2, leadership.now());
    }

    /** A step that was claimed by one who hands over is over for the leader, also while the next one makes steps. */
    @Test
    void aStepOfOneThatWasRelieved() {
        long step = leadership.begin(0);
        assertTrue(leadership.claim(step));
        long next = leadership.begin(step + 1);
        assertFalse(leadership.claim(step));
        assertEquals(next, leadership.now());
        assertTrue(leadership.claim(next));
        assertFalse(leadership.claim(step));
    }

    @Test
    void whoDoesNotLeadIsFoundOut() {
        long step = leadership.begin(0);
        assertThrows(AssertionError.class, () -> leadership.begin(0), "a step within a step");
        assertThrows(AssertionError.class, () -> leadership.begin(step), "with a step's number");
        assertThrows(AssertionError.class, () -> leadership.claim(step + 1), "no step");
        assertTrue(leadership.claim(step));
        assertThrows(AssertionError.class, () -> leadership.begin(0), "with an old number");
    }

    /** The end of a step, and those who hand over, at once: one of them has it. */
    @Test
    void oneOfManyEndsAStep() throws Exception {
        int threads = 3;
        int rounds = 20_000;
        AtomicInteger claimed = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(threads, () -> leadership.begin(leadership.now()));
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = Thread.ofVirtual().start(() -> {
                try {
                    for (int round = 0; round < rounds; round++) {
                        barrier.await();
                        if (leadership.claim(2L * round + 1)) {
                            claimed.incrementAndGet();
                        }
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertEquals(rounds, claimed.get());
        assertEquals(2L * rounds, leadership.now());
    }
}
