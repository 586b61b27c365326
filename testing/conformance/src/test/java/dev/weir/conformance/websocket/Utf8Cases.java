package dev.weir.conformance.websocket;

import static dev.weir.conformance.websocket.FrameCases.join;
import static dev.weir.conformance.websocket.FrameCases.latin;
import static dev.weir.wire.testkit.WebSocketWire.CONTINUATION;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static dev.weir.wire.testkit.WebSocketWire.show;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** UTF-8, which is checked as it comes, octet by octet if need be: group 6. */
final class Utf8Cases {
    static final int INVALID = 1007;
    private static final String GREEK = "κόσμε";

    private Utf8Cases() {}

    /** Sequences by the suite's groups: valid ones have a plus, invalid ones a minus. */
    private static final String SEQUENCES = """
        6.2.1 + 48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121
        6.3.1 - cebae1bdb9cf83cebcceb5eda080656469746564
        6.5.1 + ceba
        6.5.2 + cebae1bdb9
        6.5.3 + cebae1bdb9cf83
        6.5.4 + cebae1bdb9cf83cebc
        6.5.5 + cebae1bdb9cf83cebcceb5
        6.6.1 - ce
        6.6.2 + ceba
        6.6.3 - cebae1
        6.6.4 - cebae1bd
        6.6.5 + cebae1bdb9
        6.6.6 - cebae1bdb9cf
        6.6.7 + cebae1bdb9cf83
        6.6.8 - cebae1bdb9cf83ce
        6.6.9 + cebae1bdb9cf83cebc
        6.6.10 - cebae1bdb9cf83cebcce
        6.6.11 + cebae1bdb9cf83cebcceb5
        6.7.1 + 00
        6.7.2 + c280
        6.7.3 + e0a080
        6.7.4 + f0908080
        6.8.1 - f888808080
        6.8.2 - fc8480808080
        6.9.1 + 7f
        6.9.2 + dfbf
        6.9.3 + efbfbf
        6.9.4 + f48fbfbf
        6.10.1 - f7bfbfbf
        6.10.2 - fbbfbfbfbf
        6.10.3 - fdbfbfbfbfbf
        6.11.1 + ed9fbf
        6.11.2 + ee8080
        6.11.3 + efbfbd
        6.11.4 + f48fbfbf
        6.11.5 - f4908080
        6.12.1 - 80
        6.12.2 - bf
        6.12.3 - 80bf
        6.12.4 - 80bf80
        6.12.5 - 80bf80bf
        6.12.6 - 80bf80bf80
        6.12.7 - 80bf80bf80bf
        6.14.1 - c0
        6.14.2 - e080
        6.14.3 - f08080
        6.14.4 - f8808080
        6.14.5 - fc80808080
        6.14.6 - df
        6.14.7 - efbf
        6.14.8 - f7bfbf
        6.14.9 - fbbfbfbf
        6.14.10 - fdbfbfbfbf
        6.15.1 - c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf
        6.16.1 - fe
        6.16.2 - ff
        6.16.3 - fefeffff
        6.17.1 - c0af
        6.17.2 - e080af
        6.17.3 - f08080af
        6.17.4 - f8808080af
        6.17.5 - fc80808080af
        6.18.1 - c1bf
        6.18.2 - e09fbf
        6.18.3 - f08fbfbf
        6.18.4 - f887bfbfbf
        6.18.5 - fc83bfbfbfbf
        6.19.1 - c080
        6.19.2 - e08080
        6.19.3 - f0808080
        6.19.4 - f880808080
        6.19.5 - fc8080808080
        6.20.1 - eda080
        6.20.2 - edadbf
        6.20.3 - edae80
        6.20.4 - edafbf
        6.20.5 - edb080
        6.20.6 - edbe80
        6.20.7 - edbfbf
        6.21.1 - eda080edb080
        6.21.2 - eda080edbfbf
        6.21.3 - edadbfedb080
        6.21.4 - edadbfedbfbf
        6.21.5 - edae80edb080
        6.21.6 - edae80edbfbf
        6.21.7 - edafbfedb080
        6.21.8 - edafbfedbfbf
        6.23.1 + efbfb9
        6.23.2 + efbfba
        6.23.3 + efbfbb
        6.23.4 + efbfbc
        6.23.5 + efbfbd
        6.23.6 + efbfbe
        6.23.7 + efbfbf
        """;

    /**
     * Text of a case.
     *
     * @param valid whether it is UTF-8
     */
    record Sequence(String number, boolean valid, byte[] bytes) {
        @Override
        public String toString() {
            return number + " " + HexFormat.of().formatHex(bytes);
        }
    }

