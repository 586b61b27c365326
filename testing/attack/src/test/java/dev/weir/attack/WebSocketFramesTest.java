package dev.weir.attack;

import static dev.weir.wire.testkit.WebSocketWire.BINARY;
import static dev.weir.wire.testkit.WebSocketWire.CONTINUATION;
import static dev.weir.wire.testkit.WebSocketWire.FIN;
import static dev.weir.wire.testkit.WebSocketWire.PING;
import static dev.weir.wire.testkit.WebSocketWire.PONG;
import static dev.weir.wire.testkit.WebSocketWire.TEXT;
import static dev.weir.wire.testkit.WebSocketWire.frame;

import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Way;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that no client needs, each ended with the code that it should be. */
class WebSocketFramesTest extends WebSocketFamily {
    @Override
    boolean weighsEach() {
        return false;
    }

    /**
     * Bytes that end a WebSocket.
     *
     * @param code what it is closed with
     */
    private record Bad(String name, int code, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Bad> bad() {
        byte[] kilobyte = new byte[1024];
        return List.of(
                new Bad("an unmasked frame", PROTOCOL_ERROR, frame(FIN | TEXT, 5, 5, false, kilobyte)),
                new Bad("an unmasked frame of 2^62", PROTOCOL_ERROR, frame(FIN | BINARY, 127, 1L << 62, false)),
                new Bad("a frame of 2^62", TOO_BIG, frame(FIN | BINARY, 127, 1L << 62, true, kilobyte)),
                new Bad("a frame over 2^63", PROTOCOL_ERROR, frame(FIN | BINARY, 127, -1, true, kilobyte)),
                new Bad("one byte over the limit", TOO_BIG, frame(FIN | BINARY, 127, ECHO_LIMIT + 1, true, kilobyte)),
                new Bad("a length of 1 in 64 bits", PROTOCOL_ERROR, frame(FIN | BINARY, 127, 1, true, kilobyte)),
                new Bad("a ping of a kilobyte", PROTOCOL_ERROR, frame(FIN | PING, kilobyte)),
                new Bad("a ping of 2^40", PROTOCOL_ERROR, frame(FIN | PING, 127, 1L << 40, true)),
                new Bad("empty fragments without end", POLICY, times(20_000, frame(BINARY), frame(CONTINUATION))),
                new Bad(
                        "fragments of a kilobyte without end",
                        TOO_BIG,
                        times(ECHO_LIMIT / kilobyte.length + 10, frame(BINARY), frame(CONTINUATION, kilobyte))),
                new Bad("a flood of pings", POLICY, times(20_000, new byte[0], frame(FIN | PING, "flood"))),
                new Bad("a flood of pongs", POLICY, times(20_000, new byte[0], frame(FIN | PONG, "flood"))),
                new Bad(
                        "a flood of pings within a message",
                        POLICY,
                        times(20_000, frame(TEXT, "begun"), frame(FIN | PING))));
    }

    private static byte[] times(int count, byte[] first, byte[] then) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        for (int i = 0; i < count; i++) {
            all.writeBytes(then);
        }
        return all.toByteArray();
    }

    static Stream<Arguments> badFrames() {
        return Arrays.stream(Way.values()).flatMap(way -> bad().stream().map(bad -> Arguments.of(way, bad)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badFrames")
    void frames(Way way, Bad bad) {
        attack(() -> {
            try (WebSocketWire wire = open(way, "/ws/echo")) {
                sendAll(wire, bad.bytes());
                expectClose(wire, bad.code());
            }
            return null;
        });
    }
}
