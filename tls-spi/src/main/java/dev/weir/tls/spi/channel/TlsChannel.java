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
import org.jspecify.annotations.Nullable;

/**
 * TLS over a channel whose writes block, and whose reads may: {@link #read} waits as the channel below does. Deadlines
 * are the caller's responsibility: closing the channel below ends all calls.
 *
 * <p>A channel that waits for its peer holds only a small buffer.
 *
 * <p><b>Threads.</b> The handshake comes first, by one thread at a time; then one thread may read while others write.
 */
public final class TlsChannel {
    private final TlsEngine engine;
    private final HandshakeDriver driver;
    private final TlsReader reader;
    private final TlsWriter writer;

    private volatile @Nullable TlsSessionInfo session;

    /**
     * Creates a channel without a limit on what it holds.
     *
     * @param channel the channel below; its writes wait until the peer takes something; its reads may
     * @param engine a new engine
     */
    public TlsChannel(ByteChannel channel, TlsEngine engine) {
        this(channel, engine, _ -> true);
    }

    /**
     * Creates a channel whose owner accounts for the memory that it holds for its peer beyond the first KiB: incomplete
     * records, and data that was not read.
     *
     * @param channel the channel below; its writes wait until the peer takes something; its reads may
     * @param engine a new engine
     * @param memory is called with the number of bytes to hold, and returns false to refuse them, which fails the read;
     *     is called with a negative number to release them. Called by the reading thread. What is held when the channel
     *     below is closed is not released
     */
    public TlsChannel(ByteChannel channel, TlsEngine engine, IntPredicate memory) {
        this.engine = engine;
        RecordInput input = new RecordInput(channel, engine, memory);
        writer = new TlsWriter(channel, engine);
        reader = new TlsReader(input, engine, writer, memory);
        driver = new HandshakeDriver(input, engine, writer, reader);
    }

    /** What a handshake waits for. */
    public enum Progress {
        /** For data of the peer, where the channel below does not wait for it. */
        INPUT,
        /** For a call of {@link #compute}. */
        COMPUTE,
        /** For nothing: it is complete. */
        DONE,
    }

    /**
     * Performs the handshake, without a limit on concurrent handshakes and without a deadline.
     *
     * @return the negotiated session
     * @throws IOException as {@link #advance}
     */
    public TlsSessionInfo handshake() throws IOException {
        for (Progress now = advance(); now != Progress.DONE; now = advance()) {
            if (now == Progress.COMPUTE) {
                compute();
            }
        }
        return session();
    }

    /**
     * Performs what the handshake needs but computations: reads and writes. The first call begins it.
     *
     * @return what it waits for
     * @throws NotTlsException when the peer does not speak TLS; nothing was sent
     * @throws TlsRefusedException when the channel refuses the handshake without an alert; the caller resets the
     *     connection below
     * @throws TlsException when the handshake fails; an alert was sent
     * @throws IOException when the connection is lost
     */
    public Progress advance() throws IOException {
        Progress progress = driver.advance();
        if (progress == Progress.DONE && session == null) {
            session = engine.session();
        }
        return progress;
    }

    /**
     * Performs the expensive part of a handshake, all that is possible with the received records: the cryptography of
     * public keys, and the choice of a certificate. Waits for nothing, unless a {@link
     * dev.weir.tls.spi.CertificateSource} does. A handshake costs a thousand times as much as a small request, so the
     * caller limits how many compute at once.
     *
     * @throws TlsRefusedException as {@link #advance}
     * @throws TlsException when the handshake fails; an alert was sent
     * @throws IOException when the connection is lost
     */
    public void compute() throws IOException {
        driver.compute();
    }

    /**
     * Ends a handshake that its owner gives up: with the alert {@code internal_error}, if that can still be sent in
     * clear.
     *
     * @param reason the message of the exception
     * @return the exception that {@link #advance} would throw
     */
    public TlsException abandon(String reason) {
        return writer.refuse(new ChannelRefusal(reason, ChannelRefusal.INTERNAL_ERROR));
    }

    /**
     * Returns what the handshake negotiated.
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
     * Reads data, waiting until there is some; over a channel that does not wait, as far as some has come.
     *
     * @param dst receives the data; must have bytes remaining
     * @return the number of bytes, at least 1; 0 when the channel below has no more now; -1 after the peer's {@code close_notify}
     * @throws TlsTruncatedException when the connection ended without {@code close_notify}
     * @throws TlsRefusedException when the channel refuses to continue without an alert; the caller resets the
     *     connection below
     * @throws TlsException when the peer violates the protocol; an alert was sent
     * @throws IOException when the connection is lost
     */
    public int read(ByteBuffer dst) throws IOException {
        return reader.read(dst);
    }

    /**
     * Returns whether data may be there to be read that has left the channel below. Called by the reading thread.
     *
     * @return false when the channel below has to be read first
     */
    public boolean holdsInput() {
        return reader.holdsInput();
    }

    /**
     * Writes a buffer completely.
     *
     * @param src the data; has no bytes remaining afterwards
     * @throws IOException when the connection is lost, or output is closed
     */
    public void write(ByteBuffer src) throws IOException {
        writer.write(new ByteBuffer[] {src}, false);
    }

    /**
     * Writes a buffer completely, and {@code close_notify} behind it, in one write to the channel below where both fit.
     * A {@code close_notify} that the engine cannot make is left out; the data is sent all the same.
     *
     * @param src the data; has no bytes remaining afterwards
     * @throws IOException when the connection is lost, or output is closed
     */
    public void writeLast(ByteBuffer src) throws IOException {
        writer.write(new ByteBuffer[] {src}, true);
    }

    /**
     * Writes several buffers completely, in order.
     *
     * @param srcs the data; have no bytes remaining afterwards
     * @throws IOException when the connection is lost, or output is closed
     */
    public void write(ByteBuffer[] srcs) throws IOException {
        writer.write(srcs, false);
    }

    /** Returns whether the handshake has left something to be {@linkplain #sendHeld sent}. Any thread. */
    public boolean holds() {
        return writer.holds();
    }

    /**
     * Sends what the handshake has left to be sent. Where the client's first data has come with its last message, the
     * records that end the handshake (a session ticket in TLS 1.3) go out with the first data of the server, or before
     * {@link #read} has to read the channel below, whichever is first. Called by an owner that may do neither for a
     * while.
     *
     * @throws IOException when the connection is lost
     */
    public void sendHeld() throws IOException {
        writer.sendHeld();
    }

    /**
     * Returns whether data can still be sent. After the peer's {@code close_notify} that is possible over TLS 1.3 (RFC
     * 8446 section 6.1), unless the provider closes both directions; over TLS 1.2 it is not (RFC 5246 section 7.2.1).
     * Called by the reading thread.
     *
     * @return false after either side has closed output
     */
    public boolean canWrite() {
        return writer.canWrite(reader.ended());
    }

    /**
     * Updates the keys for sending, and requests the same of the peer (RFC 8446 section 4.6.3).
     *
     * @throws UnsupportedOperationException when the provider does not support it, or the version is not 1.3
     * @throws IOException when the connection is lost
     */
    public void updateKeys() throws IOException {
        writer.updateKeys();
    }

    /**
     * Sends {@code close_notify}; later calls do nothing. Reading remains possible.
     *
     * @throws TlsRefusedException when the channel has refused to continue, so nothing is sent: the caller resets the
     *     connection below
     * @throws IOException when the connection is lost
     */
    public void closeOutput() throws IOException {
        writer.closeNotify();
    }
}
