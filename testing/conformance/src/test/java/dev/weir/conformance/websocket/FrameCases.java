package dev.weir.conformance.websocket;

import static dev.weir.wire.testkit.WebSocketWire.BINARY;
import static dev.weir.wire.testkit.WebSocketWire.CLOSE;
import static dev.weir.wire.testkit.WebSocketWire.CONTINUATION;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.PING;
import static dev.weir.wire.testkit.WebSocketWire.PONG;
import static dev.weir.wire.testkit.WebSocketWire.RSV1;
import static dev.weir.wire.testkit.WebSocketWire.RSV2;
import static dev.weir.wire.testkit.WebSocketWire.RSV3;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static dev.weir.wire.testkit.WebSocketWire.show;
import static dev.weir.wire.testkit.WebSocketWire.status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Framing, pings, reserved bits, opcodes and fragments: groups 1 to 5, and what RFC 6455 says beyond them. */
final class FrameCases {
    static final int PROTOCOL_ERROR = 1002;
    static final byte[] HELLO = frame(FIN | TEXT, "Hello");
    static final String HELLO_BACK = "TEXT 5 Hello";
    private static final int EVERY_OCTET = 1;
    private static final byte[] PING_FRAME = frame(FIN | PING);

    private FrameCases() {}

    static byte[] filled(int length, int octet) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) octet);
        return bytes;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    // ---- 1

    static List<Case> framing() {
        List<Case> cases = new ArrayList<>();
        int[] lengths = {0, 125, 126, 127, 128, 65_535, 65_536};
        for (int group = 1; group <= 2; group++) {
            int opcode = group == 1 ? TEXT : BINARY;
            int octet = group == 1 ? '*' : 0xfe;
            String kind = group == 1 ? "TEXT " : "BINARY ";
            for (int i = 0; i < lengths.length; i++) {
                byte[] payload = filled(lengths[i], octet);
                cases.add(Case.of("1." + group + "." + (i + 1), kind + "of " + lengths[i])
                        .send(frame(FIN | opcode, payload))
                        .answers(kind + show(payload)));
            }
            byte[] payload = filled(65_536, octet);
            cases.add(Case.of("1." + group + ".8", kind + "of 65536 in chops of 997")
                    .chopped(997, frame(FIN | opcode, payload))
                    .answers(kind + show(payload)));
        }
        cases.addAll(List.of(
                Case.of("1.x", "a frame without a mask (section 5.1)")
                        .send(HELLO, frame(FIN | TEXT, 5, 5, false, latin("Hello")))
                        .answers(HELLO_BACK)
                        .fails(PROTOCOL_ERROR),
                Case.of("1.x", "a ping without a mask")
                        .send(frame(FIN | PING, 0, 0, false))
                        .fails(PROTOCOL_ERROR),
                Case.of("1.x", "16 bits for a length of 125 (section 5.2)")
                        .send(frame(FIN | TEXT, 126, 125, true, filled(125, '*')))
                        .fails(PROTOCOL_ERROR),
                Case.of("1.x", "64 bits for a length of 65535")
                        .send(frame(FIN | TEXT, 127, 65_535, true, filled(65_535, '*')))
                        .fails(PROTOCOL_ERROR),
                Case.of("1.x", "a length with its highest bit set")
                        .send(frame(FIN | BINARY, 127, Long.MIN_VALUE, true))
                        .fails(PROTOCOL_ERROR),
                Case.of("1.x", "a length of 2^63-1")
                        .send(frame(FIN | BINARY, 127, Long.MAX_VALUE, true))
                        .fails(1009),
                Case.of("1.x", "masks of every remainder, octet by octet")
                        .chopped(
                                EVERY_OCTET,
                                IntStream.range(0, 9)
                                        .mapToObj(n -> frame(FIN | TEXT, "123456789".substring(0, n)))
                                        .toArray(byte[][]::new))
                        .answers(IntStream.range(0, 9)
                                .mapToObj(n -> "TEXT " + n + " " + "123456789".substring(0, n))
                                .toArray(String[]::new))));
        return cases;
    }

    // ---- 2

    static List<Case> pings() {
        byte[] most = filled(125, 0xfe);
        byte[] odd = {0, -1, -2, -3, -4, -5, 0, -1};
        byte[][] ten = IntStream.range(0, 10)
                .mapToObj(n -> frame(FIN | PING, "payload-" + n))
                .toArray(byte[][]::new);
        String[] tenBack =
                IntStream.range(0, 10).mapToObj(n -> "PONG 9 payload-" + n).toArray(String[]::new);
        return List.of(
                Case.of("2.1", "a ping without payload").send(PING_FRAME).answers("PONG 0 "),
                Case.of("2.2", "a ping with text")
                        .send(frame(FIN | PING, "Hello, world!"))
                        .answers("PONG 13 Hello, world!"),
                Case.of("2.3", "a ping with octets that are no text")
                        .send(frame(FIN | PING, odd))
                        .answers("PONG " + show(odd)),
                Case.of("2.4", "a ping of 125 octets")
                        .send(frame(FIN | PING, most))
                        .answers("PONG " + show(most)),
                Case.of("2.5", "a ping of 126 octets")
                        .send(frame(FIN | PING, filled(126, 0xfe)))
                        .fails(PROTOCOL_ERROR),
                Case.of("2.6", "a ping of 125 octets, one by one")
                        .chopped(EVERY_OCTET, frame(FIN | PING, most))
                        .answers("PONG " + show(most)),
                Case.of("2.7", "a pong that nobody asked for").send(frame(FIN | PONG)),
                Case.of("2.8", "a pong with payload that nobody asked for").send(frame(FIN | PONG, "unsolicited")),
                Case.of("2.9", "such a pong, then a ping")
                        .send(frame(FIN | PONG, "unsolicited"), frame(FIN | PING, "ping"))
                        .answers("PONG 4 ping"),
                Case.of("2.10", "ten pings").send(ten).answers(tenBack),
                Case.of("2.11", "ten pings, octet by octet")
                        .chopped(EVERY_OCTET, ten)
                        .answers(tenBack),
                Case.of("2.x", "a length of 125 in 16 bits, of a ping")
                        .send(frame(FIN | PING, 126, 125, true, most))
                        .fails(PROTOCOL_ERROR),
                Case.of("2.x", "a ping that claims 2^62 octets")
                        .send(frame(FIN | PING, 127, 1L << 62, true))
                        .fails(PROTOCOL_ERROR));
    }

    // ---- 3, 4

    static List<Case> reserved() {
        byte[] hello = latin("Hello");
        return List.of(
                Case.of("3.1", "text with RSV3")
                        .send(frame(FIN | RSV3 | TEXT, hello))
                        .fails(PROTOCOL_ERROR),
                Case.of("3.2", "text, text with RSV2, ping")
                        .send(HELLO, frame(FIN | RSV2 | TEXT, hello), PING_FRAME)
                        .answers(HELLO_BACK)
                        .fails(PROTOCOL_ERROR),
                Case.of("3.3", "text, text with RSV2 and RSV3, ping")
                        .send(HELLO, frame(FIN | RSV2 | RSV3 | TEXT, hello), PING_FRAME)
                        .answers(HELLO_BACK)
                        .fails(PROTOCOL_ERROR),
                Case.of("3.4", "text, text with RSV1 that means nothing here, ping, octet by octet")
                        .chopped(EVERY_OCTET, HELLO, frame(FIN | RSV1 | TEXT, hello), PING_FRAME)
                        .answers(HELLO_BACK)
                        .fails(PROTOCOL_ERROR),
                Case.of("3.5", "binary with RSV1 and RSV3")
                        .send(frame(FIN | RSV1 | RSV3 | BINARY, filled(8, 0xff)))
                        .fails(PROTOCOL_ERROR),
                Case.of("3.6", "a ping with RSV1 and RSV2")
                        .send(frame(FIN | RSV1 | RSV2 | PING, "Hello, world!"))
                        .fails(PROTOCOL_ERROR),
                Case.of("3.7", "a close with all three")
                        .send(frame(FIN | RSV1 | RSV2 | RSV3 | CLOSE))
                        .fails(PROTOCOL_ERROR),
                Case.of("3.x", "a continuation with RSV2")
                        .send(frame(TEXT, hello), frame(FIN | RSV2 | CONTINUATION, hello))
                        .fails(PROTOCOL_ERROR));
    }

    static List<Case> opcodes() {
        List<Case> cases = new ArrayList<>();
        for (int group = 1; group <= 2; group++) {
            int first = group == 1 ? 3 : 11;
            for (int i = 1; i <= 5; i++) {
                int opcode = FIN | first + i - 1;
                byte[] bad = i == 1 || i == 3 ? frame(opcode) : frame(opcode, "reserved");
                Case row = Case.of("4." + group + "." + i, "the reserved opcode " + (first + i - 1));
                if (i <= 2) {
                    row.send(bad);
                } else {
                    row.chopped(i == 5 ? EVERY_OCTET : Integer.MAX_VALUE, HELLO, bad, PING_FRAME)
                            .answers(HELLO_BACK);
                }
                cases.add(row.fails(PROTOCOL_ERROR));
            }
        }
        return cases;
    }

    // ---- 5

    static List<Case> fragments() {
        byte[] begin = frame(TEXT, "fragment1");
        byte[] end = frame(FIN | CONTINUATION, "fragment2");
        String whole = "TEXT 18 fragment1fragment2";
        byte[] ping = frame(FIN | PING, "ping payload");
        String pong = "PONG 12 ping payload";
        byte[] stray = frame(FIN | CONTINUATION, "non-continuation payload");
        byte[] open = frame(CONTINUATION, "non-continuation payload");
        List<Case> cases = new ArrayList<>(List.of(
                Case.of("5.1", "a ping in two fragments")
                        .send(frame(PING, "fragment1"), end)
                        .fails(PROTOCOL_ERROR),
                Case.of("5.2", "a pong in two fragments")
                        .send(frame(PONG, "fragment1"), end)
                        .fails(PROTOCOL_ERROR),
                Case.of("5.x", "a close in two fragments")
                        .send(frame(CLOSE, status(1000, "")), end)
                        .fails(PROTOCOL_ERROR),
                Case.of("5.3", "text in two fragments, at once")
                        .send(join(begin, end))
                        .answers(whole),
                Case.of("5.4", "text in two fragments").send(begin, end).answers(whole),
                Case.of("5.5", "text in two fragments, octet by octet")
                        .chopped(EVERY_OCTET, begin, end)
                        .answers(whole),
                Case.of("5.6", "a ping between them")
                        .send(join(begin, ping, end))
                        .answers(pong, whole),
                Case.of("5.7", "a ping between them, in three writes")
                        .send(begin, ping, end)
                        .answers(pong, whole),
                Case.of("5.8", "a ping between them, octet by octet")
                        .chopped(EVERY_OCTET, begin, ping, end)
                        .answers(pong, whole)));
        for (int i = 0; i < 6; i++) {
            byte[] bad = i < 3 ? stray : open;
            Case row = Case.of("5." + (9 + i), "the rest of nothing" + (i < 3 ? "" : ", not the last"));
            if (i % 3 == 0) {
                row.send(join(bad, HELLO));
            } else {
                row.chopped(i % 3 == 1 ? Integer.MAX_VALUE : EVERY_OCTET, bad, HELLO);
            }
            cases.add(row.fails(PROTOCOL_ERROR));
        }
        byte[] f3 = frame(CONTINUATION, "fragment3");
        byte[] f4 = frame(CONTINUATION, "fragment4");
        byte[] f2 = frame(CONTINUATION, "fragment2");
        byte[] f5 = frame(FIN | CONTINUATION, "fragment5");
        String five = "TEXT " + show(latin("fragment1fragment2fragment3fragment4fragment5"));
        cases.addAll(List.of(
                Case.of("5.15", "a message, the rest of nothing, a message")
                        .send(begin, end, open, HELLO)
                        .answers(whole)
                        .fails(PROTOCOL_ERROR),
                Case.of("5.16", "twice the rest of nothing that is not the last, and a message")
                        .send(open, begin, end, open, begin, end)
                        .fails(PROTOCOL_ERROR),
                Case.of("5.17", "twice the rest of nothing, and a message")
                        .send(stray, begin, end, stray, begin, end)
                        .fails(PROTOCOL_ERROR),
                Case.of("5.18", "a message within a message")
                        .send(begin, frame(FIN | TEXT, "fragment2"))
                        .fails(PROTOCOL_ERROR),
                Case.of("5.19", "five fragments, and pings between them")
                        .send(begin, f2, ping, f3, f4, ping, f5)
                        .answers(pong, pong, five),
                Case.of("5.20", "five fragments, and pings between them, octet by octet")
                        .chopped(EVERY_OCTET, begin, f2, ping, f3, f4, ping, f5)
                        .answers(pong, pong, five),
                Case.of("5.x", "binary within text")
                        .send(begin, frame(BINARY, "fragment2"))
                        .fails(PROTOCOL_ERROR),
                Case.of("5.x", "empty fragments all around")
                        .send(frame(BINARY), frame(CONTINUATION), frame(CONTINUATION, "a"), frame(CONTINUATION))
                        .send(frame(FIN | CONTINUATION))
                        .answers("BINARY 1 a")));
        return cases;
    }

    static byte[] join(byte[]... parts) {
        byte[] whole =
                new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
