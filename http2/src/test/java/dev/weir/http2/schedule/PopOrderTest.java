package dev.weir.http2.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.spi.OutboundFrame;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order each of the schedulers lets frames go. */
class PopOrderTest {
    private static final int PART = TestFrame.FRAME;

    private static void push(WriteScheduler scheduler, int stream, int parts) {
        scheduler.push(new TestFrame(stream, 0, parts * PART, new TestFrame.Window()));
    }

    private static void open(WriteScheduler scheduler, int stream, StreamPriority priority, int parts) {
        scheduler.open(stream, priority);
        push(scheduler, stream, parts);
    }

    private static StreamPriority on(int parent, int weight) {
        return new StreamPriority.Dependency(parent, false, weight);
    }

    private static StreamPriority first(int parent, int weight) {
        return new StreamPriority.Dependency(parent, true, weight);
    }

    private static StreamPriority urgency(int urgency, boolean incremental) {
        return new StreamPriority.Urgency(urgency, incremental);
    }

    /** The streams of the next frames; all of them for a count of -1. */
    private static String order(WriteScheduler scheduler, int count) {
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i != count; i++) {
            OutboundFrame frame = scheduler.pop();
            if (frame == null) {
                break;
            }
            streams.add(frame.stream());
        }
        return streams.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    // ---- round-robin

    @Test
    void roundRobinGoesInACircle() {
        WriteScheduler s = new RoundRobinScheduler();
        open(s, 1, StreamPriority.DEFAULT, 3);
        open(s, 3, StreamPriority.DEFAULT, 1);
        open(s, 5, StreamPriority.DEFAULT, 2);
        assertEquals("1 3 5 1 5 1", order(s, -1));
    }

    @Test
    void roundRobinTakesNewStreamsAtTheEndOfTheCircle() {
        WriteScheduler s = new RoundRobinScheduler();
        open(s, 1, StreamPriority.DEFAULT, 2);
        open(s, 3, StreamPriority.DEFAULT, 2);
        assertEquals("1", order(s, 1));
        open(s, 5, StreamPriority.DEFAULT, 1);
        assertEquals("3 1 5 3", order(s, -1));
    }

    // ---- random

