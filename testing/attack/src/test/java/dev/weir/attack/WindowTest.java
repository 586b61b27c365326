package dev.weir.attack;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks on flow control that need no deadline to end (RFC 9113 section 6.9). */
class WindowTest extends Family {
    private static final String ANSWERS = """
        one-byte window updates, CVE-2019-9511 => GOAWAY max NO_ERROR (too much of SMALL_WINDOW_UPDATE); \
        GOAWAY 199 ENHANCE_YOUR_CALM (too much of SMALL_WINDOW_UPDATE); closed
        connection window over 2^31-1 => GOAWAY 0 FLOW_CONTROL_ERROR (a window of more than 2^31-1); closed
        stream window over 2^31-1 => RST_STREAM FLOW_CONTROL_ERROR; open
        stream window over 2^31-1 by SETTINGS => GOAWAY 1 FLOW_CONTROL_ERROR (SETTINGS_INITIAL_WINDOW_SIZE makes \
        a window overflow); closed
        SETTINGS_INITIAL_WINDOW_SIZE over 2^31-1 => GOAWAY 0 FLOW_CONTROL_ERROR (INITIAL_WINDOW_SIZE of \
        2147483648); closed
        negative windows => open
        zero WINDOW_UPDATE of the connection => GOAWAY 0 PROTOCOL_ERROR (WINDOW_UPDATE of nothing); closed
        bad WINDOW_UPDATE length => GOAWAY 0 FRAME_SIZE_ERROR (WINDOW_UPDATE of 3 octets); closed
        content beyond the connection's window => GOAWAY 9 FLOW_CONTROL_ERROR (content beyond the connection's \
        window); closed
        window changed by SETTINGS, up and down => GOAWAY max NO_ERROR (too much of SETTINGS); \
        GOAWAY 199 ENHANCE_YOUR_CALM (too much of SETTINGS); closed
        SETTINGS_MAX_FRAME_SIZE of 1 => GOAWAY 0 PROTOCOL_ERROR (MAX_FRAME_SIZE of 1); closed
        """;

    static List<Row> rows() {
        return rows(Windows.all(), ANSWERS);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void window(Row row) {
        play(row, size(3000, 20_000));
    }
}
