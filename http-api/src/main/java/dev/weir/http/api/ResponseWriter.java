package dev.weir.http.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes the answer to one request: first status and fields, then the content, which is written to it as to any
 * {@link OutputStream}.
 *
 * <p><b>Commitment.</b> Status and fields may be set until the response is <em>committed</em>: until they go out. A
 * {@link #flush}, more content than the buffer holds, or {@link #close} commit it. A response that fits the buffer (4
 * KiB by default) goes out in one piece with its {@code Content-Length} when the handler returns.
 *
 * <p><b>What the server adds</b> unless it is set or {@linkplain #suppress suppressed}: {@code Date}, a
 * {@code Content-Type} guessed from the first bytes, and the framing. A {@code Content-Length} that the handler sets is
 * held to: writing more fails, writing less aborts the response.
 *
 * <p>Content written to a response that has none (HEAD, 204, 304) is counted and dropped.
 *
 * <p><b>Threads.</b> Used by one thread at a time, and not after the handler has returned: then every method throws
 * {@link IllegalStateException}.
 */
public abstract class ResponseWriter extends OutputStream {
    /** How much is copied at once where something has to be. */
    private static final int PIECE = 64 << 10;

    /** For protocol engines and test doubles. */
    protected ResponseWriter() {}

    /**
     * Sets the status. Without this it is 200.
     *
     * @param code from 200 to 599; for 1xx there is {@link #inform}, and {@link TunnelRequest} for 101
     * @return this
     * @throws IllegalArgumentException for any other code
     * @throws IllegalStateException when the response is committed
     */
    public abstract ResponseWriter status(int code);

    /**
     * Returns the status as it stands.
     *
     * @return the code, 200 at first
     */
    public abstract int status();

    /**
     * Returns the fields of the header section. Changing them after the response was committed is an
     * {@link UnsupportedOperationException}.
     *
     * @return the fields, empty at first
     */
    public abstract Headers headers();

    /**
     * Sets a field; short for {@code headers().set(name, value)}.
     *
     * @param name a token
     * @param value a field value
     * @return this
     * @throws IllegalArgumentException where name or value is not valid (see {@link Headers#set})
     * @throws IllegalStateException when the response is committed
     */
    public ResponseWriter header(String name, String value) {
        if (committed()) {
            throw new IllegalStateException("the response is committed: " + name + " cannot be set");
        }
        headers().set(name, value);
        return this;
    }

    /**
     * Adds a cookie for the client to keep: a {@code Set-Cookie} field. A response should not set one name twice.
     *
     * @param cookie the cookie
     * @return this
     * @throws IllegalArgumentException where the client would refuse it (see {@link Cookie#toSetCookie})
     * @throws IllegalStateException when the response is committed
     */
    public final ResponseWriter addCookie(Cookie cookie) {
        if (committed()) {
            throw new IllegalStateException("the response is committed: too late for the cookie " + cookie.name());
        }
        headers().add("Set-Cookie", cookie.toSetCookie());
        return this;
    }

    /**
     * Keeps the server from adding a field of its own: {@code Date}, {@code Content-Type}, or {@code Content-Length}
     * for content that fits the buffer.
     *
     * @param name the field's name, in any case
     * @return this
     * @throws IllegalArgumentException for any other name
     * @throws IllegalStateException when the response is committed
     */
    public abstract ResponseWriter suppress(String name);

    /**
     * Has a hook run once when the final response is about to be committed, whatever made it: the handler, an error that was
     * thrown, a redirect. Of several the one that was registered last runs first, so that what an inner handler sets is there
     * for the middleware around it. Hooks do not run for a response that is never sent: the connection is taken over, or the
     * request is cancelled before.
     *
     * <p>A hook changes its {@link Commit}, and does nothing with this response: that is an {@link IllegalStateException}. A hook that throws takes the place of the handler's failure: an error is answered, and
     * hooks that have not run yet run for that.
     *
     * <p><b>Threads.</b> The hook runs on the thread that commits: the handler's, unless that lets another one write.
     *
     * @param hook what to do with status, fields and content
     * @return this
     * @throws IllegalStateException when the response is committed
     */
    public abstract ResponseWriter onCommit(Consumer<Commit> hook);

    /**
     * Has a hook run once when the request is over: after the handler has returned and its response has ended, in whatever way.
     * Of several the one that was registered last runs first. What a hook throws is logged and changes nothing else.
     *
     * <p><b>Threads.</b> The hook runs on the handler's thread, when this response can no longer be used. The connection waits
     * for it, so it should be short.
     *
     * @param hook gets status, length, times and outcome
     * @return this
     * @throws IllegalStateException when the handler has returned
     */
    public abstract ResponseWriter onEnd(Consumer<RequestEnd> hook);

    /**
     * Answers with an error: drops what was written, sets status and fields as {@link HttpError#applyTo} does, and writes what
     * the server's {@link ErrorRenderer} makes of it. The same as throwing the error, but that the handler goes on.
     *
     * @param error the answer
     * @throws IllegalStateException when the response is committed
     * @throws IOException when the client is gone
     */
    public abstract void error(HttpError error) throws IOException;

    /**
     * Answers with an error that has no fields of its own.
     *
     * @param status from 400 to 599
     * @param message what the client reads; it must hold nothing that is secret
     * @throws IllegalArgumentException for any other status
     * @throws IllegalStateException when the response is committed
     * @throws IOException when the client is gone
     */
    public final void error(int status, String message) throws IOException {
        error(new HttpError(status, message));
    }

    /**
     * Sends an interim response at once (RFC 9110 section 15.2), such as {@code 103 Early Hints}. May be called any
     * number of times. An HTTP/1.0 client, which knows none, gets nothing.
     *
     * @param code from 100 to 199, but not 101
     * @param fields the fields of the interim response
     * @throws IllegalArgumentException for any other code
     * @throws IllegalStateException when the response is committed
     * @throws IOException when the client is gone
     */
    public abstract void inform(int code, Headers fields) throws IOException;

    /**
     * Returns the fields of the trailer section, sent after the content. They may be set until the handler returns. Setting one
     * before the response is committed makes the server announce it in {@code Trailer}. Where the protocol or the
     * response has no room for trailers (HTTP/1.0, a response with {@code Content-Length} over HTTP/1.1, HEAD) they are
     * dropped.
     *
     * @return the fields, empty at first
     */
    public abstract Headers trailers();

    /**
     * Writes text as UTF-8.
     *
     * @param text the text
     * @throws IOException when the client is gone, the write deadline has passed, or the content is longer than the
     *     {@code Content-Length} that was set
     */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes what remains of a buffer. Large content that lies outside of the heap goes to the socket from there where the
     * protocol lets it, which is HTTP/1 without TLS. Over HTTP/2 it is copied once, into frames; over TLS, and from within
     * the heap, like any other. The buffer may be changed when this returns.
     *
     * @param src the content; has nothing remaining afterwards
     * @throws IOException when the client is gone, the write deadline has passed, or the content is longer than the
     *     {@code Content-Length} that was set
     */
    public void write(ByteBuffer src) throws IOException {
        byte[] piece = new byte[Math.min(src.remaining(), PIECE)];
        while (src.hasRemaining()) {
            int n = Math.min(src.remaining(), piece.length);
            src.get(piece, 0, n);
            write(piece, 0, n);
        }
    }

    /**
     * Writes a part of a file. The system sends it without it being copied by the server where the protocol lets it,
     * which is HTTP/1 without TLS and with a {@code Content-Length} that was set; over the others it is read piece by
     * piece. The file's own position is neither used nor changed, and a request that is cancelled meanwhile leaves it open:
     * so one open file may serve many requests.
     *
     * @param file the file, open for reading
     * @param position where the part begins, from 0
     * @param count how long it is, from 0
     * @throws EOFException when the file ends before the part does, or is truncated meanwhile; what there was
     *     may have been sent
     * @throws IOException when the file cannot be read, the client is gone, the write deadline has passed, or the content
     *     is longer than the {@code Content-Length} that was set
     */
    public void transferFrom(FileChannel file, long position, long count) throws IOException {
        Objects.checkFromIndexSize(position, count, Long.MAX_VALUE);
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, PIECE));
        for (long at = position; at < position + count; ) {
            int n = file.read(piece.clear().limit((int) Math.min(piece.capacity(), position + count - at)), at);
            if (n < 0) {
                throw new EOFException("the file ends at " + at + ", before the " + count + " bytes from " + position);
            }
            write(piece.array(), 0, n);
            at += n;
        }
    }

    /**
     * Commits the response and sends what was written.
     *
     * <p>A handler that does this before it has read the request's content to its end begins a conversation, as with
     * a bidirectional stream of gRPC: from then on the server's minimum rate of content does not apply, and the
     * client may be silent for as long as the server's {@code idleTimeout}, unless {@link #minRequestRate} was called.
     *
     * @throws IOException when the client is gone or the write deadline has passed
     */
    @Override
    public abstract void flush() throws IOException;

    /**
     * Ends the response before the handler returns. Does nothing the second time; later writes throw
     * {@link IllegalStateException}.
     *
     * @throws IOException when the client is gone, the write deadline has passed, or less content was written than the
     *     {@code Content-Length} that was set
     */
    @Override
    public abstract void close() throws IOException;

    /**
     * Returns whether status and fields are out, or on their way.
     *
     * @return true from then on
     */
    public abstract boolean committed();

    /**
     * Sets when reading this request's content must be over, in place of the server's {@code readTimeout}. A read past
     * it throws a {@link ContentException}. A deadline that has passed cannot be taken back.
     *
     * @param timeout from now, exact to about 100 ms; {@link Duration#ZERO} for none
     */
    public abstract void readDeadline(Duration timeout);

    /**
     * Sets when this response must be out, in place of the server's {@code writeTimeout}. A write past it throws, and
     * the response is aborted.
     *
     * @param timeout from now, exact to about 100 ms; {@link Duration#ZERO} for none
     */
    public abstract void writeDeadline(Duration timeout);

    /**
     * Sets how fast this request's content must come, in place of the server's {@code minRequestRate}; for a client that may be
     * silent for long, as one of gRPC or one that streams lines of JSON. Then {@link #readDeadline} alone bounds its silence.
     *
     * @param bytesPerSecond the least rate, over all waits for content and after five seconds; 0 for none
     * @throws IllegalArgumentException for a negative rate
     */
    public abstract void minRequestRate(int bytesPerSecond);

    /**
     * Asks for a power that not every response has, such as {@link Hijacker}. A wrapper around a writer asks the writer within,
     * as {@link ForwardingResponseWriter} does, or the power is lost.
     *
     * @param <T> the power
     * @param power its type
     * @return the power, or nothing where this response does not have it
     */
    public abstract <T> Optional<T> as(Class<T> power);
}
