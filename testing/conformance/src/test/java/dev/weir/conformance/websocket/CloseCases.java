package dev.weir.conformance.websocket;

import static dev.weir.conformance.websocket.FrameCases.HELLO;
import static dev.weir.conformance.websocket.FrameCases.HELLO_BACK;
import static dev.weir.conformance.websocket.FrameCases.PROTOCOL_ERROR;
import static dev.weir.conformance.websocket.FrameCases.filled;
import static dev.weir.conformance.websocket.FrameCases.join;
import static dev.weir.conformance.websocket.FrameCases.latin;
import static dev.weir.wire.testkit.WebSocketWire.CLOSE;
import static dev.weir.wire.testkit.WebSocketWire.CONTINUATION;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.PING;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static dev.weir.wire.testkit.WebSocketWire.show;
import static dev.weir.wire.testkit.WebSocketWire.status;

import java.util.ArrayList;
import java.util.List;

/** The close handshake: group 7. */
final class CloseCases {
    private static final int[] VALID = {
        1000,
        1001,
        1002,
        1003,
        1007,
        1008,
        1009,
        1010,
        1011,
        3000,
        3999,
        4000,
        4999,
        // since registered
        1012,
        1013,
        1014
    };
    private static final int[] INVALID = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
    private static final int[] OUT_OF_RANGE = {5000, 65_535};
    /** Reserved for an end without a CLOSE, so they may not stand in one (section 7.4.1). */
    private static final int TLS_FAILED = 1015;

    private CloseCases() {}

    static List<Case> closes() {
        byte[] normal = close(1000);
        String back = "CLOSE 1000";
        byte[] long256K = filled(256 << 10, '*');
        List<Case> cases = new ArrayList<>(List.of(
                Case.of("7.1.1", "a message, then a close").send(HELLO).answers(HELLO_BACK),
                Case.of("7.1.2", "two closes").send(join(normal, normal)).closed(back),
                Case.of("7.1.3", "a ping after the close")
                        .send(join(normal, frame(FIN | PING)))
                        .closed(back),
                Case.of("7.1.4", "a message after the close")
                        .send(join(normal, HELLO))
                        .closed(back),
                Case.of("7.1.5", "a close within a message, whose rest follows")
                        .send(join(frame(TEXT, "fragment1"), normal, frame(FIN | CONTINUATION, "fragment2")))
                        .closed(back),
                Case.of("7.1.6", "256 KiB, a message, a close, a ping")
                        .send(frame(FIN | TEXT, long256K), HELLO, join(normal, frame(FIN | PING)))
                        .answers("TEXT " + show(long256K), HELLO_BACK)
                        .closed(back),
                Case.of("7.3.1", "a close without a status")
                        .send(frame(FIN | CLOSE))
                        .closed("CLOSE"),
                Case.of("7.3.2", "half a status").send(frame(FIN | CLOSE, "a")).fails(PROTOCOL_ERROR),
                Case.of("7.3.3", "a status").send(normal).closed(back),
                Case.of("7.3.4", "a status and a reason")
                        .send(frame(FIN | CLOSE, status(1000, "Hello World!")))
                        .closed(back),
                Case.of("7.3.5", "a reason of 123 octets")
                        .send(frame(FIN | CLOSE, status(1000, "*".repeat(123))))
                        .closed(back),
                Case.of("7.3.6", "a reason of 124 octets")
                        .send(frame(FIN | CLOSE, status(1000, "*".repeat(124))))
                        .fails(PROTOCOL_ERROR),
                Case.of("7.5.1", "a reason that is not UTF-8")
                        .send(frame(
                                FIN | CLOSE,
                                join(
                                        status(1000, ""),
                                        latin("\u00ce\u00ba\u00e1\u00bd\u00b9\u00cf\u0083\u00ce\u00bc\u00ce\u00b5"
                                                + "\u00ed\u00a0\u0080edited"))))
                        .fails(1007),
                Case.of("7.5.x", "a reason that ends within a character")
                        .send(frame(FIN | CLOSE, join(status(1000, "a"), filled(1, 0xce))))
                        .fails(1007)));
        number(cases, "7.7.", VALID, 0);
        number(cases, "7.9.", INVALID, PROTOCOL_ERROR);
        number(cases, "7.9.x ", new int[] {TLS_FAILED}, PROTOCOL_ERROR);
        number(cases, "7.13.", OUT_OF_RANGE, PROTOCOL_ERROR);
        return cases;
    }

    /** A close with each code: answered with the same, or with a failure. */
    private static void number(List<Case> cases, String group, int[] codes, int failure) {
        for (int i = 0; i < codes.length; i++) {
            Case row = Case.of(group + (i + 1), "a close with " + codes[i]).send(close(codes[i]));
            cases.add(failure == 0 ? row.closed("CLOSE " + codes[i]) : row.fails(failure));
        }
    }

    private static byte[] close(int code) {
        return frame(FIN | CLOSE, status(code, ""));
    }
}
