package dev.weir.attack;

import java.util.List;
import java.util.stream.Stream;

/** Attacks on HTTP/1 that send bytes and are answered; those that wait for a deadline are {@link SlowCrowds}. */
public final class Http1Attacks {
    private Http1Attacks() {}

    /** All of them. */
    public static List<Http1Attack> all() {
        return Stream.of(
                        RequestSmuggling.all(),
                        Chunks.all(),
                        List.of(Chunks.single()),
                        BadHeads.malformed(),
                        BadHeads.endless())
                .flatMap(List::stream)
                .toList();
    }
}
