package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.DATA;
import static dev.weir.wire.testkit.Http2Wire.WINDOW_UPDATE;

import dev.weir.wire.testkit.Http2Wire;
import java.io.IOException;
import java.util.List;

/** Attacks by flow control (RFC 9113 sections 5.2 and 6.9): windows that are closed, tiny, negative, or too large. */
public final class Windows {
    /** SETTINGS_INITIAL_WINDOW_SIZE. */
    private static final int INITIAL_WINDOW = 4;

    private static final int MAX_FRAME_SIZE = 5;
    private static final int BY_DEFAULT = 65_535;
    private static final String LARGE = "/bytes/10000000";

    private Windows() {}

    /** Those that need no setting of the server's to end. */
    public static List<Http2Attack> all() {
        return List.of(
                oneByteUpdates(),
                overflowOfConnection(),
                overflowOfStream(),
                overflowBySettings(),
                settingOverLimit(),
                negative(),
                zeroUpdateOfConnection(),
                badUpdateLength(),
                beyondConnectionWindow(),
                settingsStorm(),
                frameSizeTooSmall());
    }

    private static void ask(Http2Wire wire, int size) throws IOException {
        for (int stream = 1; stream < 2 * size; stream += 2) {
            wire.get(stream, LARGE);
        }
    }

    private static Http2Attack silent(String name, Runnable meanwhile, int... settings) {
        return Http2Attack.begun(name, settings, (wire, seen, size) -> {
            ask(wire, size);
            wire.flush();
            meanwhile.run();
            seen.await("every stream's reset", s -> s.resets("CANCEL") == size || s.ended());
        });
    }

    /**
     * Large answers, and no window at all: what ends it is the server's deadline for writing. Something is done
     * meanwhile.
     */
    public static Http2Attack zeroWindow(Runnable meanwhile) {
        return silent("zero window, many large responses pending", meanwhile, INITIAL_WINDOW, 0);
    }

    /** The connection's own window alone. */
    public static Http2Attack noMoreWindow(Runnable meanwhile) {
        return silent("connection window never opened, many large responses pending", meanwhile);
    }

    /** An octet at a time; SETTINGS opens each stream for one. */
    public static Http2Attack tinyWindow(Runnable meanwhile) {
        return silent("tiny window, many large responses pending", meanwhile, INITIAL_WINDOW, 1);
    }

    /** Single octets, to one stream after another, as slowly as its answers come. */
    public static Http2Attack oneByteUpdates() {
        return Http2Attack.begun(
                "one-byte window updates, CVE-2019-9511", new int[] {INITIAL_WINDOW, 0}, (wire, seen, size) -> {
                    ask(wire, 100);
                    for (int i = 0; i < size && !seen.ended(); i++) {
                        wire.window(1 + 2 * (i % 100), 1);
                        if (i % 100 == 99) {
                            wire.flush();
                        }
                    }
                });
    }

    /** Section 6.9.1: an error of the connection. */
    public static Http2Attack overflowOfConnection() {
        return Http2Attack.begun("connection window over 2^31-1", (wire, _, _) -> wire.window(0, Integer.MAX_VALUE));
    }

    /** An error of the stream. */
    public static Http2Attack overflowOfStream() {
        return Http2Attack.begun(
                "stream window over 2^31-1",
                (wire, _, _) -> wire.get(1, "/delay/60000").window(1, Integer.MAX_VALUE));
    }

    /** Section 6.9.2: a change of SETTINGS_INITIAL_WINDOW_SIZE that makes a window "exceed the maximum size". */
    public static Http2Attack overflowBySettings() {
        return Http2Attack.begun(
                "stream window over 2^31-1 by SETTINGS",
                (wire, _, _) ->
                        wire.get(1, "/delay/60000").window(1, 1000).settings(INITIAL_WINDOW, Integer.MAX_VALUE));
    }

    /** Section 6.5.2: a value above 2^31-1. */
    public static Http2Attack settingOverLimit() {
        return Http2Attack.begun(
                "SETTINGS_INITIAL_WINDOW_SIZE over 2^31-1",
                (wire, _, _) -> wire.settings(INITIAL_WINDOW, Integer.MIN_VALUE));
    }

