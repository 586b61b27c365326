package dev.weir.handlers;

import dev.weir.corpus.testkit.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 1000;

    @TestFactory
    Stream<DynamicTest> ranges() {
        return Corpus.text(FuzzTest.class, "fuzz/range.csv").tests(CHANGED, RangeFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> filePaths() {
        return Corpus.text(FuzzTest.class, "fuzz/file-path.csv").tests(CHANGED, FilePathFuzz::fuzzerTestOneInput);
    }
}
