package dev.weir.middleware.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A content coding (RFC 9110 section 8.4.1), such as gzip. Found by {@link java.util.ServiceLoader}; gzip itself is
 * built in.
 *
 * <p><b>Threads.</b> One coding serves many requests at once. The streams that it makes are used by one thread at a
 * time.
 */
public interface ContentCoding {
    /**
     * Returns the name in {@code Content-Encoding}.
     *
     * @return a token in lower case, as IANA has it registered
     */
    String name();

    /**
     * Returns other names that a client may use for it.
     *
     * @return tokens in lower case; none unless said otherwise
     */
    default List<String> aliases() {
        return List.of();
    }

    /**
     * Returns how good this coding is for content that is made anew for each response, beside others that the client
     * would take as gladly. gzip has 100.
     *
     * @return the rank; the highest wins
     */
    int rank();

    /**
     * Returns a stream that encodes. A flush passes on all that was written, so that the client can decode it; closing
     * ends the coding and closes {@code out}. What the stream holds outside of the heap it gives back when it is
     * closed, also when that fails.
     *
     * @param out where encoded content goes
     * @param length bytes that will be written, as far as that is known; -1 otherwise
     * @return the stream
     * @throws IOException when {@code out} fails
     */
    OutputStream encoder(OutputStream out, long length) throws IOException;

    /**
     * Returns a stream that decodes, in memory that does not depend on the content. Reading content that is not in this
     * coding, or ends too early, is an {@link IOException}.
     *
     * @param in the encoded content
     * @return the stream
     * @throws IOException when the beginning of the content is not in this coding, or {@code in} fails
     */
    InputStream decoder(InputStream in) throws IOException;
}
