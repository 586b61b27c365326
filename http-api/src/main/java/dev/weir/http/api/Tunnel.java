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
 * <p>A handler that only reacts to what comes needs no thread while nothing does: it ends with {@link #serve}.
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
     * Takes what has come, and does not wait. For a {@link TunnelUser} while it is called; others may wait here.
     *
     * @param to takes the bytes
     * @param from where the first goes
     * @param length how many at most; more than zero
     * @return how many bytes were taken; 0 when none have come; -1 at the end of what the client sends
     * @throws IOException as of a read from {@link #input}
     */
    default int receive(byte[] to, int from, int length) throws IOException {
        return input().read(to, from, length);
    }

    /**
     * Has a user called whenever something comes, in place of the handler, which returns after this: so a tunnel that waits holds
     * no thread. The tunnel and the request last until the user says that it is done, fails, or has {@linkplain #receive
     * received} the end of what the client sends. An exception of the user's is one of the handler's; what stood around the handler, such as
     * middleware, has returned then.
     *
     * <p>The user runs where handlers run, may block as they do, and other threads may write and close meanwhile. The server's own tunnels
     * return at once, and call when the handler has returned; others may call from here until the user is done.
     *
     * @param user what to call
     * @throws IllegalStateException where there is a user, or this tunnel may outlast its handler's call anyway
     * @throws Exception of the user, where it is called from here
     */
    default void serve(TunnelUser user) throws Exception {
        boolean goesOn = true;
        while (goesOn) {
            // It waits in receive.
            goesOn = user.proceed();
        }
    }

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
