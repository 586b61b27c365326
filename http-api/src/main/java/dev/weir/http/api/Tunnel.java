package dev.weir.http.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * Bytes in both directions between a handler and its client, in place of a response: what {@link TunnelRequest#accept} gives,
 * over an upgraded connection of HTTP/1 and over a stream of HTTP/2 alike.
 *
 * <p>From the moment it is accepted no deadline or minimum rate of the server holds, so that either side may be silent for as
 * long as it likes; those that are set here do. The server counts the connection and the running handler as before, a graceful
 * shutdown waits for it inside the grace and {@linkplain #onDrain says so}, and one at once closes it. It lasts until its
 * handler returns: then it is closed, unless that was done. One whose handler throws before that is broken off, so that the client
 * does not take what it has got for the whole.
 *
 * <p>Its ends are those of a {@link java.nio.channels.SocketChannel}, whatever is below. After {@link #close}, and
 * for writes after {@link #closeOutput}, calls throw a {@link java.nio.channels.ClosedChannelException}; a thread that is in
 * a call as another closes gets an {@link java.nio.channels.AsynchronousCloseException} at once; an interrupt
 * closes with a {@link java.nio.channels.ClosedByInterruptException}; a read that is too late gets a {@link
 * java.net.SocketTimeoutException}. Any other {@link IOException} says that the client is gone, which is no failure of the
 * handler's: it may let the exception pass, and nothing is logged above debug.
 *
 * <p><b>Threads.</b> One thread may read while another writes, and any may close.
 */
public interface Tunnel extends Closeable {
    /**
     * Returns what the client sends, from the first byte after the request.
     *
     * @return the stream, always the same
     */
    InputStream input();

    /**
     * Returns what the client gets. Each write goes out at once; large writes cost less. Closing it is {@link #closeOutput}.
     *
     * @return the stream, always the same
     */
    OutputStream output();

    /**
     * Returns the client's address.
     *
     * @return the address, as the connection had it when it was accepted
     */
    SocketAddress remoteAddress();

    /**
     * Ends reads that last too long: from now on the tunnel is closed for reading when the time is over.
     *
     * @param timeout from now; {@link Duration#ZERO} for no deadline
     */
    void readDeadline(Duration timeout);

    /**
     * Ends writes that last too long: the tunnel is closed when the time is over.
     *
     * @param timeout from now; {@link Duration#ZERO} for no deadline
     */
    void writeDeadline(Duration timeout);

    /**
     * Returns whether the server is shutting down gracefully.
     *
     * @return true from the beginning of the shutdown on
     */
    boolean draining();

    /**
     * Has an action run when the server begins to shut down gracefully: at once, when it has; never, when the tunnel is over
     * first. It runs on a thread of its own, and may write to the tunnel.
     *
     * @param action what to do, such as to say goodbye in the tunnel's protocol
     */
    void onDrain(Runnable action);

    /**
     * Ends our side (a half-close; over TLS a {@code close_notify}, over HTTP/2 END_STREAM). Reading goes on.
     *
     * @throws IOException when the client is gone
     */
    void closeOutput() throws IOException;

    /**
     * Closes the tunnel for both directions, and wakes threads that read from it or write to it. Does nothing the second time.
     */
    @Override
    void close() throws IOException;
}
