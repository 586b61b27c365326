package dev.weir.attack;

import dev.weir.wire.testkit.Dial;
import java.io.IOException;

/** An attack, which can be played any number of times, also at the same time. */
public interface Attack {
    /** What it is called: the attack, and its number where it has one. */
    String name();

    /**
     * Plays it once, on connections of its own, which are closed at the end.
     *
     * @param dial opens the connections
     * @param size how much of it: frames, streams or nodes, as the attack has it; from 1
     * @return how the server has ended it, in a line
     * @throws IOException when no connection was to be had: what breaks one off is no failure
     */
    String play(Dial dial, int size) throws IOException;
}
