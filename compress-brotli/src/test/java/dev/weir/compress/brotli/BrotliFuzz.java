package dev.weir.compress.brotli;

import dev.weir.corpus.testkit.BoundedContent;
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
        BoundedContent.read(
                DecodedContent.of(CODING, new ByteArrayInputStream(input), LIMIT, Integer.MAX_VALUE), LIMIT);
    }
}
