package dev.weir.http.core.proxy;

import dev.weir.corpus.testkit.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's target over its corpus, and over inputs that a seed makes of it. */
class FuzzTest {
    private static final int CHANGED = 2000;

    @TestFactory
    Stream<DynamicTest> headers() {
        return Corpus.text(FuzzTest.class, "fuzz/proxy-header.csv").tests(CHANGED, ProxyHeaderFuzz::fuzzerTestOneInput);
    }
}
