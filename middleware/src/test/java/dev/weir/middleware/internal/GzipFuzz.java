package dev.weir.middleware.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz gzip}. The input is the content of a request.
 * It is decoded up to a limit, or refused with an {@link IOException}; what is decoded the platform decodes to the
 * same. {@link FuzzTest} runs it over its corpus.
 */
public final class GzipFuzz {
    private static final GzipCoding CODING = new GzipCoding(1);
    private static final int LIMIT = 1 << 16;
    private static final int PIECE = 1000;

    private GzipFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     * @throws IOException where what was decoded is no gzip to the platform
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        byte[] decoded = new byte[LIMIT + PIECE];
        int size = 0;
        try (DecodedContent content =
                DecodedContent.of(CODING, new ByteArrayInputStream(input), LIMIT, Integer.MAX_VALUE)) {
            int n = content.read(decoded, 0, PIECE);
            while (n >= 0) {
                size += n;
                if (n == 0 || size > LIMIT) {
                    throw new AssertionError("read " + n + " to " + size);
                }
                n = content.read(decoded, size, PIECE);
            }
        } catch (IOException e) {
            return;
        }
        byte[] expected;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(input))) {
            expected = in.readAllBytes();
        }
        if (!Arrays.equals(expected, Arrays.copyOf(decoded, size))) {
            throw new AssertionError("decoded to something else");
        }
    }
}
