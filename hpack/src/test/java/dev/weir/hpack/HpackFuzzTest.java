package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.corpus.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The fuzzer's target over its corpus, an input a line in hexadecimal, and over some that a seed makes of these. */
class HpackFuzzTest {
    private static final int SEED = 41;
    private static final int CHANGED = 2000;

    private final Corpus corpus = Corpus.octets(HpackFuzzTest.class, "fuzz/corpus.txt");

    @Test
    void corpusIsDealtWith() {
        assertTrue(corpus.inputs().size() >= 20, "inputs: " + corpus.inputs().size());
        corpus.run(HpackFuzz::fuzzerTestOneInput);
    }

    @Test
    void changedInputsAreDealtWith() {
        corpus.runChanged(SEED, CHANGED, HpackFuzz::fuzzerTestOneInput);
    }
}
