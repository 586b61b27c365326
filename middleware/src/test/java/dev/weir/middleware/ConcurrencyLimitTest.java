package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a permit, who waits for one, and that none is lost. */
class ConcurrencyLimitTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    /** What the handler that has a permit waits for. */
    private final Semaphore go = new Semaphore(0);

    private final Handler waits = (w, _) -> {
        go.acquire();
        w.write("done");
    };

    private static ResponseRecorder ask(Handler handler) {
        return ResponseRecorder.serve(handler, MemoryRequest.builder().build());
    }

    private static FutureTask<ResponseRecorder> begin(Handler handler) {
        FutureTask<ResponseRecorder> task = new FutureTask<>(() -> ask(handler));
        Thread.ofVirtual().start(task);
        return task;
    }

    private static void awaitState(ConcurrencyLimit limit, int running, int waiting) {
        while (limit.running() != running || limit.waiting() != waiting) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aFullQueueRefusesAtOnce() throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 1, LONG);
        Handler limited = limit.wrap(waits);
        var first = begin(limited);
        awaitState(limit, 1, 0);
        var second = begin(limited);
        awaitState(limit, 1, 1);
        ResponseRecorder third = ask(limited).assertStatus(503);
        assertEquals("300", third.headers().get("Retry-After"));
        assertEquals(1, limit.refused());
        go.release(2);
        first.get().assertStatus(200);
        second.get().assertStatus(200);
        awaitState(limit, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT0.02S, 1"})
    void whoHasWaitedForTooLongIsRefused(Duration time, String retryAfter) throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 1, time);
        Handler limited = limit.wrap(waits);
        var first = begin(limited);
        awaitState(limit, 1, 0);
        assertEquals(retryAfter, ask(limited).assertStatus(503).headers().get("Retry-After"));
        awaitState(limit, 1, 0);
        go.release();
        first.get().assertStatus(200);
        awaitState(limit, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"PT0.5S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT90S, 90"})
    void retryAfterIsTheTimeOfTheQueue(Duration time, String seconds) throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 0, time);
        Handler limited = limit.wrap(waits);
        var first = begin(limited);
        awaitState(limit, 1, 0);
        assertEquals(seconds, ask(limited).assertStatus(503).headers().get("Retry-After"));
        go.release();
        first.get();
    }

    @Test
    void servesInTheOrderOfArrival() throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 50, LONG);
        var order = new ConcurrentLinkedQueue<Integer>();
        List<FutureTask<ResponseRecorder>> tasks = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            Handler handler = limit.wrap((_, _) -> {
                order.add(number);
                go.acquire();
            });
            FutureTask<ResponseRecorder> task = new FutureTask<>(() -> ask(handler));
            Thread thread = Thread.ofVirtual().start(task);
            tasks.add(task);
            awaitState(limit, 1, i);
            // It is counted before it has its place, and has that once it sleeps.
            while (i > 0 && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            expected.add(i);
        }
        go.release(50);
        for (FutureTask<ResponseRecorder> task : tasks) {
            task.get().assertStatus(200);
        }
        assertEquals(expected, List.copyOf(order));
    }

    @ParameterizedTest
    @ValueSource(strings = {"return", "HttpError", "exception", "abort", "error"})
    void givesThePermitBackHoweverItEnds(String end) {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 0, Duration.ZERO);
        Handler limited = limit.wrap((w, _) -> {
            assertEquals(1, limit.running());
            w.write("x");
            switch (end) {
                case "HttpError" -> throw new HttpError(404);
                case "exception" -> throw new IllegalStateException("thrown");
                case "abort" -> throw new AbortHandler();
                case "error" -> throw new StackOverflowError();
                default -> {}
            }
        });
        for (int i = 0; i < 3; i++) {
            if (end.equals("error")) {
                assertThrows(StackOverflowError.class, () -> ask(limited));
            } else {
                ask(limited);
            }
            assertEquals(0, limit.running());
        }
        assertEquals(0, limit.refused());
    }

    @Test
    void anInterruptLeavesTheQueueWithoutAPermit() throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 9, LONG);
        Handler limited = limit.wrap(waits);
        var first = begin(limited);
        awaitState(limit, 1, 0);
        var answer = new FutureTask<>(() -> ask(limited));
        Thread second = Thread.ofVirtual().start(answer);
        awaitState(limit, 1, 1);
        var third = begin(limited);
        awaitState(limit, 1, 2);
        second.interrupt();
        assertInstanceOf(InterruptedException.class, answer.get().failure().orElseThrow());
        awaitState(limit, 1, 1);
        go.release(2);
        first.get().assertStatus(200);
        third.get().assertStatus(200);
        awaitState(limit, 0, 0);
        assertEquals(0, limit.refused());
    }

    /** Interrupts race with permits that are handed over: neither is lost nor given twice. */
    @Test
    void racingInterruptsLoseNoPermit() throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(2, 100, LONG);
        Handler yields = limit.wrap((_, _) -> Thread.yield());
        Handler limited = (w, r) -> {
            try {
                yields.serve(w, r);
            } catch (InterruptedException e) {
                w.status(499);
            }
        };
        for (int round = 0; round < 200; round++) {
            CountDownLatch over = new CountDownLatch(20);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        ask(limited);
                    } finally {
                        over.countDown();
                    }
                }));
            }
            for (int i = 0; i < 20; i += 2) {
                threads.get(i).interrupt();
            }
            over.await();
            assertEquals("0 0", limit.running() + " " + limit.waiting());
        }
    }

    @Test
    void handlersOfOneLimitShareItsPermits() throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 0, Duration.ZERO);
        var first = begin(limit.wrap(waits));
        awaitState(limit, 1, 0);
        ask(limit.wrap(waits)).assertStatus(503);
        go.release();
        first.get().assertStatus(200);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, PT0S", "1, -1, PT0S", "1, 0, PT-1S", "1, 0, P2D"})
    void refusesWhatIsNoLimit(int running, int waiting, Duration time) {
        assertThrows(IllegalArgumentException.class, () -> ConcurrencyLimit.of(running, waiting, time));
    }
}
