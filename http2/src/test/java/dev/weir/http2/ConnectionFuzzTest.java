package dev.weir.http2;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fuzzer's target over its corpus, an input a line in hexadecimal, and over some that a seed makes of these. */
class ConnectionFuzzTest {
    private static List<byte[]> corpus() throws IOException {
        try (InputStream lines = ConnectionFuzzTest.class.getResourceAsStream("fuzz/corpus.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.US_ASCII).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> HexFormat.of().parseHex(line.replace(" ", "")))
                    .toList();
        }
    }

    @Test
    void corpusIsDealtWith() throws Exception {
        List<byte[]> corpus = corpus();
        assertTrue(corpus.size() >= 10, "inputs: " + corpus.size());
        for (byte[] input : corpus) {
            ConnectionFuzz.fuzzerTestOneInput(input);
        }
    }

    @Test
    void changedInputsAreDealtWith() throws Exception {
        Random random = new Random(9113);
        for (byte[] input : corpus()) {
            for (int i = 0; i < 300; i++) {
                byte[] changed = input.clone();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                ConnectionFuzz.fuzzerTestOneInput(changed);
            }
        }
    }
}
