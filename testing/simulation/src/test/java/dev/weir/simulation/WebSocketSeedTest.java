package dev.weir.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSockets over simulated engines: as {@link SeedTest}, with the same options. */
class WebSocketSeedTest {
    /** One for so many of the engines' seeds: a WebSocket takes far more steps than a request. */
    private static final int SEEDS_FOR_ONE = 10;

    @Test
    void seeds() throws InterruptedException {
        SeedTest.run(Long.getLong("weir.seeds", 10_000) / SEEDS_FOR_ONE, Seeds::runWebSocket);
    }

    /** Seeds that have failed, and what they found; a change of what is drawn from a seed makes them others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "546 | over HTTP/2 the Close of a handler that fails was dropped where it waited for the client's"
                        + " window",
                "786 | the same",
                "864 | the same with pings",
            })
    void seedsThatHaveFailed(long seed, String found) {
        Seeds.Outcome outcome = Seeds.runWebSocket(seed);
        assertEquals(List.of(), outcome.violations(), () -> found + ": " + outcome.report());
    }

    @Test
    void aSeedIsTheSameEveryTime() {
        for (long seed = 0; seed < 30; seed++) {
            assertEquals(
                    Seeds.runWebSocket(seed).trace(),
                    Seeds.runWebSocket(seed).trace(),
                    "seed " + seed + " runs differently");
        }
    }
}
