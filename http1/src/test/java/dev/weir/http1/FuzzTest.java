package dev.weir.http1;

import dev.weir.corpus.testkit.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 200;

    @TestFactory
    Stream<DynamicTest> heads() {
        return Corpus.text(FuzzTest.class, "fuzz/head.csv").tests(CHANGED, HeadFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> chunks() {
        return Corpus.text(FuzzTest.class, "fuzz/chunked.csv").tests(CHANGED, ChunkedFuzz::fuzzerTestOneInput);
    }
}
