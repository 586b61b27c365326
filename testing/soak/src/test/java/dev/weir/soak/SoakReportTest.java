package dev.weir.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.attack.Footprint;
import dev.weir.attack.GoodClient.Latency;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which promises a report finds broken: each of them, by an example. */
class SoakReportTest {
    private static final Latency CALM = new Latency(1000, 100, 200_000, 210_000);
    private static final Footprint START = new Footprint(20 << 20, 14, 4, 23);
    private static final int TERMINATED = 143;

    private List<GoodTraffic.Row> good = rows(CALM, List.of());
    private List<Mob.Row> bad = List.of(attack(10, List.of()));
    private Footprint after = START;
    private int logged = 10;
    private boolean alive = true;
    private int exit = TERMINATED;

    private static List<GoodTraffic.Row> rows(Latency latency, List<String> failures) {
        return rows(latency, failures, 1000);
    }

    private static List<GoodTraffic.Row> rows(Latency latency, List<String> failures, long standstill) {
        return List.of(
                new GoodTraffic.Row("h1 small", latency, failures),
                new GoodTraffic.Row("the machine itself", new Latency(1000, 10, 500, standstill), List.of()));
    }

    private static Mob.Row attack(int played, List<String> failures) {
        return new Mob.Row("ping flood", played, new TreeMap<>(Map.of("closed", played)), failures);
    }

    private SoakReport report() {
        return new SoakReport(rows(CALM, List.of()), good, bad, START, after, logged, Map.of(), alive, exit, "the log");
    }

    private void assertBroken(String promise) {
        assertEquals(List.of(promise), report().broken());
    }

    @Test
    void allIsWell() {
        assertEquals(List.of(), report().broken());
        assertTrue(report().tables().contains("ping flood: closed"), report()::tables);
    }

    @Test
    void aFailedRequest() {
        good = rows(CALM, List.of("it was cut"));
        assertBroken("h1 small failed: it was cut");
    }

    @Test
    void noAnswerAtAll() {
        good = rows(new Latency(0, 0, 0, 0), List.of());
        assertBroken("h1 small was never answered");
    }

    @Test
    void threeTimesSlower() {
        good = rows(new Latency(1000, 100, 600_000, 700_000), List.of());
        assertEquals(List.of(), report().broken());
        good = rows(new Latency(1000, 100, 600_001, 700_000), List.of());
        assertBroken("h1 small was slowed down: 1000 answers, p50 100 us, p99 600001 us, at most 700000 us; "
                + "without attacks 1000 answers, p50 100 us, p99 200000 us, at most 210000 us");
    }

    /** Whose slowest answer is all that there is to look at is not blamed for a machine that stood still. */
    @Test
    void theSlowestOfFewBesideTheSlowestOfTheMachine() {
        Latency few = new Latency(20, 1_000, 1_700_000, 1_700_000);
        good = rows(few, List.of(), 600_000);
        assertEquals(List.of(), report().broken());
        good = rows(few, List.of(), 400_000);
        assertBroken("h1 small was slowed down: 20 answers, p50 1000 us, p99 1700000 us, at most 1700000 us; "
                + "without attacks 1000 answers, p50 100 us, p99 200000 us, at most 210000 us");
        good = rows(new Latency(1000, 1_000, 1_700_000, 1_700_000), List.of(), 600_000);
        assertEquals(1, report().broken().size(), "a hundred slow ones of many are no standstill");
    }

    /** One of ten windows may be what the machine makes of it, and two may not. */
    @Test
    void nineWindowsOfTen() {
        Latency stall = new Latency(10, 5_000, 900_000, 950_000);
        List<Latency> windows = new ArrayList<>(Collections.nCopies(9, CALM));
        windows.add(stall);
        assertEquals(new Latency(9010, 100, 200_000, 950_000), GoodTraffic.usual(windows));
        windows.set(0, stall);
        assertEquals(new Latency(8020, 5_000, 900_000, 950_000), GoodTraffic.usual(windows));
        assertEquals(stall, GoodTraffic.usual(List.of(stall)));
    }

    @Test
    void anAttackThatNobodyEnds() {
        bad = List.of(attack(10, List.of("h2: waited in vain")));
        assertBroken("the server has not ended \"ping flood\": h2: waited in vain");
    }

    @Test
    void anAttackThatWasNotPlayed() {
        bad = List.of(attack(10, List.of()), new Mob.Row("settings flood", 0, new TreeMap<>(), List.of()));
        assertBroken("there was no time for \"settings flood\"");
    }

    @Test
    void moreIsHeld() {
        after = new Footprint((32 << 20) + 1, 15, 15, 30);
        assertBroken("the server is not back at the start: heap 20971520 -> 33554433; threads 14 -> 15; "
                + "virtual threads 4 -> 15; descriptors 23 -> 30; ");
    }

    @Test
    void moreLogThanBadConnections() {
        logged = 11;
        assertBroken("more than a line in the log for each bad connection: 11 for 10");
    }

    @Test
    void anotherEnd() {
        exit = 1;
        assertBroken("the server ended with 1:\nthe log");
        alive = false;
        assertBroken("the server had gone, with 1:\nthe log");
    }
}
