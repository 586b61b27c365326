package dev.weir.middleware.internal;

import dev.weir.corpus.testkit.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 1000;

    @TestFactory
    Stream<DynamicTest> acceptEncodings() {
        return Corpus.text(FuzzTest.class, "fuzz/accept-encoding.csv")
                .tests(CHANGED, AcceptEncodingFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> entityTags() {
        return Corpus.text(FuzzTest.class, "fuzz/entity-tags.csv").tests(CHANGED, EntityTagsFuzz::fuzzerTestOneInput);
    }

    @Test
    void gzip() {
        Corpus corpus = Corpus.octets(FuzzTest.class, "fuzz/corpus.txt");
        corpus.run(GzipFuzz::fuzzerTestOneInput);
        corpus.runChanged(7, CHANGED, GzipFuzz::fuzzerTestOneInput);
    }
}
