package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.WebSocketWire;
import dev.weir.wire.testkit.WebSocketWire.Way;
import java.io.IOException;

/** A family of attacks by WebSocket, over both protocols. */
abstract class WebSocketFamily extends Family {
    /** The largest message that the demo's echo takes. */
    static final int ECHO_LIMIT = 16 << 20;

    static final int PROTOCOL_ERROR = 1002;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;

    private static final int AT_ONCE = 16_384;

    final WebSocketWire open(Way way, String path, String... fields) throws IOException {
        WebSocketWire wire = WebSocketWire.open(way, dial().connect(), path, fields);
        assertTrue(wire.accepted(), () -> "" + wire.answer());
        return wire;
    }

    static void sendAll(WebSocketWire wire, byte[] bytes) {
        try {
            for (int at = 0; at < bytes.length; at += AT_ONCE) {
                wire.send(bytes, at, Math.min(AT_ONCE, bytes.length - at));
            }
        } catch (IOException _) {
            // The server has ended it meanwhile.
        }
    }

    /** Answers to pings may come before it; a reset may take it away while we still send. */
    static void expectClose(WebSocketWire wire, int code) {
        String next = wire.read();
        while (next.startsWith("PONG")) {
            next = wire.read();
        }
        String last = next;
        assertTrue(
                last.equals("CLOSE " + code) || last.equals("BROKEN OFF") || last.equals("END WITHIN A FRAME"),
                () -> "expected CLOSE " + code + ", got " + last);
    }
}
