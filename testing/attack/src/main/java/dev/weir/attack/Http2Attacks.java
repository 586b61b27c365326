package dev.weir.attack;

import java.util.List;
import java.util.stream.Stream;

/** The attacks on a connection of HTTP/2 that may be played at any size and against any server. */
public final class Http2Attacks {
    private Http2Attacks() {}

    /** All of them, family by family. */
    public static List<Http2Attack> all() {
        return Stream.of(
                        Resets.all(),
                        Continuations.all(),
                        HpackAttacks.all(),
                        Floods.all(),
                        Windows.all(),
                        PriorityTrees.all(),
                        StreamIds.all(),
                        Smuggling.all(),
                        Endings.all(),
                        SlowPeers.all())
                .flatMap(List::stream)
                .toList();
    }
}
