package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads without end: 431, 414 or 400 as soon as a limit is passed, and memory is bounded by that limit. */
class EndlessHeadTest extends Http1Family {
    private static final int SIZE = 1 << 20;
    private static final String ANSWERS = """
        a field without end => 431 the head is larger than 65536 bytes; closed
        a name without end => 431 the head is larger than 65536 bytes; closed
        fields without end => 431 the head is larger than 65536 bytes; closed
        more fields than may be, in a small head => 431 more than 500 field lines; closed
        a target without end => 414 the request line is longer than 16384 bytes; closed
        a method without end => 414 the request line is longer than 16384 bytes; closed
        a method that is too long => 501 the method is too long; closed
        empty lines without end => 400 too many empty lines before the request line; closed
        bare LFs without end => 400 not a request line; closed
        bare CRs without end => 400 a bare CR; closed
        """;

    static List<Case> cases() {
        return cases(BadHeads.endless(), ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endless(Case one) {
        play(one, SIZE);
    }

    /** As much of a head as may be, on many connections that then send nothing: each holds its own head and little else. */
    @Test
    void manyHeadsThatAreNearlyTooLarge() throws IOException {
        int count = size(100, 1000);
        String head = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nA: " + "b".repeat(60_000);
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                wires.add(wire());
                wires.getLast().socket().getOutputStream().write(head.getBytes());
            }
            // The array may be twice as large as what is in it, and so it is while it grows. The clients hold 32 KiB.
            assertHeapBelow(count * 300_000L);
            for (Wire wire : wires) {
                wire.socket().getOutputStream().write("\r\n\r\n".getBytes());
                assertEquals(200, wire.answer(false).status(), wire::transcript);
            }
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }
}
