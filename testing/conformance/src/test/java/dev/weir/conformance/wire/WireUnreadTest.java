package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;
import static dev.weir.conformance.wire.Row.times;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Content that the handler leaves unread: a little is dropped to keep the connection, much ends it (PROTOCOL.md). */
public class WireUnreadTest extends WireSuite {
    private static String post(int length) {
        return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String chunks(int n) {
        return "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + times(n, "1000\r\n" + times(4096, "x") + "\r\n") + "0\r\n\r\n";
    }

    @Override
    public Stream<Row> rows() {
        return Stream.of(
                row("a little is dropped", post(5) + "hello")
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .keeps(),
                row("what has not come yet is waited for", post(5))
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .send("hello")
                        .keeps(),
                row("256 KiB are dropped", post(262_144) + times(262_144, "x"))
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .keeps(),
                row("256 KiB and a byte are not", post(262_145) + times(262_145, "x"))
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .closes(),
                row("1 MiB, and a large answer is whole", post(1 << 20) + times(1 << 20, "x"))
                        .by((w, r) -> w.write("y".repeat(200_000)))
                        .answer(200)
                        .bodySize(200_000)
                        .closes(),
                // Its head went out while the handler was still reading, so it could not know that the connection ends.
                row("1 MiB that the handler begins to read", post(1 << 20) + times(1 << 20, "x"))
                        .by((w, r) -> {
                            r.content().read();
                            w.write("y".repeat(200_000));
                        })
                        .answer(200)
                        .bodySize(200_000)
                        .closesSilently(),
                row("much that never comes", post(1 << 30))
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .closes(),
                row("much of which the handler has read enough", post(300_000) + times(300_000, "x"))
                        .by((w, r) -> w.write("" + r.content().readNBytes(200_000).length))
                        .answer(200)
                        .body("200000")
                        .keeps(),
                row("chunks of 128 KiB are dropped", chunks(32))
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .keeps(),
                row("chunks of 1 MiB are not", chunks(256))
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .closesSilently(),
                row("a failure drops a little too", post(5) + "hello")
                        .by((w, r) -> {
                            throw new IllegalStateException("on purpose");
                        })
                        .answer(500)
                        .keeps(),
                row("a failure before much", post(1 << 20) + times(1 << 20, "x"))
                        .by((w, r) -> {
                            throw new IllegalStateException("on purpose");
                        })
                        .answer(500)
                        .closes(),
                row("1.0: unread content", "POST / HTTP/1.0\r\nContent-Length: 1000000\r\n\r\n" + times(1_000_000, "x"))
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .closesSilently());
    }

    /** Closing with bytes unread resets a connection, and a reset takes from the client what it has not read yet. */
    @Test
    void anAnswerBeforeMuchContentIsReadWhole() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Wire wire = Wire.to(server().port())) {
                // A bad request, so that the answer comes before the content.
                wire.send("POST / HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n").send("x".repeat(3_000_000));
                Answer answer = wire.answer(false);
                assertEquals(400, answer.status(), wire::transcript);
                assertTrue(answer.connection("close"), wire::transcript);
                assertEquals("", wire.restOrReset(), wire::transcript);
            }
        }
    }
}
