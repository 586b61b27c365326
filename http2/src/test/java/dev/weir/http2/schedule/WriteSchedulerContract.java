package dev.weir.http2.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link WriteScheduler} keeps to, whatever it prefers. Extend it with your provider to test a scheduler
 * of your own:
 *
 * <pre>{@code
 * class MySchedulerTest extends WriteSchedulerContract {
 *     WriteSchedulerProvider provider() {
 *         return new MySchedulerProvider();
 *     }
 * }
 * }</pre>
 */
abstract class WriteSchedulerContract {
    /** The provider that is tested. */
    protected abstract WriteSchedulerProvider provider();

    private static TestFrame frame(int stream, int number, int size) {
        return new TestFrame(stream, number, size, new TestFrame.Window());
    }

    @Test
    void hasANameAndMakesANewSchedulerEachTime() {
        assertTrue(!provider().name().isBlank());
        assertTrue(provider().open() != provider().open());
    }

    @Test
    void nothingToSend() {
        WriteScheduler scheduler = provider().open();
        assertNull(scheduler.pop());
        scheduler.open(1, StreamPriority.DEFAULT);
        assertNull(scheduler.pop());
    }

    @Test
    void framesOfAStreamKeepTheirOrder() {
        WriteScheduler scheduler = provider().open();
        scheduler.open(1, StreamPriority.DEFAULT);
        for (int i = 0; i < 10; i++) {
            scheduler.push(frame(1, i, i % 3 == 0 ? 0 : 100));
        }
        for (int i = 0; i < 10; i++) {
            assertEquals(i, ((TestFrame) scheduler.pop()).number);
        }
        assertNull(scheduler.pop());
    }

    @Test
    void longContentLeavesInParts() {
        WriteScheduler scheduler = provider().open();
        scheduler.open(1, StreamPriority.DEFAULT);
        scheduler.push(frame(1, 0, 3 * TestFrame.FRAME + 5));
        List<Integer> sizes = new ArrayList<>();
        for (OutboundFrame frame = scheduler.pop(); frame != null; frame = scheduler.pop()) {
            sizes.add(frame.size());
        }
        assertEquals(List.of(TestFrame.FRAME, TestFrame.FRAME, TestFrame.FRAME, 5), sizes);
    }

    @Test
    void blockedStreamStaysAndBlocksNoOther() {
        WriteScheduler scheduler = provider().open();
        TestFrame blocked = frame(1, 0, 100);
        blocked.window().available = 0;
        scheduler.open(1, new StreamPriority.Urgency(0, false));
        scheduler.open(3, new StreamPriority.Urgency(7, true));
        scheduler.push(blocked);
        scheduler.push(frame(3, 0, 50));
        assertEquals(3, scheduler.pop().stream());
        assertNull(scheduler.pop());
        blocked.window().available = 40;
        assertEquals(40, scheduler.pop().size());
        blocked.window().available = -10;
        assertNull(scheduler.pop(), "a window below zero lets nothing go");
        blocked.window().available = 1000;
        assertEquals(60, scheduler.pop().size());
        assertNull(scheduler.pop());
    }

    @Test
    void fieldsNeedNoWindow() {
        WriteScheduler scheduler = provider().open();
        scheduler.open(1, StreamPriority.DEFAULT);
        TestFrame fields = frame(1, 0, 0);
        fields.window().available = -1;
        scheduler.push(fields);
        assertEquals(fields, scheduler.pop());
    }

    @Test
    void closeDropsWhatIsQueued() {
        WriteScheduler scheduler = provider().open();
        scheduler.open(1, StreamPriority.DEFAULT);
        scheduler.open(3, StreamPriority.DEFAULT);
        scheduler.push(frame(1, 0, 10));
        scheduler.push(frame(3, 0, 10));
        scheduler.close(1);
        assertEquals(3, scheduler.pop().stream());
        assertNull(scheduler.pop());
        scheduler.close(3);
        scheduler.close(3);
        scheduler.close(99);
    }

