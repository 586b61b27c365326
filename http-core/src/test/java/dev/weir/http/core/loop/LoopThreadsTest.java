package dev.weir.http.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads that lead: made when none waits, used again, ended. */
class LoopThreadsTest {
    private static final long LONG = TimeUnit.HOURS.toNanos(1);

    /** A call of {@link Loop#lead}, which lasts until it is ended. */
    private record Led(Thread thread, long term, boolean interrupted, CountDownLatch end) {}

    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Led> led = new LinkedBlockingQueue<>();
    private final Loop loop = mock(Loop.class);
    private final Loop interrupts = mock(Loop.class);
    private LoopThreads threads = threads(LONG);
    private boolean noMemory;

    LoopThreadsTest() {
        doAnswer(call -> {
                    CountDownLatch end = new CountDownLatch(1);
                    Thread own = Thread.currentThread();
                    led.add(new Led(own, call.getArgument(0), own.isInterrupted(), end));
                    boolean over = false;
                    while (!over) {
                        try {
                            end.await();
                            over = true;
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                    return null;
                })
                .when(loop)
                .lead(anyLong());
    }

    private LoopThreads threads(long idleNanos) {
        return new LoopThreads("test", this::start, idleNanos);
    }

    private void start(String name, Runnable task) {
        if (noMemory) {
            throw new OutOfMemoryError("test");
        }
        started.add(Thread.ofPlatform().daemon().name(name).start(task));
    }

    private Led lead(long term) throws InterruptedException {
        threads.lead(loop, term);
        return awaitLed();
    }

    private Led awaitLed() throws InterruptedException {
        Led next = led.poll(20, TimeUnit.SECONDS);
        assertTrue(next != null, "nobody leads");
        return next;
    }

    /** Ends a call and waits until its thread waits for another loop. */
    private static void end(Led call) {
        call.end().countDown();
        Conditions.await(
                () -> call.thread().getState() == Thread.State.TIMED_WAITING, () -> call.thread() + " waits again");
    }

    @AfterEach
    void endAll() throws InterruptedException {
        threads.close();
        for (Led call = led.poll(); call != null; call = led.poll()) {
            call.end().countDown();
        }
        for (Thread thread : started) {
            thread.join(20_000);
            assertFalse(thread.isAlive(), () -> thread + " has not ended");
        }
    }

    @Test
    void aThreadForEachThatLeads() throws Exception {
        Led first = lead(0);
        Led second = lead(42);
        assertEquals(List.of("weir-loop-test-1", "weir-loop-test-2"), List.of(name(first), name(second)));
        assertEquals(List.of(0L, 42L), List.of(first.term(), second.term()));
        first.end().countDown();
        second.end().countDown();
    }

    private static String name(Led call) {
        return call.thread().getName();
    }

    @Test
    void oneThatWaitsIsUsedAgain() throws Exception {
        Led first = lead(0);
        end(first);
        Led again = lead(8);
        assertSame(first.thread(), again.thread());
        assertEquals(8, again.term());
        end(again);
        Led third = lead(10);
        assertSame(first.thread(), third.thread());
        assertEquals(1, started.size());
        third.end().countDown();
    }

    @Test
    void theLastThatCameIsUsedFirst() throws Exception {
        Led first = lead(0);
        Led second = lead(2);
        end(first);
        end(second);
        Led third = lead(4);
        Led fourth = lead(6);
        assertSame(second.thread(), third.thread());
        assertSame(first.thread(), fourth.thread());
        assertEquals(2, started.size());
        third.end().countDown();
        fourth.end().countDown();
    }

    /** An interrupt that a handler has left does not reach the next, nor keep the thread from waiting. */
    @Test
    void anInterruptIsNotCarriedOn() throws Exception {
        Led first = lead(0);
        CountDownLatch interrupted = new CountDownLatch(1);
        doAnswer(_ -> {
                    Thread.currentThread().interrupt();
                    interrupted.countDown();
                    return null;
                })
                .when(interrupts)
                .lead(anyLong());
        end(first);
        threads.lead(interrupts, 2);
        interrupted.await();
        Conditions.await(
                () -> Conditions.waits(first.thread()) && !first.thread().isInterrupted(), "its thread waits");
        Led next = lead(4);
        assertSame(first.thread(), next.thread());
        assertFalse(next.interrupted());
        next.end().countDown();
    }

    @Test
    void oneThatHasWaitedForLongEnds() throws Exception {
        threads = threads(1);
        Led first = lead(0);
        Led second = lead(2);
        first.end().countDown();
        first.thread().join();
        Led third = lead(4);
        assertFalse(third.thread() == first.thread(), "it had ended");
        assertEquals(3, started.size());
        second.end().countDown();
        third.end().countDown();
    }

    /** Whether a thread has given up or not, each loop gets a leader. */
    @Test
    void givingUpAndBeingChosenAtOnce() throws Exception {
        threads = threads(20_000);
        for (int i = 0; i < 5000; i++) {
            lead(2L * i).end().countDown();
        }
    }

    @Test
    void afterTheEndNoneWaits() throws Exception {
        Led waits = lead(0);
        Led leads = lead(2);
        end(waits);
        threads.close();
        waits.thread().join();
        assertTrue(leads.thread().isAlive(), "one that leads does so to its end");
        leads.end().countDown();
        leads.thread().join();
        Led late = lead(4);
        assertEquals(3, started.size(), "a loop that is handed over after the end gets a leader all the same");
        late.end().countDown();
        late.thread().join();
    }

    @Test
    void withoutMemoryTheCallerHearsOfIt() throws Exception {
        noMemory = true;
        assertThrows(OutOfMemoryError.class, () -> threads.lead(loop, 0));
        noMemory = false;
        Led first = lead(0);
        end(first);
        noMemory = true;
        Led again = lead(2);
        assertSame(first.thread(), again.thread(), "one that waits needs no memory");
        assertThrows(OutOfMemoryError.class, () -> threads.lead(loop, 4));
        again.end().countDown();
    }
}
