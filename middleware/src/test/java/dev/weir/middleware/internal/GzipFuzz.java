package dev.weir.middleware.internal;

import dev.weir.corpus.testkit.BoundedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz gzip}. The input is the content of a request.
 * It is decoded up to a limit, or refused with an {@link IOException}; what is decoded the platform decodes to the
 * same. {@link FuzzTest} runs it over its corpus.
 */
public final class GzipFuzz {
    private static final GzipCoding CODING = new GzipCoding(1);
    private static final int LIMIT = 1 << 16;

    private GzipFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     * @throws IOException where what was decoded is no gzip to the platform
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Optional<byte[]> decoded = BoundedContent.read(
                DecodedContent.of(CODING, new ByteArrayInputStream(input), LIMIT, Integer.MAX_VALUE), LIMIT);
        if (decoded.isPresent()) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(input))) {
                if (!Arrays.equals(in.readAllBytes(), decoded.get())) {
                    throw new AssertionError("decoded to something else");
                }
            }
        }
    }
}
