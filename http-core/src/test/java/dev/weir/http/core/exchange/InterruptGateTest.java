package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate that interrupts of a handler's thread pass. */
class InterruptGateTest {
    private final InterruptGate gate = new InterruptGate();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    /**
     * What each step leaves: {@code interrupt} stands for an interrupt by somebody else, {@code expire} for one through the
     * gate without cancellation, {@code +} for a thread whose
     * interrupt status is set afterwards.
     */
    @ParameterizedTest
    @CsvSource({
        "begin cancel,                               '-+'",
        "begin cancel cancel,                        '-++'",
        "cancel begin,                               '-+'",
        "begin enterIo cancel leaveIo,               '---+'",
        "begin enterIo cancel leaveIo end,           '---+-'",
        "begin enterIo cancel end,                   '----'",
        "begin interrupt enterIo leaveIo,            '-+-+'",
        "begin interrupt enterIo cancel leaveIo,     '-+--+'",
        "begin interrupt enterIo end,                '-+--'",
        "begin enterIo leaveIo enterIo leaveIo,      '-----'",
        "begin enterIo interrupt leaveIo,            '--++'",
        "begin cancel enterIo leaveIo,               '-+-+'",
        "begin cancel end,                           '-+-'",
        "begin end cancel,                           '---'",
        "begin end enterIo cancel leaveIo,           '-----'",
        "begin interrupt end,                        '-+-'",
        "cancel enterIo leaveIo begin,               '---+'",
        "begin expire,                               '-+'",
        "begin expire end,                           '-+-'",
        "expire begin,                               '--'",
        "begin end expire,                           '---'",
        "begin enterIo expire leaveIo,               '---+'",
        "begin enterIo expire leaveIo end,           '---+-'",
        "begin enterIo expire end leaveIo,           '-----'",
        "begin enterIo expire cancel leaveIo,        '----+'",
        "begin suspend cancel,                       '---'",
        "begin suspend cancel begin,                 '---+'",
        "begin cancel suspend,                       '-+-'",
        "begin suspend expire begin,                 '----'",
        "begin enterIo expire suspend begin,         '-----'",
        "begin suspend begin cancel end,             '---+-'",
        "begin expire enterIo leaveIo,               '-+-+'",
    })
    void steps(String steps, String interrupted) {
        StringBuilder seen = new StringBuilder();
        for (String step : steps.split(" ")) {
            step(step);
            seen.append(Thread.currentThread().isInterrupted() ? '+' : '-');
        }
        assertEquals(interrupted, seen.toString());
    }

    private void step(String name) {
        switch (name) {
            case "begin" -> gate.begin();
            case "end" -> gate.end();
            case "suspend" -> gate.suspend();
            case "cancel" -> gate.cancel(false);
            case "enterIo" -> gate.enterIo();
            case "leaveIo" -> gate.leaveIo();
            case "expire" -> gate.interrupt();
            case "interrupt" -> Thread.currentThread().interrupt();
            default -> throw new AssertionError(name);
        }
    }

    @Test
    void anInterruptCancelsNothing() {
        assertFalse(gate.interrupt(), "before the handler");
        gate.begin();
        assertTrue(gate.interrupt());
        assertFalse(gate.cancelled());
        assertFalse(gate.settled());
        gate.end();
        assertFalse(gate.interrupt(), "after it");
    }

    @Test
    void theFirstCancellationCounts() {
        assertFalse(gate.settled());
        assertTrue(gate.cancel(false), "before the handler");
        assertFalse(gate.cancel(false), "a second time");
        assertTrue(gate.cancelled());
        assertTrue(gate.settled());
    }

    @Test
    void afterTheEndNothingIsCancelled() {
        gate.begin();
        gate.end();
        assertTrue(gate.settled());
        assertFalse(gate.cancel(false));
        assertFalse(gate.cancelled());
    }

    @Test
    void aCancellationIsRememberedAfterTheEnd() {
        gate.begin();
        gate.cancel(false);
        gate.end();
        assertTrue(gate.cancelled());
    }

    /** A thread that the handler lets write is not interrupted, and must not open the gate for the handler's. */
    @Test
    void anotherThreadPassesBy() throws Exception {
        gate.begin();
        gate.enterIo();
        Thread other = Thread.ofVirtual().start(() -> {
            gate.enterIo();
            gate.leaveIo();
        });
        other.join();
        gate.cancel(false);
        assertFalse(Thread.currentThread().isInterrupted(), "the handler's thread is still in its call");
        gate.leaveIo();
        assertTrue(Thread.interrupted());
    }

    /** Cancellation from another thread, at every place of a handler that makes calls and returns. */
    @Test
    void racingCancelsAndCallsNeverLeaveAnInterruptInside() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            InterruptGate raced = new InterruptGate();
            raced.begin();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> cancelling = List.of(canceller(go, raced), canceller(go, raced));
            go.countDown();
            for (int j = 0; j < 20; j++) {
                raced.enterIo();
                assertFalse(Thread.currentThread().isInterrupted(), "round " + i);
                raced.leaveIo();
            }
            raced.end();
            assertFalse(Thread.interrupted(), "round " + i);
            for (Thread one : cancelling) {
                one.join();
            }
            assertFalse(Thread.interrupted(), "late, round " + i);
        }
    }

    private static Thread canceller(CountDownLatch go, InterruptGate gate) {
        return Thread.ofVirtual().start(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            gate.cancel(false);
        });
    }
}
