package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stream ids that are even, falling, used, or the last there is (RFC 9113 section 5.1.1). */
class StreamIdTest extends Family {
    private static final String ANSWERS = """
        even stream id => GOAWAY 0 PROTOCOL_ERROR (HEADERS on stream 2: a client's ids are odd); closed
        request on stream 0 => GOAWAY 0 PROTOCOL_ERROR (HEADERS on stream 0); closed
        falling stream id => GOAWAY 5 PROTOCOL_ERROR (HEADERS on stream 3, which is below others); closed
        DATA on a stream that was passed over => RST_STREAM STREAM_CLOSED; open
        reused stream id => GOAWAY 1 STREAM_CLOSED (HEADERS on stream 1, which is closed); closed
        reused stream id while open => RST_STREAM STREAM_CLOSED; open
        stream id 2^31-1 => open
        another stream after 2^31-1 => GOAWAY max PROTOCOL_ERROR (HEADERS on stream 1, which is below others); \
        closed
        reserved bit of a stream id => open
        DATA on an idle stream => GOAWAY 0 PROTOCOL_ERROR (DATA on stream 1, which is idle); closed
        RST_STREAM on an idle stream => GOAWAY 0 PROTOCOL_ERROR (RST_STREAM on stream 1, which is idle); closed
        WINDOW_UPDATE on an idle stream => GOAWAY 0 PROTOCOL_ERROR (WINDOW_UPDATE on stream 1, which is idle); \
        closed
        DATA on stream 0 => GOAWAY 0 PROTOCOL_ERROR (DATA on stream 0); closed
        RST_STREAM on stream 0 => GOAWAY 0 PROTOCOL_ERROR (RST_STREAM on stream 0); closed
        """;

    static List<Row> rows() {
        return rows(StreamIds.all(), ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void streamId(Row row) {
        play(row, 1);
    }

    /** Ids that are as good as any. */
    @Test
    void lastIdIsServed() throws IOException {
        int last = Integer.MAX_VALUE;
        Observed seen = answered(StreamIds.last(), last);
        assertEquals("200", seen.status(last), seen::transcript);
    }

    @Test
    void reservedBitIsIgnored() throws IOException {
        assertEquals("200", answered(StreamIds.reservedBit(), 1).status(1));
    }

    private Observed answered(Http2Attack attack, int stream) throws IOException {
        return attack.waitingFor("the answer", s -> s.status(stream) != null).observe(dial(), 1);
    }
}