    /**
     * Section 6.9.2: SETTINGS may make a window negative, and what is sent then must be made good before more may go.
     * The script takes a window's content, takes the window back, and gives it again all but one octet, which is as
     * good as nothing; then as many again as an answer of so many bytes needs.
     */
    public static Http2Attack negative() {
        return Http2Attack.begun("negative windows", (wire, seen, _) -> {
            int first = BY_DEFAULT;
            wire.window(0, 1 << 20);
            wire.get(1, "/bytes/100000");
            wire.flush();
            seen.await("a window of content", s -> s.content(1) == first);
            wire.settings(INITIAL_WINDOW, 0);
            // The window is at -65,535: what makes it 0 lets nothing go.
            wire.window(1, first);
            seen.awaitDealtWith();
            if (seen.content(1) != first) {
                throw new AssertionError("sent beyond a window of 0: " + seen.content(1) + "\n" + seen.transcript());
            }
            wire.window(1, 1);
            wire.flush();
            seen.await("the one octet", s -> s.content(1) == first + 1);
            wire.settings(INITIAL_WINDOW, BY_DEFAULT);
            wire.flush();
            seen.await("the rest", s -> s.whole() == 1);
            if (seen.content(1) != 100_000) {
                throw new AssertionError("not all of it: " + seen.content(1) + "\n" + seen.transcript());
            }
        });
    }

    /** Section 6.9: an increment of 0 for the connection is an error of the connection. */
    public static Http2Attack zeroUpdateOfConnection() {
        return Http2Attack.begun("zero WINDOW_UPDATE of the connection", (wire, _, _) -> wire.window(0, 0));
    }

    /** A WINDOW_UPDATE of another length than 4. */
    public static Http2Attack badUpdateLength() {
        return Http2Attack.begun(
                "bad WINDOW_UPDATE length", (wire, _, _) -> wire.frame(WINDOW_UPDATE, 0, 0, new byte[3]));
    }

    /**
     * More content than the stream's window, to a handler that reads none of it; where the connection's is larger than
     * that, and not by as much as 1 MiB.
     */
    public static Http2Attack beyondStreamWindow() {
        return Http2Attack.begun("content beyond the stream's window", (wire, seen, _) -> {
            wire.request(1, false, "GET", "/delay/60000");
            upload(wire, seen, 1 << 20);
        });
    }

    /** The same for the connection: streams that each stay within their own. */
    public static Http2Attack beyondConnectionWindow() {
        return Http2Attack.begun("content beyond the connection's window", (wire, seen, _) -> {
            for (int stream = 1; stream <= 9; stream += 2) {
                wire.request(stream, false, "GET", "/delay/60000");
            }
            // 65 frames are more than 1 MiB, and 13 are less than the 256 KiB of a stream.
            for (int i = 0; i < 65 && !seen.ended(); i++) {
                wire.frame(DATA, 0, 1 + 2 * (i % 5), new byte[16_384]);
            }
        });
    }

    private static void upload(Http2Wire wire, Observed seen, int window) throws IOException {
        for (int sent = 0; sent <= window && !seen.ended(); sent += 16_384) {
            wire.frame(DATA, 0, 1, new byte[16_384]);
        }
    }

    /** All open windows go up and down with each SETTINGS. */
    public static Http2Attack settingsStorm() {
        return Http2Attack.begun("window changed by SETTINGS, up and down", (wire, _, size) -> {
            for (int stream = 1; stream < 200; stream += 2) {
                wire.get(stream, LARGE);
            }
            for (int i = 0; i < size; i++) {
                wire.settings(INITIAL_WINDOW, i % 2 == 0 ? 0 : 100);
            }
        });
    }

    /** Section 6.5.2: frames of less than 16,384 octets cannot be asked for. */
    public static Http2Attack frameSizeTooSmall() {
        return Http2Attack.begun("SETTINGS_MAX_FRAME_SIZE of 1", (wire, _, _) -> wire.settings(MAX_FRAME_SIZE, 1));
    }
}
