package dev.weir.corpus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the files, what a target gets to see of them, and what is said of one that fails. */
class CorpusTest {
    private static final int CHANGED = 50;

    private static List<String> hex(Corpus corpus) {
        return corpus.inputs().stream()
                .map(input -> HexFormat.of().formatHex(input.octets()))
                .toList();
    }

    @Test
    void rowsAreText() {
        Corpus corpus = Corpus.text(CorpusTest.class, "rows.csv");
        assertEquals(
                List.of("one octet", "escapes and a bar"),
                corpus.inputs().stream().map(Input::what).toList());
        assertEquals(List.of("61", "0d0aff207c625c"), hex(corpus));
    }

    @Test
    void linesAreOctets() {
        assertEquals(List.of("00ff10", "61"), hex(Corpus.octets(CorpusTest.class, "octets.txt")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        missing.csv     | no file missing.csv beside dev.weir.corpus.testkit.CorpusTest
        no-input.csv    | no inputs in no-input.csv
        no-bar.csv      | no-bar.csv:2: no vertical bar
        empty-input.csv | empty-input.csv:3: no octets: empty
        """)
    void whatIsNoCorpusIsAnError(String file, String message) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Corpus.text(CorpusTest.class, file));
        assertEquals(message, e.getMessage());
    }

    @TestFactory
    Stream<DynamicTest> eachRowIsATest() {
        List<Integer> lengths = new ArrayList<>();
        return Stream.concat(
                Corpus.text(CorpusTest.class, "rows.csv").tests(CHANGED, input -> lengths.add(input.length)),
                Stream.of(DynamicTest.dynamicTest("both have run, with their changes", () -> {
                    assertEquals(2 * (1 + CHANGED), lengths.size());
                    assertEquals(
                            1 + CHANGED, lengths.stream().filter(n -> n == 1).count());
                })));
    }

    @Test
    void aSeedRepeatsItsChanges() {
        Corpus corpus = Corpus.octets(CorpusTest.class, "octets.txt");
        assertEquals(changed(corpus, 7), changed(corpus, 7));
        assertNotEquals(changed(corpus, 7), changed(corpus, 8));
        assertEquals(List.of("00ff10", "61"), hex(corpus));
    }

    private static List<String> changed(Corpus corpus, long seed) {
        List<String> seen = new ArrayList<>();
        corpus.runChanged(seed, CHANGED, input -> seen.add(HexFormat.of().formatHex(input)));
        assertEquals(2 * CHANGED, seen.size());
        return seen;
    }

    @Test
    void aFailureNamesItsInput() {
        Corpus corpus = Corpus.octets(CorpusTest.class, "octets.txt");
        Error e = assertThrows(
                AssertionError.class,
                () -> corpus.run(input -> {
                    if (input.length == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                }));
        assertEquals("61, as it is, as octets 61: on purpose", e.getMessage());
        assertTrue(e.getCause() instanceof IllegalStateException, e::toString);
    }
}
