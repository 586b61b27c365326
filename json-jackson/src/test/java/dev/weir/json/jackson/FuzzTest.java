package dev.weir.json.jackson;

import dev.weir.corpus.testkit.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's target over its corpus, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 1000;

    @TestFactory
    Stream<DynamicTest> json() {
        return Corpus.text(FuzzTest.class, "fuzz/json.csv").tests(CHANGED, JsonFuzz::fuzzerTestOneInput);
    }
}
