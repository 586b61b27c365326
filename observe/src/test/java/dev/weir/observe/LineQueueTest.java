package dev.weir.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In which order lines come out, and that none is lost that was taken in. */
class LineQueueTest {
    private static LineBuffer line(String text) {
        return new LineBuffer().put(text).put('\n');
    }

    /** Takes what is there, and frees it. */
    private static List<String> takeAll(LineQueue queue) {
        List<String> lines = new ArrayList<>();
        for (LineChunk chunk = queue.take(); chunk != null; chunk = queue.take()) {
            int before = lines.size();
            StandardCharsets.US_ASCII.decode(chunk.content()).toString().lines().forEach(lines::add);
            assertEquals(lines.size() - before, chunk.lines());
            queue.free(chunk);
        }
        return lines;
    }

    @Test
    void linesComeOutInTheirOrderThroughManyChunksAndSizes() {
        LineQueue queue = new LineQueue(1 << 14);
        List<String> all = new ArrayList<>();
        int most = 100_000;
        for (int i = 0; i < 5000; i++) {
            String text = i + "x".repeat(i % 500 == 7 ? most : i % 90);
            all.add(text);
            assertTrue(queue.offer(line(text)));
        }
        assertEquals(5000, queue.size());
        assertEquals(all, takeAll(queue));
        assertEquals(0, queue.size());
        assertNull(queue.take());
    }

    @Test
    void whatIsTakenMakesRoom() {
        LineQueue queue = new LineQueue(16);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 16; i++) {
                assertTrue(queue.offer(line("short")));
            }
            assertFalse(queue.offer(line("one too many")));
            assertEquals(16, takeAll(queue).size());
        }
        String large = "y".repeat(3 << 20);
        assertTrue(queue.offer(line(large)));
        assertFalse(queue.offer(line(large)), "long lines have a bound of their own");
        assertEquals(1, takeAll(queue).size());
        assertTrue(queue.offer(line(large)), "and have it back");
    }

    /** Threads offer, one takes, and the end comes meanwhile. */
    @Test
    void whatWasTakenInComesOutWhenTheEndComesBetween() throws Exception {
        for (int round = 0; round < 20; round++) {
            LineQueue queue = new LineQueue(1 << 16);
            AtomicInteger accepted = new AtomicInteger();
            CountDownLatch begun = new CountDownLatch(3);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    LineBuffer line = line("z".repeat(300));
                    for (int i = 0; i < 3000 && queue.offer(line); i++) {
                        accepted.incrementAndGet();
                        if (i == 200) {
                            begun.countDown();
                        }
                    }
                }));
            }
            begun.await();
            List<String> taken = takeAll(queue);
            queue.end();
            for (Thread thread : threads) {
                thread.join();
            }
            taken.addAll(takeAll(queue));
            assertEquals(accepted.get(), taken.size());
            assertEquals(1, taken.stream().distinct().count(), "no line is mixed with another");
            assertFalse(queue.offer(line("after the end")));
            assertNull(queue.take());
        }
    }
}
