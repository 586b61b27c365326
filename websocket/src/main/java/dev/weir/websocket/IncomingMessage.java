package dev.weir.websocket;

import java.io.InputStream;
import java.io.Reader;

/**
 * A message that is read as it comes. It lasts until the next one is asked for, which drops what was not read.
 *
 * <p><b>Threads.</b> For the thread that receives.
 */
public interface IncomingMessage {
    /**
     * Returns whether it is text.
     *
     * @return false for a message of bytes
     */
    boolean isText();

    /**
     * Returns its bytes, decompressed; those of a text are UTF-8, checked before they are given out. Reads throw an
     * {@link java.io.IOException} where the message breaks off or violates the protocol, so that a part is not taken
     * for the whole.
     *
     * @return the stream, always the same; need not be closed
     */
    InputStream stream();

    /**
     * Returns its text, over {@link #stream}.
     *
     * @return a new reader
     * @throws IllegalStateException where it is a message of bytes
     */
    Reader reader();
}
