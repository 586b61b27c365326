package dev.weir.corpus.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads what decoders make of an input, as a fuzz target does. */
public final class BoundedContent {
    private BoundedContent() {}

    /**
     * Reads to the end, and closes. Each read gives something, and all together no more than a limit.
     *
     * @param in what is read
     * @param limit the most bytes
     * @return the content; nothing where it was refused with an {@link IOException}
     * @throws AssertionError where a read gives nothing, or there is more
     */
    public static Optional<byte[]> read(InputStream in, int limit) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] piece = new byte[1000];
        try (in) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                content.write(piece, 0, n);
                if (n == 0 || content.size() > limit) {
                    throw new AssertionError("read " + n + " to " + content.size());
                }
            }
            return Optional.of(content.toByteArray());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
