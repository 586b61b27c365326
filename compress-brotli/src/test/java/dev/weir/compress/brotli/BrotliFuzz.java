package dev.weir.compress.brotli;

import dev.weir.middleware.internal.DecodedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz brotli}. The input is the content of a request.
 * It is decoded up to a limit, or refused with an {@link IOException} and nothing else. {@link BrotliFuzzTest} runs it
 * over its corpus.
 */
public final class BrotliFuzz {
    private static final BrotliCoding CODING = new BrotliCoding();
    private static final int LIMIT = 1 << 16;

    private BrotliFuzz() {}

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
