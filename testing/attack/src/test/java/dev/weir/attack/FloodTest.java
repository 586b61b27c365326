package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.core.ServerStats;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Floods, CVE-2019-9511 to 9518 one by one, and their kin: frames that do nothing, of which no client needs many. What
 * is counted ends the connection when its bucket is empty; what is not counted costs its bytes only.
 */
class FloodTest extends Family {
    /** What a response that waits may hold: what its handler has written, and what waits to be sent. */
    private static final long PENDING = 128 * 1024;

    private static final String ANSWERS = """
        data dribble, CVE-2019-9511 => GOAWAY max NO_ERROR (too much of SMALL_WINDOW_UPDATE); \
        GOAWAY 31 ENHANCE_YOUR_CALM (too much of SMALL_WINDOW_UPDATE); closed
        ping flood, CVE-2019-9512 => GOAWAY max NO_ERROR (too much of PING); \
        GOAWAY 0 ENHANCE_YOUR_CALM (too much of PING); closed
        flood of answers to pings that were not asked => open
        resource loop, CVE-2019-9513 => open
        reset flood, CVE-2019-9514 => RST_STREAM PROTOCOL_ERROR x#; \
        GOAWAY max NO_ERROR (too much of RESET_PROVOKED); \
        GOAWAY # ENHANCE_YOUR_CALM (too much of RESET_PROVOKED); closed
        settings flood, CVE-2019-9515 => GOAWAY max NO_ERROR (too much of SETTINGS); \
        GOAWAY 0 ENHANCE_YOUR_CALM (too much of SETTINGS); closed
        settings flood with 2,730 settings a frame, CVE-2019-9515 => GOAWAY max NO_ERROR (too much of SETTINGS); \
        GOAWAY 31 ENHANCE_YOUR_CALM (too much of SETTINGS); closed
        0-length headers leak, CVE-2019-9516 => RST_STREAM PROTOCOL_ERROR x#; \
        GOAWAY max NO_ERROR (too much of RESET_PROVOKED); \
        GOAWAY # ENHANCE_YOUR_CALM (too much of RESET_PROVOKED); closed
        empty DATA flood, CVE-2019-9518 => GOAWAY max NO_ERROR (too much of EMPTY_FRAME); \
        GOAWAY 1 ENHANCE_YOUR_CALM (too much of EMPTY_FRAME); closed
        empty DATA flood with padding, CVE-2019-9518 => GOAWAY max NO_ERROR (too much of EMPTY_FRAME); \
        GOAWAY 1 ENHANCE_YOUR_CALM (too much of EMPTY_FRAME); closed
        empty HEADERS and CONTINUATION flood, CVE-2019-9518 => GOAWAY 1 ENHANCE_YOUR_CALM (too many CONTINUATION \
        frames for one block of fields); closed
        empty PUSH_PROMISE flood, CVE-2019-9518 => GOAWAY 0 PROTOCOL_ERROR (PUSH_PROMISE from a client); closed
        flood of empty frames of unknown types => GOAWAY max NO_ERROR (too much of EMPTY_FRAME); \
        GOAWAY 0 ENHANCE_YOUR_CALM (too much of EMPTY_FRAME); closed
        priority flood, CVE-2019-9513 => open
        priority update flood => GOAWAY max NO_ERROR (too much of PRIORITY); \
        GOAWAY 0 ENHANCE_YOUR_CALM (too much of PRIORITY); closed
        priority updates of more streams than may be open => GOAWAY 0 PROTOCOL_ERROR (PRIORITY_UPDATE for more \
        streams than may be open); closed
        flood of WINDOW_UPDATE on the connection => GOAWAY max NO_ERROR (too much of SMALL_WINDOW_UPDATE); \
        GOAWAY 0 ENHANCE_YOUR_CALM (too much of SMALL_WINDOW_UPDATE); closed
        flood of WINDOW_UPDATE on a stream => GOAWAY max NO_ERROR (too much of SMALL_WINDOW_UPDATE); \
        GOAWAY 1 ENHANCE_YOUR_CALM (too much of SMALL_WINDOW_UPDATE); closed
        """;

    static List<Row> rows() {
        return rows(Floods.all(), ANSWERS);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void flood(Row row) {
        play(row, size(3000, 20_000));
    }

    /** What the client lets come and does not read stands still in the handlers, and is bounded by their number. */
    @Test
    void internalDataBufferingCve20199517() throws IOException {
        int streams = 100;
        Observed seen = Floods.buffering(() -> {
                    Servers.await(() -> server().stats().runningHandlers() >= streams, () -> "" + server().stats());
                    assertHeapBelow(streams * PENDING);
                })
                .observe(dial(), streams);
        assertEquals("open", seen.toString(), seen::transcript);
        // Counted by the thread that has cancelled, when the handler may be over.
        Servers.await(() -> since(ServerStats::handlersCancelled) == streams, () -> "" + server().stats());
    }
}
