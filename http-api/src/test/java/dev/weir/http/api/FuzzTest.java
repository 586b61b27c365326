package dev.weir.http.api;

import dev.weir.corpus.testkit.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 500;

    @TestFactory
    Stream<DynamicTest> cookies() {
        return Corpus.text(FuzzTest.class, "fuzz/cookie.csv").tests(CHANGED, CookieFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> dates() {
        return Corpus.text(FuzzTest.class, "fuzz/date.csv").tests(CHANGED, DateFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> forms() {
        return Corpus.text(FuzzTest.class, "fuzz/form.csv").tests(CHANGED, FormFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> mediaTypes() {
        return Corpus.text(FuzzTest.class, "fuzz/media-type.csv").tests(CHANGED, MediaTypeFuzz::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> multipart() {
        return Corpus.text(FuzzTest.class, "fuzz/multipart.csv").tests(CHANGED, MultipartFuzz::fuzzerTestOneInput);
    }
}
