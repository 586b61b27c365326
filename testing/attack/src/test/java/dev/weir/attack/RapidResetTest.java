package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.ServerStats;
import dev.weir.wire.testkit.Servers;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rapid Reset (CVE-2023-44487) and MadeYouReset (CVE-2025-8671): streams that are opened and at once reset, by the
 * client, or by the server for a reason that the client gives, to start work for which no client waits.
 */
class RapidResetTest extends Family {
    /** What the buckets hold, and what comes into them each second. */
    private static final int BURST = 200;

    private static final int PER_SECOND = 20;
    /** A stream that the client has opened and not yet had reset. */
    private static final int UNDER_WAY = 1;

    static List<Row> resets() {
        return List.of(
                new Row(Resets.rapid(), ""),
                new Row(Resets.rapidWithContent(), ""),
                new Row(Resets.zeroWindowUpdate(), "PROTOCOL_ERROR"),
                new Row(Resets.overflowingWindowUpdate(), "FLOW_CONTROL_ERROR"),
                new Row(Resets.dataOnHalfClosed(), "STREAM_CLOSED"),
                new Row(Resets.badPriorityLength(), "FRAME_SIZE_ERROR"),
                new Row(Resets.selfDependency(), "PROTOCOL_ERROR"));
    }

    /** The connection ends with the reset after those that the bucket holds, and nothing above is begun. */
    @ParameterizedTest
    @MethodSource("resets")
    void reset(Row row) {
        String error = row.answer();
        String act = error.isEmpty() ? "RESET_RECEIVED" : "RESET_PROVOKED";
        long begun = System.nanoTime();
        play(row.attack(), size(1000, 20_000), seen -> {
            long filled = (System.nanoTime() - begun) / 1_000_000 * PER_SECOND / 1000;
            int streams = (lastStream(seen) + 1) / 2;
            assertTrue(
                    streams > BURST && streams <= BURST + filled + UNDER_WAY,
                    () -> streams + " streams were begun: " + seen);
            assertEquals(
                    (error.isEmpty() ? "" : "RST_STREAM " + error + " x" + streams + "; ")
                            + "GOAWAY max NO_ERROR (too much of " + act + "); GOAWAY " + lastStream(seen)
                            + " ENHANCE_YOUR_CALM (too much of " + act + "); closed",
                    seen.toString(),
                    seen::transcript);
            assertEquals(0, seen.whole(), seen::transcript);
        });
        awaitLogged("was ended: ENHANCE_YOUR_CALM, too much of " + act);
        assertTrue(since(stats -> stats.abuse().getOrDefault(act, 0L)) > BURST, () -> "" + server().stats());
        Servers.await(() -> server().stats().runningHandlers() == 0, () -> "handlers still run: " + server().stats());
        assertEquals(0, since(ServerStats::handlersFailed), "handlers failed");
    }

    /** The last stream that the last GOAWAY names. */
    private static int lastStream(Observed seen) {
        assertEquals(2, seen.goAways().size(), seen::toString);
        return Integer.parseInt(seen.goAways().getLast().split(" ")[1]);
    }
}