    @Test
    void strangeStreamsDoNoHarm() {
        WriteScheduler scheduler = provider().open();
        for (int i = 0; i < 1000; i++) {
            scheduler.adjust(i * 2 + 1, new StreamPriority.Dependency(i * 2 + 3, i % 2 == 0, 1 + i % 256));
            scheduler.adjust(i * 2 + 1, new StreamPriority.Urgency(i % 8, i % 2 == 0));
        }
        scheduler.adjust(0, StreamPriority.DEFAULT);
        scheduler.open(5001, new StreamPriority.Dependency(4999, true, 1));
        scheduler.push(frame(5001, 0, 1));
        assertNotNull(scheduler.pop());
    }

    /** Any operations, beside a model that knows only the contract. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void anyOperations(long seed) {
        Random random = new Random(seed);
        WriteScheduler scheduler = provider().open();
        Map<Integer, ArrayDeque<TestFrame>> model = new TreeMap<>();
        Map<Integer, TestFrame.Window> windows = new TreeMap<>();
        int nextStream = 1;
        int number = 0;
        for (int step = 0; step < 5000; step++) {
            String where = "seed " + seed + ", step " + step;
            List<Integer> open = new ArrayList<>(model.keySet());
            int some = open.isEmpty() ? 0 : open.get(random.nextInt(open.size()));
            int what = random.nextInt(10);
            if (what == 0 || open.isEmpty()) {
                scheduler.open(nextStream, priority(random, nextStream));
                model.put(nextStream, new ArrayDeque<>());
                windows.put(nextStream, new TestFrame.Window());
                nextStream += 2;
            } else if (what == 1 && open.size() > 3) {
                scheduler.close(some);
                model.remove(some);
            } else if (what == 2) {
                scheduler.adjust(
                        random.nextBoolean() ? some : 1 + 2 * random.nextInt(nextStream), priority(random, nextStream));
            } else if (what == 3) {
                windows.get(some).available = random.nextInt(3) == 0 ? random.nextInt(5) - 2 : random.nextInt(100_000);
            } else if (what < 7) {
                int size = random.nextInt(3) == 0 ? 0 : random.nextInt(40_000);
                TestFrame frame = new TestFrame(some, number++, size, windows.get(some));
                scheduler.push(frame);
                model.get(some).add(frame);
            } else {
                pop(scheduler, model, where);
            }
        }
    }

    private static void pop(WriteScheduler scheduler, Map<Integer, ArrayDeque<TestFrame>> model, String where) {
        TestFrame frame = (TestFrame) scheduler.pop();
        if (frame == null) {
            model.forEach((stream, queue) -> assertTrue(
                    queue.isEmpty() || queue.peek().size() > 0 && queue.peek().allowed() == 0,
                    () -> "stream " + stream + " could send " + queue.peek() + ", " + where));
            return;
        }
        ArrayDeque<TestFrame> queue = model.get(frame.stream);
        assertTrue(queue != null && !queue.isEmpty(), () -> frame + " of a stream that has none, " + where);
        assertEquals(queue.peek().number, frame.number, () -> "the order of stream " + frame.stream + ", " + where);
        assertTrue(
                frame.size() <= Math.max(0, Math.min(frame.window().available, TestFrame.FRAME)),
                () -> frame + " is more than is allowed, " + where);
        if (frame.isPart()) {
            assertTrue(queue.peek() != frame, where);
        } else {
            queue.poll();
        }
        frame.window().available -= frame.size();
    }

    private static StreamPriority priority(Random random, int streams) {
        return random.nextBoolean()
                ? new StreamPriority.Urgency(random.nextInt(8), random.nextBoolean())
                : new StreamPriority.Dependency(
                        random.nextInt(streams + 2), random.nextInt(4) == 0, 1 + random.nextInt(256));
    }
}
