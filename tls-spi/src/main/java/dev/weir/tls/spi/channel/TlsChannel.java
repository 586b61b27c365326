package dev.weir.tls.spi.channel;

import dev.weir.tls.spi.NotTlsException;
import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsTruncatedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.function.IntPredicate;

/**
 * TLS over a blocking channel, with blocking calls. Deadlines are the caller's: closing the channel below ends every call.
 *
 * <p>A channel that waits for its peer holds no more than a small buffer.
 *
 * <p><b>Threads.</b> {@link #handshake} first, on one thread; then one thread may read while others write.
 */
public final class TlsChannel {
    private final HandshakeDriver driver;
    private final TlsReader reader;
    private final TlsWriter writer;

    private volatile TlsSessionInfo session;

    /**
     * Creates a channel without a limit on what it holds.
     *
     * @param channel the channel below, in blocking mode
     * @param engine a new engine
     */
    public TlsChannel(ByteChannel channel, TlsEngine engine) {
        this(channel, engine, _ -> true);
    }

    /**
     * Creates a channel whose owner counts what it holds for its peer beyond the first KiB: incomplete records, and data
     * that was not read.
     *
     * @param channel the channel below, in blocking mode
     * @param engine a new engine
     * @param memory is called with the number of bytes to be held, and returns false when there is no room for them, which
     *     fails the read; is called with a negative number when they are released. Called by the thread that reads. What is
     *     held when the channel below is closed is not released
     */
    public TlsChannel(ByteChannel channel, TlsEngine engine, IntPredicate memory) {
        RecordInput input = new RecordInput(channel, engine, memory);
        writer = new TlsWriter(channel, engine);
        reader = new TlsReader(input, engine, writer, memory);
        driver = new HandshakeDriver(input, engine, writer, reader);
    }

    /**
     * Performs the handshake, without a limit on how many others compute meanwhile and without a deadline.
     *
     * @return what was agreed on
     * @throws IOException as {@link #handshake(HandshakeLimit, long)}
     */
    public TlsSessionInfo handshake() throws IOException {
        return handshake(new HandshakeLimit(Integer.MAX_VALUE), 0);
    }

    /**
     * Performs the handshake.
     *
     * @param limit how many others may compute meanwhile; shared by a server's channels
     * @param deadline when waiting for a permit is given up, as {@link System#nanoTime}; 0 for never. Waiting for the peer
     *     is ended by closing the channel below
     * @return what was agreed on
     * @throws NotTlsException when the peer does not speak TLS; nothing was sent
     * @throws TlsRefusedException when the handshake is refused and no alert can say so; the connection below is to be reset
     * @throws TlsException when the handshake fails; the alert was sent
     * @throws IOException when the connection is lost
     */
    public TlsSessionInfo handshake(HandshakeLimit limit, long deadline) throws IOException {
        session = driver.handshake(limit, deadline);
        return session;
    }

    /**
     * Returns what the handshake agreed on.
     *
     * @return the session
     * @throws IllegalStateException before the end of the handshake
     */
    public TlsSessionInfo session() {
        if (session == null) {
            throw new IllegalStateException("the handshake is not complete");
        }
        return session;
    }

    /**
     * Reads data, waiting until there is some.
     *
     * @param dst takes the data; must have room
     * @return the number of bytes, at least one; -1 after the peer's {@code close_notify}
     * @throws TlsTruncatedException when the connection ended without one
     * @throws TlsRefusedException when the channel refuses to go on and no alert can say so; the connection below is to be
     *     reset
     * @throws TlsException when the peer breaks the protocol; the alert was sent
     * @throws IOException when the connection is lost
     */
    public int read(ByteBuffer dst) throws IOException {
        return reader.read(dst);
    }

    /**
     * Writes all of a buffer.
     *
     * @param src the data; has nothing remaining afterwards
     * @throws IOException when the connection is lost, or output was closed
     */
    public void write(ByteBuffer src) throws IOException {
        writer.write(new ByteBuffer[] {src});
    }

    /**
     * Writes all of several buffers in order.
     *
     * @param srcs the data; have nothing remaining afterwards
     * @throws IOException when the connection is lost, or output was closed
     */
    public void write(ByteBuffer[] srcs) throws IOException {
        writer.write(srcs);
    }

    /**
     * Returns whether data can still be sent. After a peer's {@code close_notify} it can over TLS 1.3, unless the provider
     * ends both directions with it (RFC 8446 section 6.1); over TLS 1.2 it cannot (RFC 5246 section 7.2.1). Called by the
     * thread that reads.
     *
     * @return false once output is closed by either side
     */
    public boolean canWrite() {
        return writer.canWrite(reader.ended());
    }

    /**
     * Changes the keys of what is sent, and asks the peer to do the same (RFC 8446 section 4.6.3).
     *
     * @throws UnsupportedOperationException when the provider cannot, or the version is not 1.3
     * @throws IOException when the connection is lost
     */
    public void updateKeys() throws IOException {
        writer.updateKeys();
    }

    /**
     * Sends the {@code close_notify}; does nothing the second time. Reading stays possible.
     *
     * @throws TlsRefusedException when the channel has refused to go on, so that nothing is sent: the connection below is to
     *     be reset
     * @throws IOException when the connection is lost
     */
    public void closeOutput() throws IOException {
        writer.closeNotify();
    }
}
