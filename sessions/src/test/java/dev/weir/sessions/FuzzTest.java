package dev.weir.sessions;

import dev.weir.corpus.testkit.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 1000;

    @TestFactory
    Stream<DynamicTest> signedCookies() {
        return Corpus.text(FuzzTest.class, "fuzz/signed-cookie.csv")
                .tests(CHANGED, SignedCookieFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> sessionTexts() {
        return Corpus.text(FuzzTest.class, "fuzz/session-text.csv").tests(CHANGED, SessionTextFuzz::fuzzerTestOneInput);
    }
}
