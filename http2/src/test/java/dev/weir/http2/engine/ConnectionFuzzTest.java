package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.corpus.testkit.Corpus;
import org.junit.jupiter.api.Test;

/** The fuzzer's target over its corpus, an input a line in hexadecimal, and over some that a seed makes of these. */
class ConnectionFuzzTest {
    private static final int SEED = 9113;
    private static final int CHANGED = 300;

    private final Corpus corpus = Corpus.octets(ConnectionFuzzTest.class, "fuzz/corpus.txt");

    @Test
    void corpusIsDealtWith() {
        assertTrue(corpus.inputs().size() >= 10, "inputs: " + corpus.inputs().size());
        corpus.run(ConnectionFuzz::fuzzerTestOneInput);
    }

    @Test
    void changedInputsAreDealtWith() {
        corpus.runChanged(SEED, CHANGED, ConnectionFuzz::fuzzerTestOneInput);
    }
}
