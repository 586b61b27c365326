package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When the client with a rate asks whom for what. */
class RatePlanTest {
    @ParameterizedTest
    @CsvSource({
        "RATE_5000_H1, false, 64, 5000, false, true, 200000, 30000",
        "RATE_5000_H2C_TWO_CORES, true, 32, 5000, false, false, 200000, 30000",
        "RATE_20000_H1, false, 64, 20000, false, true, 50000, 120000",
        "RATE_20000_H1_TWO_CORES, false, 64, 20000, false, false, 50000, 120000",
        "RATE_20000_H1_NEIGHBOURS, false, 64, 20000, false, false, 50000, 120000",
        "MIXED_H1, false, 256, 5000, true, true, 200000, 30000",
        "MIXED_H2C, true, 32, 5000, true, true, 200000, 30000"
    })
    void isWhatTheWorkloadSays(
            Workload workload,
            boolean http2,
            int connections,
            int rate,
            boolean mixed,
            boolean spins,
            long gap,
            long slotsOfSixSeconds) {
        RatePlan plan = RatePlan.of(workload);
        assertEquals(new RatePlan(http2, connections, http2 ? 100 : 1, rate, mixed, spins), plan);
        assertEquals(gap, plan.gapNanos());
        assertEquals(slotsOfSixSeconds, plan.slots(6));
    }

    @ParameterizedTest
    @EnumSource(
            value = Workload.class,
            names = {"RATE_5000_H1", "RATE_20000_H2C_TWO_CORES", "MIXED_H1", "MIXED_H2C"})
    void isReadAsItWasWritten(Workload workload) {
        RatePlan plan = RatePlan.of(workload);
        assertEquals(plan, RatePlan.of(plan.words().toArray(String[]::new)));
    }

    @Test
    void withoutSleepersConnectionsHaveTurns() {
        RatePlan plan = RatePlan.of(Workload.RATE_5000_H2C);
        for (int slot = 0; slot < 3 * plan.connections(); slot++) {
            assertEquals(slot % plan.connections(), plan.connection(slot));
            assertEquals(RequestTarget.PLAINTEXT, plan.target(slot));
        }
    }

    @Test
    void halfOfTheSlotsAreForSleepers() {
        RatePlan plan = RatePlan.of(Workload.MIXED_H1);
        int sleepers = 0;
        for (long slot = 0; slot < plan.slots(1); slot++) {
            sleepers += plan.target(slot) == RequestTarget.SLEEP ? 1 : 0;
        }
        assertEquals(2_500, sleepers);
    }

    /** Else a small answer would wait for the sleeper before it, whatever the server. */
    @Test
    void overHttp1SleepersHaveTheirOwnConnections() {
        RatePlan plan = RatePlan.of(Workload.MIXED_H1);
        assertNotEquals(Set.of(), connections(plan, RequestTarget.SLEEP));
        Set<Integer> both = connections(plan, RequestTarget.SLEEP);
        both.retainAll(connections(plan, RequestTarget.PLAINTEXT));
        assertEquals(Set.of(), both);
    }

    @Test
    void overHttp2EachConnectionHasBoth() {
        RatePlan plan = RatePlan.of(Workload.MIXED_H2C);
        assertEquals(plan.connections(), connections(plan, RequestTarget.SLEEP).size());
        assertEquals(
                plan.connections(), connections(plan, RequestTarget.PLAINTEXT).size());
    }

    private static Set<Integer> connections(RatePlan plan, RequestTarget target) {
        Set<Integer> all = new TreeSet<>();
        for (long slot = 0; slot < plan.slots(1); slot++) {
            if (plan.target(slot) == target) {
                all.add(plan.connection(slot));
            }
        }
        return all;
    }
}
