package dev.weir.websocket;

import dev.weir.corpus.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The fuzzer's targets over their corpora, an input a line in hexadecimal, and over some that a seed makes of them. */
class FuzzTest {
    private static final int SEED = 6455;
    private static final int CHANGED = 150;

    private static final Corpus FRAMES = Corpus.octets(FuzzTest.class, "fuzz/frames.txt");
    private static final Corpus PAYLOADS = Corpus.octets(FuzzTest.class, "fuzz/inflate.txt");

    @Test
    void frames() {
        FRAMES.run(FramesFuzz::fuzzerTestOneInput);
    }

    @Test
    void changedFrames() {
        FRAMES.runChanged(SEED, CHANGED, FramesFuzz::fuzzerTestOneInput);
    }

    @Test
    void payloads() {
        PAYLOADS.run(InflateFuzz::fuzzerTestOneInput);
    }

    @Test
    void changedPayloads() {
        PAYLOADS.runChanged(SEED, CHANGED, InflateFuzz::fuzzerTestOneInput);
    }
}
