package dev.weir.middleware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Actions that are due after the same time. */
class ExpiryQueueTest {
    @Test
    void runsWhatIsLeftAndNotBeforeItsTime() throws Exception {
        ExpiryQueue queue = new ExpiryQueue(20_000_000);
        for (int round = 0; round < 5; round++) {
            CountDownLatch ran = new CountDownLatch(1);
            long start = System.nanoTime();
            queue.add(ran::countDown);
            ran.await();
            assertTrue(System.nanoTime() - start >= 20_000_000);
        }
    }

    @Test
    void whatIsTakenOutNeverRuns() throws Exception {
        long nanos = 30_000_000;
        ExpiryQueue queue = new ExpiryQueue(nanos);
        AtomicInteger wrong = new AtomicInteger();
        Semaphore right = new Semaphore(0);
        List<ExpiryQueue.Entry> out = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            if (i % 3 == 1) {
                queue.add(right::release);
            } else {
                out.add(queue.add(wrong::incrementAndGet));
            }
        }
        out.forEach(queue::remove);
        boolean inTime = System.nanoTime() - start < nanos;
        out.forEach(queue::remove);
        right.acquire(10);
        assertTrue(wrong.get() == 0 || !inTime, () -> wrong + " have run");
    }

    @Test
    void whatIsLeftRunsOnceWhenAllExpires() {
        ExpiryQueue queue = new ExpiryQueue(3_600_000_000_000L);
        List<Integer> ran = new ArrayList<>();
        List<ExpiryQueue.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            int number = i;
            entries.add(queue.add(() -> ran.add(number)));
        }
        for (int i = 0; i < 9; i += 2) {
            queue.remove(entries.get(i));
        }
        queue.expire();
        queue.expire();
        assertEquals(List.of(1, 3, 5, 7), ran);
    }

    @Test
    void anActionThatBlocksHoldsUpNoOther() throws Exception {
        ExpiryQueue queue = new ExpiryQueue(1_000_000);
        Semaphore go = new Semaphore(0);
        Semaphore done = new Semaphore(0);
        queue.add(() -> {
            go.acquireUninterruptibly();
            done.release();
        });
        queue.add(go::release);
        done.acquire();
    }
}
