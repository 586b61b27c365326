package dev.weir.http2.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.support.TokenBucket;
import dev.weir.http2.config.Abuse;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.AbuseLimits.Rate;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Http2Exception;
import dev.weir.http2.frame.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts that take values and return values: states, windows, settings, budgets, estimates. */
class PureStateTest {
    private static final long SECOND = 1_000_000_000L;

    // ---- states (RFC 9113 section 5.1)

    /** For each state: what follows each event, or a dash where section 5.1 has no such transition. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IDLE               | OPEN | HALF_CLOSED_REMOTE | - | - | - | RESERVED_LOCAL | - | -",
                "RESERVED_LOCAL     | - | - | - | HALF_CLOSED_REMOTE | - | - | RESET_REMOTE | RESET_LOCAL",
                "OPEN               | - | - | HALF_CLOSED_REMOTE | OPEN | HALF_CLOSED_LOCAL | - | RESET_REMOTE |"
                        + " RESET_LOCAL",
                "HALF_CLOSED_LOCAL  | - | - | CLOSED | - | - | - | RESET_REMOTE | RESET_LOCAL",
                "HALF_CLOSED_REMOTE | - | - | - | HALF_CLOSED_REMOTE | CLOSED | - | RESET_REMOTE | RESET_LOCAL",
                "CLOSED             | - | - | - | - | - | - | CLOSED | CLOSED",
                "RESET_REMOTE       | - | - | - | - | - | - | RESET_REMOTE | RESET_REMOTE",
                "RESET_LOCAL        | - | - | - | - | - | - | RESET_LOCAL | RESET_LOCAL",
            })
    void transitions(
            StreamState state,
            String headers,
            String headersEnd,
            String receivedEnd,
            String sentHeaders,
            String sentEnd,
            String reserved,
            String receivedReset,
            String sentReset) {
        follows(headers, () -> state.receivedHeaders(false));
        follows(headersEnd, () -> state.receivedHeaders(true));
        follows(receivedEnd, state::receivedEnd);
        follows(sentHeaders, state::sentHeaders);
        follows(sentEnd, state::sentEnd);
        follows(reserved, state::reserved);
        follows(receivedReset, state::receivedReset);
        follows(sentReset, state::sentReset);
    }

    private interface Event {
        StreamState next();
    }

    private static void follows(String expected, Event event) {
        if (expected.equals("-")) {
            assertThrows(IllegalStateException.class, event::next);
        } else {
            assertEquals(StreamState.valueOf(expected), event.next());
        }
    }

    // ---- windows

    @Test
    void sendWindowBesideLongArithmetic() {
        Random random = new Random(69);
        for (int round = 0; round < 500; round++) {
            long model = random.nextInt();
            model = Math.abs(model);
            SendWindow window = new SendWindow((int) model);
            for (int step = 0; step < 200; step++) {
                int change = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(100_000);
                if (random.nextBoolean()) {
                    boolean fits = model + change <= Integer.MAX_VALUE && model + change >= Integer.MIN_VALUE;
                    assertEquals(fits, window.adjust(change));
                    model += fits ? change : 0;
                } else if (model > 0) {
                    int taken = (int) Math.min(model, Math.abs((long) change));
                    window.take(taken);
                    model -= taken;
                } else {
                    assertThrows(IllegalStateException.class, () -> window.take(1));
                }
                assertEquals(model, window.available());
            }
        }
    }

    @Test
    void receiveWindowNeverGrantsMoreThanItsSize() {
        Random random = new Random(96);
        for (int round = 0; round < 500; round++) {
            int size = 1 + random.nextInt(100_000);
            ReceiveWindow window = new ReceiveWindow(size);
            long granted = size;
            long unread = 0;
            for (int step = 0; step < 300; step++) {
                int octets = random.nextInt(size + size / 4 + 1);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        assertEquals(octets <= granted, window.receive(octets));
                        if (octets <= granted) {
                            granted -= octets;
                            unread += octets;
                        }
                    }
                    case 1 -> {
                        int read = (int) Math.min(unread, octets);
                        unread -= read;
                        boolean wanted = random.nextBoolean();
                        granted += window.consumed(read, wanted);
                        assertTrue(
                                !wanted || size - unread - granted <= granted,
                                "somebody waits for content, and of " + size + ", of which " + unread
                                        + " are unread, no more is granted than " + granted);
                        assertEquals(granted == 0, window.isShut());
                    }
                    default -> {
                        if (random.nextInt(50) == 0) {
                            int larger = size + random.nextInt(1000);
                            granted += window.grow(larger);
                            size = larger;
                        }
                    }
                }
                assertTrue(granted + unread <= size, granted + " granted and " + unread + " unread of " + size);
                assertTrue(
                        granted + unread > size / 2 - 1,
                        "so little is granted: " + granted + ", unread " + unread + " of " + size);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new ReceiveWindow(10).grow(9));
    }

    // ---- settings

    @Test
    void settingThatIsWrongChangesNothing() throws Http2Exception {
        PeerSettings settings = new PeerSettings();
        settings.apply(Setting.INITIAL_WINDOW_SIZE.code(), 7);
        for (long[] wrong : new long[][] {{2, 2}, {4, 1L << 31}, {5, 16_383}, {5, 1 << 24}, {8, 2}, {9, 2}}) {
            assertThrows(
                    Http2Exception.ConnectionError.class,
                    () -> settings.apply((int) wrong[0], wrong[1]),
                    Arrays.toString(wrong));
        }
        assertEquals(7, settings.initialWindowSize());
        assertTrue(settings.enablePush());
        settings.apply(0xffff, 0xffff_ffffL);
        assertEquals(4096, settings.headerTableSize());
    }

    @Test
    void configurationIsCheckedAtTheStart() {
        Http2Config standard = Http2Config.DEFAULT;
        assertThrows(
                IllegalArgumentException.class,
                () -> standard.toBuilder().maxConcurrentStreams(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> standard.toBuilder().maxFrameSize(16_383).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> standard.toBuilder().maxFrameSize(1 << 24).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> standard.toBuilder()
                        .headerTableSize(-1)
                        .encoderTableSize(0)
                        .build());
        assertThrows(
                IllegalArgumentException.class,
                () -> standard.toBuilder()
                        .streamWindow(0)
                        .connectionWindow(65_535)
                        .maxWindow(0)
                        .build());
        assertThrows(
                IllegalArgumentException.class,
                () -> standard.toBuilder()
                        .streamWindow(1)
                        .connectionWindow(65_534)
                        .maxWindow(0)
                        .build());
        assertThrows(IllegalArgumentException.class, () -> new Rate(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Rate(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new AbuseLimits(Map.of(), 0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new AbuseLimits(Map.of(), 1, -1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new AbuseLimits(Map.of(), 1, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new AbuseLimits(Map.of(), 1, 0, 1, 0));
        AbuseLimits other = AbuseLimits.DEFAULT.with(Abuse.PING, new Rate(5, 6));
        for (Abuse kind : Abuse.values()) {
            assertEquals(kind == Abuse.PING ? new Rate(5, 6) : kind.standard(), other.rate(kind), kind::name);
        }
        assertEquals("random", standard.toBuilder().scheduler("random").build().scheduler());
        assertEquals(Optional.empty(), standard.extendedConnect());
        Http2Config tunnels = standard.toBuilder().extendedConnect(true).build();
        assertEquals(Optional.of(true), tunnels.toBuilder().build().extendedConnect());
    }

    // ---- budgets

    @ParameterizedTest
    @CsvSource({"0", "9223372036854775807", "-9223372036854775808", "-5"})
    void bucketEmptiesAndFills(long start) {
        TokenBucket bucket = new TokenBucket(3, 2, start);
        assertTrue(bucket.take(start) && bucket.take(start) && bucket.take(start));
        assertFalse(bucket.take(start));
        assertFalse(bucket.take(start + SECOND / 2 - 1));
        assertTrue(bucket.take(start + SECOND / 2));
        assertFalse(bucket.take(start + SECOND / 2));
        assertTrue(bucket.take(start + 100 * SECOND));
        assertEquals(2, bucket.left(), "never more than the burst");
    }

    @Test
    void budgetWarnsOnceAndThenEnds() {
        AbuseBudget budget = new AbuseBudget(AbuseLimits.DEFAULT.withAll(new Rate(8, 1)));
        for (int i = 0; i < 6; i++) {
            assertEquals(AbuseBudget.Verdict.OK, budget.spend(Abuse.RESET_RECEIVED, 0), "reset " + i);
        }
        assertEquals(AbuseBudget.Verdict.WARN, budget.spend(Abuse.RESET_RECEIVED, 0));
        assertEquals(AbuseBudget.Verdict.OK, budget.spend(Abuse.RESET_RECEIVED, 0));
        assertEquals(AbuseBudget.Verdict.EXHAUSTED, budget.spend(Abuse.RESET_RECEIVED, 0));
        for (Abuse kind : Abuse.values()) {
            if (kind != Abuse.RESET_RECEIVED) {
                assertEquals(AbuseBudget.Verdict.OK, budget.spend(kind, 0), () -> kind + ": its own bucket is full");
            }
        }
        assertEquals(AbuseBudget.Verdict.OK, budget.spend(Abuse.RESET_RECEIVED, SECOND), "as time goes by");
    }

    /** However small a bucket is, its warning comes with its last quarter. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 4", "5, 4", "7, 6", "200, 151", "2147483647, 0"})
    void warningComesInTheLastQuarter(int burst, int warned) {
        AbuseBudget budget = new AbuseBudget(AbuseLimits.DEFAULT.withAll(new Rate(burst, 1)));
        int spent = 0;
        int at = 0;
        AbuseBudget.Verdict verdict = AbuseBudget.Verdict.OK;
        while (verdict != AbuseBudget.Verdict.EXHAUSTED && spent < 1000) {
            spent++;
            verdict = budget.spend(Abuse.RESET_RECEIVED, 0);
            at = verdict == AbuseBudget.Verdict.WARN ? spent : at;
        }
        assertEquals(warned, at);
    }

    @Test
    void largestReceiveWindow() {
        ReceiveWindow window = new ReceiveWindow(Integer.MAX_VALUE);
        assertTrue(window.receive(1 << 20));
        assertEquals(0, window.consumed(1 << 20), "far from half of the window");
        assertTrue(window.receive(1 << 30));
        assertEquals((1 << 30) + (1 << 20), window.consumed(1 << 30));
    }

    // ---- the window that a connection can use

    @Test
    void windowGrowsWhileItHoldsTheClientBack() {
        BandwidthEstimator estimator = new BandwidthEstimator(1 << 20, 8 << 20);
        long now = 0;
        List<Integer> sizes = new ArrayList<>();
        int window = 1 << 20;
        for (int i = 0; i < 3; i++) {
            now += SECOND;
            assertTrue(estimator.dataReceived(window / 2, now), "a ping is worth it");
            assertFalse(estimator.dataReceived(window / 2, now), "one at a time");
            int grown = estimator.pingAcked(now + SECOND / 100);
            if (grown > 0) {
                window = grown;
            }
            sizes.add(window);
        }
        assertEquals(List.of(2 << 20, 4 << 20, 8 << 20), sizes);
        assertFalse(estimator.dataReceived(1 << 20, now + 100 * SECOND), "at the bound nothing is measured");
    }

    @Test
    void windowStaysWhereItIsNotFilledAndPingsBecomeRare() {
        BandwidthEstimator estimator = new BandwidthEstimator(1 << 20, 8 << 20);
        int pings = 0;
        long now = 0;
        for (int i = 0; i < 100_000; i++) {
            now += SECOND / 1000;
            if (estimator.dataReceived(1000, now)) {
                pings++;
                assertEquals(0, estimator.pingAcked(now + SECOND / 10_000));
            }
        }
        assertTrue(pings < 20, pings + " pings in 100 seconds");
        assertFalse(
                new BandwidthEstimator(1 << 20, 8 << 20).dataReceived(1000, 0), "a small upload is not worth a ping");
    }

    // ---- streams

    @Test
    void closedStreamsAreRememberedForAWhile() {
        ClosedStreams closed = new ClosedStreams(20);
        for (int id = 1; id < 49; id += 2) {
            closed.add(id, id == 47 ? StreamState.CLOSED : StreamState.RESET_REMOTE);
        }
        assertEquals(StreamState.CLOSED, closed.get(47));
        assertEquals(StreamState.RESET_REMOTE, closed.get(9));
        assertNull(closed.get(7), "forgotten: 20 have come since");
        assertNull(closed.get(99), "never closed");
    }
}
