package dev.weir.compress.zstd;

import dev.weir.middleware.internal.DecodedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz zstd}. The input is the content of a request.
 * It is decoded up to a limit, or refused with an {@link IOException} and nothing else. {@link ZstdFuzzTest} runs it
 * over its corpus.
 */
public final class ZstdFuzz {
    private static final ZstdCoding CODING = new ZstdCoding();
    private static final int LIMIT = 1 << 16;

    private ZstdFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        byte[] piece = new byte[1000];
        long size = 0;
        try (DecodedContent content =
                DecodedContent.of(CODING, new ByteArrayInputStream(input), LIMIT, Integer.MAX_VALUE)) {
            for (int n = content.read(piece); n >= 0; n = content.read(piece)) {
                size += n;
                if (n == 0 || size > LIMIT) {
                    throw new AssertionError("read " + n + " to " + size);
                }
            }
        } catch (IOException e) {
            // Refused, by what it is or by how much.
        }
    }
}
