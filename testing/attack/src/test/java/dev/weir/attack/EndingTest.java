package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.core.ServerStats;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams and connections that a client ends at the wrong moment: GOAWAY in mid-request, RST_STREAM in every state. */
class EndingTest extends Family {
    private static final String ANSWERS = """
        RST_STREAM while open => open
        RST_STREAM while half-closed => open
        RST_STREAM of a closed stream => open
        RST_STREAM twice => open
        RST_STREAM of a stream that the server has reset => RST_STREAM NO_ERROR; open
        bad RST_STREAM length => GOAWAY 1 FRAME_SIZE_ERROR (RST_STREAM of 3 octets); closed
        DATA after END_STREAM => RST_STREAM STREAM_CLOSED; open
        HEADERS after END_STREAM => RST_STREAM STREAM_CLOSED; open
        DATA on a closed stream => GOAWAY 1 STREAM_CLOSED (DATA on stream 1, which is closed); closed
        DATA after the client's RST_STREAM => RST_STREAM STREAM_CLOSED; open
        HEADERS after the client's RST_STREAM => RST_STREAM STREAM_CLOSED; open
        trailers without END_STREAM => RST_STREAM PROTOCOL_ERROR; open
        GOAWAY in mid-request => GOAWAY 1 NO_ERROR; closed
        GOAWAY with 2^31-1, twice => GOAWAY 1 NO_ERROR; closed
        GOAWAY on a stream => GOAWAY 0 PROTOCOL_ERROR (GOAWAY on stream 1); closed
        short GOAWAY => GOAWAY 0 FRAME_SIZE_ERROR (GOAWAY of 7 octets); closed
        request after GOAWAY => GOAWAY 1 NO_ERROR; closed
        half-close in mid-request => closed
        """;

    static List<Row> rows() {
        return rows(Endings.all(), ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void ending(Row row) {
        play(row, 1);
    }

    /** Those whose handler is at work, and must be cancelled. */
    static List<Http2Attack> cancelling() {
        return List.of(Endings.resetBehindTheRequest());
    }

    @ParameterizedTest
    @MethodSource("cancelling")
    void handlerIsCancelled(Http2Attack attack) throws IOException {
        attack.observe(dial(), 1);
        Servers.await(() -> since(ServerStats::handlersCancelled) == 1, () -> "" + server().stats());
        Servers.await(() -> server().stats().runningHandlers() == 0, () -> "" + server().stats());
    }

    /** A handler that reads learns of it by its read, or by its interruption: whichever comes first. */
    static List<Http2Attack> cancellingReaders() {
        return List.of(Endings.resetWhileOpen(), Endings.leftInMidRequest());
    }

    @ParameterizedTest
    @MethodSource("cancellingReaders")
    void handlerThatReadsEnds(Http2Attack attack) throws IOException {
        attack.observe(dial(), 1);
        Servers.await(() -> server().stats().runningHandlers() == 0, () -> "" + server().stats());
    }

    /** Those that ask in order, and are answered whole whatever comes after. */
    static List<Http2Attack> answered() {
        return List.of(
                Endings.resetOfAnswered(),
                Endings.goAwayInMidRequest(),
                Endings.goAwayWithHighestId(),
                Endings.requestBehindGoAway(),
                Endings.halfClosedInMidRequest(),
                Endings.halfClosedAtOnce());
    }

    @ParameterizedTest
    @MethodSource("answered")
    void whatWasAskedIsAnswered(Http2Attack attack) throws IOException {
        Observed seen = attack.observe(dial(), 1);
        assertEquals("200", seen.status(1), seen::transcript);
        assertEquals(1, seen.whole(), seen::transcript);
        assertEquals(0, since(ServerStats::handlersCancelled), "handlers that were cancelled");
    }
}
