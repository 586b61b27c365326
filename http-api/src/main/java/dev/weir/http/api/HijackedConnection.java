package dev.weir.http.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * A connection that a handler took over, or a stream that stands for one ({@link ExtendedConnect}). No deadline of
 * the server's holds any more, so either side may be silent for as long as it likes; a connection is forgotten by the
 * server, which does not wait for it at a graceful shutdown. Whoever holds it closes it.
 *
 * <p>Its ends are those of a {@link java.nio.channels.SocketChannel}, whatever is below. After {@link #close}, and
 * for writes after {@link #closeOutput}, calls throw a {@link java.nio.channels.ClosedChannelException}; who is in a
 * call as another thread closes gets an {@link java.nio.channels.AsynchronousCloseException} at once; an interrupt
 * closes with a {@link java.nio.channels.ClosedByInterruptException}; a read that is too late gets a {@link
 * java.net.SocketTimeoutException}. Any other {@link java.io.IOException} says that the client is gone.
 *
 * <p><b>Threads.</b> One thread may read while another writes, and any may close.
 */
public interface HijackedConnection extends Closeable {
    /**
     * Returns what the client sends, from the first byte after the request's content.
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
     * Ends reads that last too long: from now on the connection is closed for reading when the time is over.
     *
     * @param timeout from now; {@link Duration#ZERO} for no deadline
     */
    void readDeadline(Duration timeout);

    /**
     * Ends writes that last too long: the connection is closed when the time is over.
     *
     * @param timeout from now; {@link Duration#ZERO} for no deadline
     */
    void writeDeadline(Duration timeout);

    /**
     * Ends our side (a half-close; over TLS a {@code close_notify}). Reading goes on.
     *
     * @throws IOException when the connection is gone
     */
    void closeOutput() throws IOException;

    /**
     * Closes the connection for both directions, and wakes threads that read from it or write to it. Does nothing the
     * second time.
     */
    @Override
    void close() throws IOException;
}