    static List<Sequence> sequences() {
        List<Sequence> all = new ArrayList<>();
        SEQUENCES.lines().forEach(line -> {
            String[] words = line.split(" ");
            all.add(new Sequence(words[0], words[1].equals("+"), HexFormat.of().parseHex(words[2])));
        });
        byte[] continuations = new byte[64];
        for (int i = 0; i < continuations.length; i++) {
            continuations[i] = (byte) (0x80 + i);
        }
        all.add(new Sequence("6.12.8", false, continuations));
        int[][] lonely = {{0xc0, 0xdf}, {0xe0, 0xef}, {0xf0, 0xf7}, {0xf8, 0xfb}, {0xfc, 0xfd}};
        for (int i = 0; i < lonely.length; i++) {
            StringBuilder text = new StringBuilder();
            for (int start = lonely[i][0]; start <= lonely[i][1]; start++) {
                text.append((char) start).append(' ');
            }
            all.add(new Sequence("6.13." + (i + 1), false, latin(text.toString())));
        }
        for (int plane = 0; plane <= 16; plane++) {
            for (int last = 0xfffe; last <= 0xffff; last++) {
                String text = new String(Character.toChars(plane << 16 | last));
                all.add(new Sequence(
                        "6.22." + (2 * plane + last - 0xfffd), true, text.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    /** Each sequence in one frame, octet by octet, and in fragments of an octet. */
    static List<Case> texts() {
        List<Case> cases = new ArrayList<>();
        for (Sequence s : sequences()) {
            cases.add(ends(Case.of(s.number, "in a frame").send(frame(FIN | TEXT, s.bytes)), s));
            cases.add(ends(Case.of(s.number, "octet by octet").chopped(1, frame(FIN | TEXT, s.bytes)), s));
            cases.add(ends(
                    Case.of(s.number, "in fragments of an octet").send(LimitCases.fragmented(TEXT, s.bytes, 1)), s));
        }
        byte[] greek = GREEK.getBytes(StandardCharsets.UTF_8);
        byte[] umlauts = "Hello-µ@ßöäüàá-UTF-8!!".getBytes(StandardCharsets.UTF_8);
        cases.addAll(List.of(
                Case.of("6.1.1", "an empty text").send(frame(FIN | TEXT)).answers("TEXT 0 "),
                Case.of("6.1.2", "three empty fragments")
                        .send(frame(TEXT), frame(CONTINUATION), frame(FIN | CONTINUATION))
                        .answers("TEXT 0 "),
                Case.of("6.1.3", "two empty fragments around one")
                        .send(frame(TEXT), frame(CONTINUATION, "middle"), frame(FIN | CONTINUATION))
                        .answers("TEXT 6 middle"),
                Case.of("6.2.2", "two fragments, between characters")
                        .send(
                                frame(TEXT, Arrays.copyOf(umlauts, 12)),
                                frame(FIN | CONTINUATION, Arrays.copyOfRange(umlauts, 12, umlauts.length)))
                        .answers("TEXT " + show(umlauts)),
                Case.of("6.2.3", "fragments of an octet")
                        .send(LimitCases.fragmented(TEXT, umlauts, 1))
                        .answers("TEXT " + show(umlauts)),
                Case.of("6.2.4", "fragments of an octet")
                        .send(LimitCases.fragmented(TEXT, greek, 1))
                        .answers("TEXT " + show(greek))));
        return cases;
    }

    private static Case ends(Case row, Sequence s) {
        return s.valid ? row.answers("TEXT " + show(s.bytes)) : row.fails(INVALID);
    }

    /**
     * What is wrong already fails at once, whether or not the frame goes on: no octet after the first that cannot stand
     * there is sent.
     */
    static List<Case> failFast() {
        byte[] greek = GREEK.getBytes(StandardCharsets.UTF_8);
        byte[] bad = HexFormat.of().parseHex("f4908080");
        byte[] whole = join(greek, bad, latin("edited"));
        List<Case> cases = new ArrayList<>(List.of(
                Case.of("6.4.1", "wrong in the second fragment")
                        .send(frame(TEXT, greek), frame(CONTINUATION, bad))
                        .fails(INVALID),
                Case.of("6.4.2", "wrong in the second fragment, begun in the first")
                        .send(frame(TEXT, join(greek, Arrays.copyOf(bad, 1))), frame(CONTINUATION, (byte) 0x90))
                        .fails(INVALID),
                Case.of("6.4.3", "wrong within a frame, of which more is to come")
                        .send(part(whole, greek.length), part(whole, greek.length, greek.length + 4))
                        .fails(INVALID),
                Case.of("6.4.4", "wrong at an octet, of which more is to come")
                        .send(part(whole, greek.length + 1), part(whole, greek.length + 1, greek.length + 2))
                        .fails(INVALID)));
        for (Sequence s : sequences()) {
            if (!s.valid) {
                int at = firstWrong(s.bytes);
                if (at < s.bytes.length) {
                    byte[] more = join(Arrays.copyOf(s.bytes, at + 1), new byte[20]);
                    cases.add(Case.of(s.number, "within a frame that goes on")
                            .send(part(more, at + 1))
                            .fails(INVALID));
                    // The check by vectors must find it also where it is not at the beginning of one.
                    byte[] later = join(latin("0123456789abcdef01234"), more);
                    cases.add(Case.of(s.number, "later within a frame that goes on")
                            .send(part(later, 21 + at + 1))
                            .fails(INVALID));
                }
            }
        }
        return cases;
    }

    private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

    /** A frame of a whole text of which only the beginning is sent. */
    private static byte[] part(byte[] whole, int length) {
        return join(new byte[] {(byte) (FIN | TEXT), (byte) (0x80 | whole.length)}, KEY, part(whole, 0, length));
    }

    /** Some of the text that follows. */
    private static byte[] part(byte[] whole, int from, int to) {
        byte[] masked = Arrays.copyOfRange(whole, from, to);
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= KEY[from + i & 3];
        }
        return masked;
    }

    /** Where the first octet is that no valid text has there; the length where only more is missing (RFC 3629). */
    static int firstWrong(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int lead = bytes[at] & 0xff;
            int more = lead < 0x80
                    ? 0
                    : lead >= 0xc2 && lead <= 0xdf
                            ? 1
                            : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
            if (more < 0) {
                return at;
            }
            for (int i = 1; i <= more; i++) {
                if (at + i == bytes.length) {
                    return bytes.length;
                }
                int low = i > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
                int high = i > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
                int octet = bytes[at + i] & 0xff;
                if (octet < low || octet > high) {
                    return at + i;
                }
            }
            at += more + 1;
        }
        return bytes.length;
    }

    static boolean isValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
