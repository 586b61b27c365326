package dev.weir.http.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * A connection that a handler took over. The server has forgotten it: no deadline holds, a graceful shutdown does not
 * wait for it, and whoever holds it closes it.
 *
 * <p><b>Threads.</b> One thread may read while another writes. An interrupt of a thread that is reading or writing closes
 * the connection.
 */
public interface HijackedConnection extends Closeable {
    /**
     * What the client sends, from the first byte after the request's content.
     *
     * @return the stream, always the same
     */
    InputStream input();

    /**
     * What the client gets. Each write goes out at once; large writes cost less.
     *
     * @return the stream, always the same
     */
    OutputStream output();

    /**
     * The client's address.
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
     * Tells the client that no more comes (a half-close; over TLS a {@code close_notify}). Reading goes on.
     *
     * @throws IOException when the connection is gone
     */
    void closeOutput() throws IOException;

    /** Closes the connection. Does nothing the second time. */
    @Override
    void close() throws IOException;
}
