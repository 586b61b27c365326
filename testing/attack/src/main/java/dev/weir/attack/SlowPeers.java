package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.PREFACE;

import dev.weir.wire.testkit.Http2Wire;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Clients that are slow or silent: only a deadline of the server's ends them. */
public final class SlowPeers {
    private SlowPeers() {}

    /** All of them. */
    public static List<Http2Attack> all() {
        return List.of(
                silence(),
                halfPreface(),
                slowPreface(),
                prefaceAlone(),
                prefaceAndHalfSettings(),
                settingsAlone(),
                halfFrame(),
                slowFrame(),
                openBlock(),
                openBlockBesideAnother(),
                halfContent(),
                unacknowledged());
    }

    private static Http2Attack untilTheEnd(String name, Http2Attack.Script script) {
        return Http2Attack.raw(name, (wire, seen, size) -> {
            script.send(wire, seen, size);
            wire.flush();
            seen.awaitEnd(SlowCrowds.PATIENCE_MILLIS);
        });
    }

    /** Bytes that come one by one, each long before any deadline of its own. */
    private static void trickle(Http2Wire wire, Observed seen, byte[] bytes, int millis) throws IOException {
        wire.batch(false);
        for (int i = 0; i < bytes.length && !seen.ended(); i++) {
            wire.raw(Arrays.copyOfRange(bytes, i, i + 1));
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void begin(Http2Wire wire) throws IOException {
        wire.raw(PREFACE).settings().frame(Http2Wire.SETTINGS, Http2Wire.ACK, 0);
    }

    /** Nothing at all. */
    public static Http2Attack silence() {
        return untilTheEnd("connect, then silence", (_, _, _) -> {});
    }

    /** Half of the preface. */
    public static Http2Attack halfPreface() {
        return untilTheEnd("half a preface, then silence", (wire, _, _) -> wire.raw(Arrays.copyOf(PREFACE, 20)));
    }

    /** The preface, an octet at a time. */
    public static Http2Attack slowPreface() {
        return untilTheEnd("slow preface", (wire, seen, _) -> {
            wire.raw(Arrays.copyOf(PREFACE, 16)).flush();
            trickle(wire, seen, Arrays.copyOfRange(PREFACE, 16, PREFACE.length), 200);
        });
    }

    /** The preface without the SETTINGS that must follow. */
    public static Http2Attack prefaceAlone() {
        return untilTheEnd("preface, then silence", (wire, _, _) -> wire.raw(PREFACE));
    }

    /** Half of them. */
    public static Http2Attack prefaceAndHalfSettings() {
        return untilTheEnd(
                "preface and half a SETTINGS frame, then silence",
                (wire, _, _) -> wire.raw(PREFACE).raw(new byte[] {0, 0, 6, 4}));
    }

    /** A connection that has begun, and asks for nothing. */
    public static Http2Attack settingsAlone() {
        return untilTheEnd("preface and SETTINGS, then silence", (wire, _, _) -> begin(wire));
    }

    /** Half of a frame. */
    public static Http2Attack halfFrame() {
        return untilTheEnd("half a frame, then silence", (wire, _, _) -> {
            begin(wire);
            wire.raw(new byte[] {0, 0, 100, 1, 5, 0, 0, 0, 1, 0});
        });
    }

    /** A frame that comes an octet at a time: never silent for long. */
    public static Http2Attack slowFrame() {
        return untilTheEnd("a frame by single octets", (wire, seen, _) -> {
            begin(wire);
            wire.flush();
            byte[] frame = Http2Wire.bytes(Http2Wire.HEADERS, 5, 1, new byte[100]);
            trickle(wire, seen, frame, 100);
        });
    }

    /** A block of fields without END_HEADERS. */
    public static Http2Attack openBlock() {
        return untilTheEnd("header block without END_HEADERS, then silence", (wire, _, _) -> {
            begin(wire);
            wire.frame(
                    Http2Wire.HEADERS,
                    1,
                    1,
                    wire.block(":method: GET", ":scheme: " + wire.scheme(), ":path: /plaintext"));
        });
    }

    /** The same beside a request that is being answered, so that the connection is not idle. */
    public static Http2Attack openBlockBesideAnother() {
        return untilTheEnd("header block without END_HEADERS beside a request, then silence", (wire, _, _) -> {
            begin(wire);
            wire.get(1, "/delay/60000");
            wire.frame(
                    Http2Wire.HEADERS,
                    1,
                    3,
                    wire.block(":method: GET", ":scheme: " + wire.scheme(), ":path: /plaintext"));
        });
    }

    /** A request whose content does not go on; the handler reads all of it before it answers. */
    public static Http2Attack halfContent() {
        return half("request without the rest of its content, then silence", "/request");
    }

    /**
     * The same with a handler that has begun to answer: such a conversation may be silent, so only the read deadline
     * of a server that has one ends it. It is not among {@link #all}.
     */
    public static Http2Attack halfConversation() {
        return half("conversation that does not go on", "/echo");
    }

    private static Http2Attack half(String name, String path) {
        return Http2Attack.begun(name, (wire, seen, _) -> {
            wire.request(1, false, "POST", path, "content-length: 100").data(1, false, "half");
            wire.flush();
            seen.await("the end of the stream or of the connection", s -> s.reset(1) != null || s.ended());
        });
    }

    /** Section 6.5.3: SETTINGS that are not acknowledged "within a reasonable amount of time". */
    public static Http2Attack unacknowledged() {
        return untilTheEnd(
                "SETTINGS never acknowledged",
                (wire, _, _) -> wire.raw(PREFACE).settings().get(1, "/delay/60000"));
    }
}
