package dev.weir.conformance.websocket;

import static dev.weir.conformance.websocket.FrameCases.filled;
import static dev.weir.wire.testkit.WebSocketWire.BINARY;
import static dev.weir.wire.testkit.WebSocketWire.CONTINUATION;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;
import static dev.weir.wire.testkit.WebSocketWire.show;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Large messages, many fragments and many messages: groups 9 and 10. */
final class LimitCases {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int[] SIZES = {64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB};
    private static final int[] FRAGMENTS = {64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB};
    private static final int[] CHOPS = {64, 128, 256, 512, KIB, 2 * KIB};
    private static final int[] TRIPS = {0, 16, 64, 256, KIB, 4 * KIB};
    private static final int TIMES = 1000;
    /** What is sent at once: a client of 65,536 fragments puts many into a segment. */
    private static final int AT_ONCE = 16 * KIB;

    private LimitCases() {}

    static List<Case> limits() {
        List<Case> cases = new ArrayList<>();
        for (int kind = 1; kind <= 2; kind++) {
            int opcode = kind == 1 ? TEXT : BINARY;
            String name = kind == 1 ? "TEXT " : "BINARY ";
            int octet = kind == 1 ? '*' : 0xfe;
            for (int i = 0; i < SIZES.length; i++) {
                byte[] payload = filled(SIZES[i], octet);
                cases.add(Case.of("9." + kind + "." + (i + 1), name + "of " + SIZES[i])
                        .send(frame(FIN | opcode, payload))
                        .answers(name + show(payload)));
            }
            byte[] large = filled(4 * MIB, octet);
            for (int i = 0; i < FRAGMENTS.length; i++) {
                cases.add(Case.of("9." + (2 + kind) + "." + (i + 1), name + "in fragments of " + FRAGMENTS[i])
                        .chopped(AT_ONCE, fragmented(opcode, large, FRAGMENTS[i]))
                        .answers(name + show(large)));
            }
            for (int i = 0; i < CHOPS.length; i++) {
                byte[] payload = filled(MIB, octet);
                cases.add(Case.of("9." + (4 + kind) + "." + (i + 1), name + "in chops of " + CHOPS[i])
                        .chopped(CHOPS[i], frame(FIN | opcode, payload))
                        .answers(name + show(payload)));
            }
            for (int i = 0; i < TRIPS.length; i++) {
                byte[] payload = filled(TRIPS[i], octet);
                cases.add(Case.of("9." + (6 + kind) + "." + (i + 1), TIMES + " of " + name + TRIPS[i])
                        .send(Collections.nCopies(TIMES, frame(FIN | opcode, payload))
                                .toArray(byte[][]::new))
                        .answers(
                                Collections.nCopies(TIMES, name + show(payload)).toArray(String[]::new)));
            }
        }
        byte[] payload = filled(64 * KIB, '*');
        cases.add(Case.of("10.1.1", "65536 in fragments of 1300")
                .chopped(AT_ONCE, fragmented(TEXT, payload, 1300))
                .answers("TEXT " + show(payload)));
        return cases;
    }

    /** A message in fragments of one size, but for the last. */
    static byte[] fragmented(int opcode, byte[] payload, int size) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int at = 0;
        do {
            int to = Math.min(payload.length, at + size);
            int first = (at == 0 ? opcode : CONTINUATION) | (to == payload.length ? FIN : 0);
            all.writeBytes(frame(first, Arrays.copyOfRange(payload, at, to)));
            at = to;
        } while (at < payload.length);
        return all.toByteArray();
    }
}
