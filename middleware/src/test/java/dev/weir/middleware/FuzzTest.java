package dev.weir.middleware;

import dev.weir.corpus.testkit.Corpus;
import dev.weir.corpus.testkit.FuzzTarget;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 1000;

    private static Stream<DynamicTest> tests(String corpus, FuzzTarget target) {
        return Corpus.text(FuzzTest.class, "fuzz/" + corpus + ".csv").tests(CHANGED, target);
    }

    @TestFactory
    Stream<DynamicTest> forwarded() {
        return tests("forwarded", ForwardedFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> traceparents() {
        return tests("traceparent", TraceparentFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> authorizations() {
        return tests("authorization", AuthorizationFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> crossOrigins() {
        return tests("cross-origin", CrossOriginFuzz::fuzzerTestOneInput);
    }
}
