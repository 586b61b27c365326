package dev.weir.attack;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CONTINUATION floods: blocks of fields that do not end are bounded in frames, and nothing may come between them. */
class ContinuationFloodTest extends Family {
    private static final String ANSWERS = """
        CONTINUATION flood, CVE-2024-27316 => GOAWAY 1 ENHANCE_YOUR_CALM (too many CONTINUATION frames for one \
        block of fields); closed
        CONTINUATION flood of full frames, CVE-2023-45288 => GOAWAY 1 ENHANCE_YOUR_CALM (too many CONTINUATION \
        frames for one block of fields); closed
        CONTINUATION by single octets, CVE-2024-27316 => GOAWAY 1 ENHANCE_YOUR_CALM (too many CONTINUATION \
        frames for one block of fields); closed
        PING within a block of fields => GOAWAY 1 PROTOCOL_ERROR (PING within the block of fields of stream 1); \
        closed
        RST_STREAM within a block of fields, CVE-2024-27919 => GOAWAY 1 PROTOCOL_ERROR (RST_STREAM within the \
        block of fields of stream 1); closed
        CONTINUATION without HEADERS => GOAWAY 0 PROTOCOL_ERROR (CONTINUATION of nothing); closed
        CONTINUATION on another stream => GOAWAY 1 PROTOCOL_ERROR (CONTINUATION within the block of fields of \
        stream 1); closed
        """;

    static List<Row> rows() {
        return rows(Continuations.all(), ANSWERS);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void continuation(Row row) {
        play(row, size(100, 5000));
    }
}
