package dev.weir.compress.zstd;

import dev.weir.corpus.testkit.BoundedContent;
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
        BoundedContent.read(
                DecodedContent.of(CODING, new ByteArrayInputStream(input), LIMIT, Integer.MAX_VALUE), LIMIT);
    }
}
