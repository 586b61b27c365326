package dev.weir.http.api;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A response in the moment before its head goes out, as {@link ResponseWriter#onCommit} shows it to its hooks: status and
 * fields as the handler, or the error in its place, has left them. A hook may change both, and put an encoder around the
 * content.
 *
 * <p><b>Threads.</b> For the hook's call alone; later every method throws {@link IllegalStateException}.
 */
public interface Commit {
    /**
     * Returns the status as it stands.
     *
     * @return from 200 to 599
     */
    int status();

    /**
     * Sets the status. With one that allows no content (204, 205, 304) the content is dropped.
     *
     * @param code from 200 to 599
     * @return this
     * @throws IllegalArgumentException for any other code
     */
    Commit status(int code);

    /**
     * Returns the fields of the header section, a {@code Content-Type} guessed from the first bytes among them; without those
     * that the server adds afterwards: {@code Date} and the framing.
     *
     * @return the fields, to be changed
     */
    Headers headers();

    /**
     * Returns whether content is going to be sent.
     *
     * @return false to HEAD, with 204, 205 and 304, and where all of the content is there and empty
     */
    boolean hasContent();

    /**
     * Returns the length of the content as far as it is known: all of it is there, or {@code Content-Length} was set.
     *
     * @return bytes; -1 when it is not known, as it is written piece by piece or was encoded
     */
    long contentLength();

    /**
     * Returns the content, where all of it is there: it fits the response's buffer, and the handler has returned or closed the
     * response. To HEAD it is what the handler has written, so that the fields may be those of a GET.
     *
     * @return a read-only view, valid during the hook's call; nothing where more may come, or where an encoder was set
     */
    Optional<ByteBuffer> content();

    /**
     * Puts an encoder around the content. What describes bytes that are no longer sent goes: {@code Content-Length},
     * {@code Accept-Ranges} and the digest fields; a strong {@code ETag} becomes weak (RFC 9110 section 8.8.1). Setting
     * {@code Content-Encoding} or {@code Content-Type} is up to the hook. Where no content is sent, as to HEAD, only the
     * fields change: so they are those that a GET would get.
     *
     * <p>A hook that runs later puts its encoder around this one. Content that was there as a whole goes out in one piece with
     * its new length.
     *
     * @param encoder makes the stream; not called where no content is sent
     * @return this
     * @throws IllegalStateException with {@code 206} or {@code Content-Range}: a part of other content cannot be encoded
     */
    Commit encode(ContentEncoder encoder);
}
