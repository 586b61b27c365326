package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The fuzzer's target over its corpus: an input a line, in hexadecimal; and over some that are made of these by a
 * seed.
 */
class HpackFuzzTest {
    private static List<byte[]> corpus() throws IOException {
        try (InputStream lines = HpackFuzzTest.class.getResourceAsStream("fuzz/corpus.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.US_ASCII).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Codec::hex)
                    .toList();
        }
    }

    @Test
    void corpusIsDealtWith() throws IOException {
        List<byte[]> corpus = corpus();
        assertTrue(corpus.size() >= 20, "inputs: " + corpus.size());
        corpus.forEach(HpackFuzz::fuzzerTestOneInput);
    }

    @Test
    void changedInputsAreDealtWith() throws IOException {
        Random random = new Random(41);
        for (byte[] input : corpus()) {
            for (int i = 0; i < 2000; i++) {
                byte[] changed = input.clone();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                HpackFuzz.fuzzerTestOneInput(changed);
            }
        }
    }
}
