package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.DATA;
import static dev.weir.wire.testkit.Http2Wire.END_HEADERS;
import static dev.weir.wire.testkit.Http2Wire.END_STREAM;
import static dev.weir.wire.testkit.Http2Wire.HEADERS;

import java.util.List;

/** Streams whose numbers are not what RFC 9113 section 5.1.1 has them be. */
public final class StreamIds {
    private StreamIds() {}

    /** All of them. */
    public static List<Http2Attack> all() {
        return List.of(
                even(),
                zero(),
                falling(),
                passedOver(),
                reused(),
                reusedWhileOpen(),
                last(),
                afterTheLast(),
                reservedBit(),
                idleData(),
                idleReset(),
                idleWindow(),
                dataOnZero(),
                resetOfZero());
    }

    /** "Streams initiated by a client MUST use odd-numbered stream identifiers". */
    public static Http2Attack even() {
        return Http2Attack.begun("even stream id", (wire, _, _) -> wire.get(2, "/plaintext"));
    }

    /** Stream 0 is the connection. */
    public static Http2Attack zero() {
        return Http2Attack.begun("request on stream 0", (wire, _, _) -> wire.get(0, "/plaintext"));
    }

    /** "The identifier of a newly established stream MUST be numerically greater than all streams" before it. */
    public static Http2Attack falling() {
        return Http2Attack.begun(
                "falling stream id", (wire, _, _) -> wire.get(5, "/delay/60000").get(3, "/plaintext"));
    }

    /** What was passed over is closed. */
    public static Http2Attack passedOver() {
        return Http2Attack.begun(
                "DATA on a stream that was passed over",
                (wire, _, _) -> wire.get(5, "/plaintext").data(3, true, "x"));
    }

    /** An id that has been used. */
    public static Http2Attack reused() {
        return Http2Attack.begun("reused stream id", (wire, seen, _) -> {
            wire.get(1, "/plaintext").flush();
            seen.await("the answer", s -> s.whole() == 1);
            wire.get(1, "/plaintext");
        });
    }

    /** An id that is in use: HEADERS there are trailers, and a stream that has ended takes none. */
    public static Http2Attack reusedWhileOpen() {
        return Http2Attack.begun(
                "reused stream id while open",
                (wire, _, _) -> wire.get(1, "/delay/60000").get(1, "/plaintext"));
    }

    /** 2^31-1, which is as good as any. */
    public static Http2Attack last() {
        return Http2Attack.begun("stream id 2^31-1", (wire, _, _) -> wire.get(Integer.MAX_VALUE, "/plaintext"));
    }

    /** There is no id after it. */
    public static Http2Attack afterTheLast() {
        return Http2Attack.begun(
                "another stream after 2^31-1",
                (wire, _, _) -> wire.get(Integer.MAX_VALUE, "/plaintext").get(1, "/plaintext"));
    }

    /** Section 4.1: the reserved bit "MUST be ignored when receiving". */
    public static Http2Attack reservedBit() {
        return Http2Attack.begun(
                "reserved bit of a stream id",
                (wire, _, _) -> wire.frame(
                        HEADERS,
                        END_HEADERS | END_STREAM,
                        Integer.MIN_VALUE | 1,
                        wire.block(":method: GET", ":scheme: " + wire.scheme(), ":authority: a", ":path: /plaintext")));
    }

    /** Section 5.1: on an idle stream anything but HEADERS and PRIORITY is an error of the connection. */
    public static Http2Attack idleData() {
        return Http2Attack.begun("DATA on an idle stream", (wire, _, _) -> wire.data(1, true, "x"));
    }

    /** The same with a reset. */
    public static Http2Attack idleReset() {
        return Http2Attack.begun("RST_STREAM on an idle stream", (wire, _, _) -> wire.reset(1, 8));
    }

    /** The same with a window. */
    public static Http2Attack idleWindow() {
        return Http2Attack.begun("WINDOW_UPDATE on an idle stream", (wire, _, _) -> wire.window(1, 1000));
    }

    /** Section 6.1. */
    public static Http2Attack dataOnZero() {
        return Http2Attack.begun("DATA on stream 0", (wire, _, _) -> wire.frame(DATA, END_STREAM, 0, (byte) 'x'));
    }

    /** Section 6.4. */
    public static Http2Attack resetOfZero() {
        return Http2Attack.begun("RST_STREAM on stream 0", (wire, _, _) -> wire.reset(0, 8));
    }
}
