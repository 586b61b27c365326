package dev.weir.http.api;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The fuzzer's targets over their corpora, each row saying what it is, and over inputs that a seed makes of these. */
class FuzzTest {
    private static final int CHANGED = 500;

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/http/api/fuzz/cookie.csv", delimiter = '|', quoteCharacter = '`')
    void cookies(String what, String input) {
        run(CookieFuzz::fuzzerTestOneInput, input);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/http/api/fuzz/date.csv", delimiter = '|', quoteCharacter = '`')
    void dates(String what, String input) {
        run(DateFuzz::fuzzerTestOneInput, input);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/http/api/fuzz/form.csv", delimiter = '|', quoteCharacter = '`')
    void forms(String what, String input) {
        run(FormFuzz::fuzzerTestOneInput, input);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/http/api/fuzz/media-type.csv", delimiter = '|', quoteCharacter = '`')
    void mediaTypes(String what, String input) {
        run(MediaTypeFuzz::fuzzerTestOneInput, input);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/dev/weir/http/api/fuzz/multipart.csv", delimiter = '|', quoteCharacter = '`')
    void multipart(String what, String input) {
        run(MultipartFuzz::fuzzerTestOneInput, input);
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
