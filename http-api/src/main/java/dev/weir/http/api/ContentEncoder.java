package dev.weir.http.api;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Changes a response's content on its way out, such as by compressing it; see {@link Commit#encode}.
 *
 * <pre>{@code
 * commit.encode(out -> new GZIPOutputStream(out, true));
 * }</pre>
 */
@FunctionalInterface
public interface ContentEncoder {
    /**
     * Creates the stream that takes the content as the handler writes it. It is flushed when the handler flushes, so that what
     * was written until then should be passed on, and closed at the content's end, when it writes what it has held back. Where
     * the response is broken off it is closed as well, so that it can free what it holds; what it writes then goes nowhere.
     *
     * <p><b>Threads.</b> The stream is used by one thread at a time: the handler's, or one that the handler lets write.
     *
     * @param out takes what is to be sent; need not be closed
     * @return the stream
     * @throws IOException where the stream cannot be made; the response fails
     */
    OutputStream encode(OutputStream out) throws IOException;
}
