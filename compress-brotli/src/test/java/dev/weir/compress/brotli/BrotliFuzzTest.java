package dev.weir.compress.brotli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.corpus.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The fuzzer's target over its corpus, and over inputs that a seed makes of these. */
class BrotliFuzzTest {
    private static final int SEED = 7;
    private static final int CHANGED = 1000;

    private final Corpus corpus = Corpus.octets(BrotliFuzzTest.class, "fuzz/corpus.txt");

    @Test
    void corpusIsDealtWith() {
        assertTrue(corpus.inputs().size() >= 10, "inputs: " + corpus.inputs().size());
        corpus.run(BrotliFuzz::fuzzerTestOneInput);
    }

    @Test
    void changedInputsAreDealtWith() {
        corpus.runChanged(SEED, CHANGED, BrotliFuzz::fuzzerTestOneInput);
    }
}
