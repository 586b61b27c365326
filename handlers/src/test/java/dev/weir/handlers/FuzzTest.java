package dev.weir.handlers;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 1000;

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/handlers/fuzz/range.csv", delimiter = '|', quoteCharacter = '`')
    void ranges(String what, String input) {
        run(RangeFuzz::fuzzerTestOneInput, input);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/handlers/fuzz/file-path.csv", delimiter = '|', quoteCharacter = '`')
    void filePaths(String what, String input) {
        run(FilePathFuzz::fuzzerTestOneInput, input);
    }

    private static void run(Consumer<byte[]> target, String escaped) {
        byte[] input = escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
        target.accept(input);
        Random random = new Random(input.length);
        for (int i = 0; i < CHANGED; i++) {
            byte[] changed = input.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                byte other = random.nextBoolean() ? input[random.nextInt(input.length)] : (byte) random.nextInt(256);
                changed[random.nextInt(changed.length)] = other;
            }
            target.accept(changed);
        }
    }
}
