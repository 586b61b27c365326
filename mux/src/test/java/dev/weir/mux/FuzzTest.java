package dev.weir.mux;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The fuzzer's target over its corpus, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 500;

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/mux/fuzz/router.csv", delimiter = '|', quoteCharacter = '`')
    void routers(String what, String escaped) {
        byte[] input = escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
        RouterFuzz.fuzzerTestOneInput(input);
        Random random = new Random(input.length);
        for (int i = 0; i < CHANGED; i++) {
            byte[] changed = input.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                byte other = random.nextBoolean() ? input[random.nextInt(input.length)] : (byte) random.nextInt(256);
                changed[random.nextInt(changed.length)] = other;
            }
            RouterFuzz.fuzzerTestOneInput(changed);
        }
    }
}