    @Test
    void randomIsFair() {
        WriteScheduler s = new RandomScheduler(new Random(5));
        for (int stream = 1; stream < 9; stream += 2) {
            open(s, stream, StreamPriority.DEFAULT, 10_000);
        }
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            counts.merge(s.pop().stream(), 1, Integer::sum);
        }
        counts.forEach(
                (stream, count) -> assertTrue(count > 850 && count < 1150, stream + " came " + count + " times"));
        assertEquals(4, counts.size());
    }

    // ---- rfc9218

    @Test
    void urgencyGoesBeforeAll() {
        WriteScheduler s = new Rfc9218Scheduler();
        open(s, 1, urgency(7, true), 2);
        open(s, 3, urgency(3, false), 2);
        open(s, 5, urgency(0, false), 2);
        open(s, 7, urgency(3, false), 1);
        assertEquals("5 5 3 3 7 1 1", order(s, -1));
    }

    @Test
    void whatIsNotIncrementalGoesInTheOrderOfTheRequests() {
        WriteScheduler s = new Rfc9218Scheduler();
        open(s, 1, urgency(3, false), 2);
        s.open(3, urgency(3, false));
        open(s, 5, urgency(3, false), 2);
        push(s, 3, 2);
        assertEquals("1 1 3 3 5 5", order(s, -1));
    }

    @Test
    void incrementalOnesShareByTurns() {
        WriteScheduler s = new Rfc9218Scheduler();
        open(s, 1, urgency(3, true), 3);
        open(s, 3, urgency(3, true), 2);
        open(s, 5, urgency(3, true), 1);
        assertEquals("1 3 5 1 3 1", order(s, -1));
    }

    @Test
    void bothKindsTakeTurns() {
        WriteScheduler s = new Rfc9218Scheduler();
        open(s, 1, urgency(3, false), 3);
        open(s, 3, urgency(3, true), 3);
        open(s, 5, urgency(3, true), 3);
        assertEquals("1 3 1 5 1 3 5 3 5", order(s, -1));
    }

    @Test
    void urgencyCanChangeWhileContentWaits() {
        WriteScheduler s = new Rfc9218Scheduler();
        open(s, 1, urgency(3, false), 2);
        open(s, 3, urgency(3, false), 2);
        s.adjust(3, urgency(1, false));
        assertEquals("3", order(s, 1));
        s.adjust(3, urgency(5, true));
        assertEquals("1 1 3", order(s, -1));
    }

    @Test
    void streamsOfTheOldSchemeTakeTurns() {
        WriteScheduler s = new Rfc9218Scheduler();
        open(s, 1, on(0, 256), 2);
        open(s, 3, on(1, 1), 2);
        assertEquals("1 3 1 3", order(s, -1));
    }

    @Test
    void aSmallResponseDoesNotWaitBehindALargeOneThatIsBlocked() {
        WriteScheduler s = new Rfc9218Scheduler();
        s.open(1, urgency(0, false));
        TestFrame blocked = new TestFrame(1, 0, PART, new TestFrame.Window());
        blocked.window().available = 0;
        s.push(blocked);
        open(s, 3, urgency(7, false), 1);
        assertEquals("3", order(s, -1));
    }

    // ---- priority: the tree

    @Test
    void parentsGoBeforeTheirChildren() {
        WriteScheduler s = new PriorityScheduler(10, 10, false);
        open(s, 1, on(0, 16), 2);
        open(s, 3, on(1, 16), 2);
        open(s, 5, on(3, 16), 1);
        assertEquals("1 1 3 3 5", order(s, -1));
    }

    @Test
    void siblingsShareByWeight() {
        WriteScheduler s = new PriorityScheduler(10, 10, false);
        open(s, 1, on(0, 64), 100);
        open(s, 3, on(0, 192), 100);
        String order = order(s, 80);
        long threes = order.chars().filter(c -> c == '3').count();
        assertEquals(60, threes, 1.0, order);
    }

    @Test
    void aSubtreeSharesWithItsSiblings() {
        WriteScheduler s = new PriorityScheduler(10, 10, false);
        s.open(1, on(0, 16));
        open(s, 3, on(0, 16), 100);
        open(s, 5, on(1, 16), 100);
        open(s, 7, on(1, 16), 100);
        String order = order(s, 40);
        assertEquals(20, order.chars().filter(c -> c == '3').count(), 1.0, order);
        assertEquals(10, order.chars().filter(c -> c == '5').count(), 1.0, order);
    }

    @Test
    void exclusiveOnesTakeTheOthersUnderThem() {
        WriteScheduler s = new PriorityScheduler(10, 10, false);
        open(s, 1, on(0, 16), 2);
        open(s, 3, on(0, 16), 1);
        open(s, 5, first(0, 16), 2);
        assertEquals("5 5", order(s, 2));
        assertEquals("1 3 1", order(s, -1));
    }

    /** RFC 7540 section 5.3.3: figure 5, a stream that is moved under one that depends on it. */
    @Test
    void aParentMovesUnderItsOwnChild() {
        WriteScheduler s = new PriorityScheduler(10, 10, false);
        open(s, 1, on(0, 16), 1);
        open(s, 3, on(1, 16), 1);
        open(s, 5, on(1, 16), 1);
        open(s, 7, on(5, 16), 1);
        s.adjust(1, on(7, 16));
        assertEquals("7 1 3 5", order(s, -1));
    }

    @Test
    void anUnknownParentGivesTheDefault() {
        PriorityScheduler s = new PriorityScheduler(10, 10, false);
        open(s, 1, on(99, 256), 1);
        open(s, 3, on(0, 16), 1);
        assertEquals("1 3", order(s, -1));
    }

    @Test
    void closedStreamsKeepTheirPlaceForAWhile() {
        PriorityScheduler s = new PriorityScheduler(1, 0, false);
        s.open(1, on(0, 16));
        s.open(3, on(1, 16));
        s.close(1);
        assertEquals(2, s.size(), "a closed one is kept");
        open(s, 5, on(1, 256), 100);
        push(s, 3, 100);
        String order = order(s, 17);
        assertEquals(16, order.chars().filter(c -> c == '5').count(), 1.0, "both are below the closed one: " + order);
        s.open(7, on(0, 16));
        s.close(7);
        assertEquals(3, s.size(), "the oldest closed one has left");
    }

    @Test
    void childrenOfOneThatLeavesShareItsWeight() {
        PriorityScheduler s = new PriorityScheduler(0, 0, false);
        s.open(1, on(0, 128));
        open(s, 3, on(1, 16), 100);
        open(s, 5, on(1, 16), 100);
        open(s, 7, on(0, 64), 100);
        s.close(1);
        String order = order(s, 90);
        assertEquals(30, order.chars().filter(c -> c == '3').count(), 2.0, order);
        assertEquals(30, order.chars().filter(c -> c == '7').count(), 2.0, order);
    }

    @Test
    void idleStreamsGroupOthers() {
        PriorityScheduler s = new PriorityScheduler(10, 2, false);
        s.adjust(101, on(0, 200));
        s.adjust(103, on(0, 50));
        open(s, 1, on(101, 16), 100);
        open(s, 3, on(103, 16), 100);
        String order = order(s, 50);
        assertEquals(40, order.chars().filter(c -> c == '1').count(), 1.0, order);
        s.adjust(105, on(0, 1));
        s.adjust(107, on(0, 1));
        assertEquals(4, s.size(), "two idle and two open ones");
    }

    @Test
    void theTreeIsBoundedWhateverIsSaid() {
        PriorityScheduler s = new PriorityScheduler(10, 10, false);
        Random random = new Random(7540);
        for (int i = 0; i < 20_000; i++) {
            int stream = 1 + 2 * random.nextInt(5000);
            s.adjust(
                    stream,
                    new StreamPriority.Dependency(
                            random.nextInt(10_000), random.nextBoolean(), 1 + random.nextInt(256)));
            if (i % 3 == 0) {
                s.open(stream, StreamPriority.DEFAULT);
                s.close(stream);
            }
        }
        assertTrue(s.size() <= 20, "places: " + s.size());
    }

    /** RFC 7540's trees can be as deep as there are streams. */
    @Test
    void aDeepChainIsWalked() {
        PriorityScheduler s = new PriorityScheduler(10, 10, false);
        for (int stream = 1; stream < 2001; stream += 2) {
            s.open(stream, on(stream - 2 < 0 ? 0 : stream - 2, 16));
        }
        push(s, 1999, 1);
        assertEquals("1999", order(s, -1));
    }

    @Test
    void throttlingGrowsWhileTheOrderIsWrongAndEndsWhenItIsRight() {
        PriorityScheduler s = new PriorityScheduler(10, 10, true);
        s.open(1, on(0, 16));
        open(s, 3, on(1, 16), 10);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sizes.add(s.pop().size());
        }
        assertEquals(List.of(1024, 2048, 3072, 4096), sizes);
        push(s, 1, 1);
        assertEquals(PART, s.pop().size(), "the parent is not held back");
        assertEquals(1024, s.pop().size(), "and the child begins anew");
        s.close(1);
        assertEquals(PART, s.pop().size(), "nothing open is above it any more");
    }

    // ---- the field

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "u=0 | 0 | false",
                "u=7, i | 7 | true",
                "i | 3 | true",
                "i=?1 | 3 | true",
                "i=?0 | 3 | false",
                "`` | 3 | false",
                "u=8 | 3 | false",
                "u=-1 | 3 | false",
                "u=1.0 | 3 | false",
                "u=\"1\" | 3 | false",
                "u | 3 | false",
                "i=1 | 3 | false",
                "u=2;x=y;z, i;q=1 | 2 | true",
                "u=1, u=5 | 5 | false",
                "u=5,i | 5 | true",
                "u=5 ,  i | 5 | true",
                "a=b, u=1 | 1 | false",
                "a=(1 2 \"x\";p), u=1 | 1 | false",
                "a=:YQ==:, u=1 | 1 | false",
                "a=\"q\\\"\", u=1 | 1 | false",
                "a=@1659578233, u=1 | 1 | false",
                "a=%\"f%c3%bc\", u=1 | 1 | false",
                "*a=1, u=1 | 1 | false",
                "u=1,, i | 3 | false",
                "u=1, | 3 | false",
                "U=1 | 3 | false",
                "u=1 i | 3 | false",
                "u= 1 | 3 | false",
                "u=1;, i | 3 | false",
                "=1 | 3 | false",
                "u=\"1 | 3 | false",
                "u=1234567890123456 | 3 | false",
                "a=(1 | 3 | false",
                "u=1; x=2 | 1 | false",
                "1=u | 3 | false",
                "a=1.1234, u=1 | 3 | false",
            })
    void fieldOfPriority(String value, int urgency, boolean incremental) {
        assertEquals(urgency(urgency, incremental), StreamPriority.Urgency.parse(value == null ? "" : value));
    }

    @Test
    void anyTextIsReadWithoutHarm() {
        Random random = new Random(9651);
        String alphabet = "ui=?01;,() \"\\:@%*.-aZ9\t\u00e4";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(14); k > 0; k--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            StreamPriority.Urgency.parse(text.toString());
        }
    }

    // ---- the choice

    @ParameterizedTest
    @CsvSource({"rfc9218, false", "round-robin, false", "random, false", "priority, true"})
    void chosenByName(String name, boolean usesRfc7540Priorities) {
        WriteSchedulerProvider provider = WriteSchedulerProvider.select(name);
        assertEquals(name, provider.name());
        assertEquals(usesRfc7540Priorities, provider.usesRfc7540Priorities());
    }

    @Test
    void anUnknownNameSaysWhatThereIs() {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> WriteSchedulerProvider.select("fifo"));
        for (String name : List.of("fifo", "rfc9218", "round-robin", "random", "priority")) {
            assertTrue(e.getMessage().contains(name), e.getMessage());
        }
    }
}
