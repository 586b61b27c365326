package dev.weir.http1;

import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.TunnelUser;
import dev.weir.http.api.internal.BulkInput;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.CloseClaim;
import dev.weir.http.core.support.Deadlines;
import dev.weir.http.core.support.DrainWatch;
import dev.weir.http.core.support.Lingering;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the hands of a handler. What was read before the hand-over is read first.
 *
 * <p>A <em>tunnel</em> lasts as long as its handler's call. Closing it ends our side alone; the connection's thread lingers
 * for the client's and then closes the connection. One that was hijacked is closed for good by its holder.
 *
 * <p><b>Threads.</b> One may read while another writes, and any may close; {@link #linger} is for the connection's thread.
 */
final class Hijacked implements HijackedConnection {
    /** The most time for close_notify to be written where the tunnel is closed. */
    private static final long CLOSE_NANOS = 1_000_000_000L;

    private final Connection connection;
    private final RequestInput source;
    /** Whether it ends with its handler's call. */
    private final boolean tunnel;

    private final DrainWatch onDrain;
    private final InputStream input = new RawInput();
    private final OutputStream output = new RawOutput();

    /** Held by the thread that reads. */
    private final ReentrantLock reading = new ReentrantLock();
    /** Held by the thread that writes, or that ends the output. */
    private final ReentrantLock writing = new ReentrantLock();

    /** Whether a read has met the client's end. */
    private volatile boolean inputEnded;
    /** Whether nothing more can be read, as a reader had to be woken or was too late. */
    private volatile boolean inputShut;
    /** Whether a deadline has passed. */
    private volatile boolean late;
    /** Whether the connection has failed under a read or a write, or was cut by the server. */
    private volatile boolean lost;

    /** Guarded by writing. */
    private boolean outputClosed;

    /** Whether the last call of {@link #receive} has found nothing; for the user's thread. */
    private boolean drained;

    /** Who is called when something comes, once the handler has returned; null where nobody is. The handler's thread. */
    private @Nullable TunnelUser user;

    private final CloseClaim closing = new CloseClaim();
    /** Whether it was closed within a write, which cannot be taken back, or broken off. */
    private volatile boolean aborted;

    /**
     * Makes what the handler gets. A tunnel is counted as open from here on; the handler's end closes it at the latest.
     *
     * @param request for logs
     * @param tunnel whether it ends with its handler's call
     */
    Hijacked(Connection connection, RequestInput input, Http1Request request, boolean tunnel) {
        this.connection = connection;
        this.source = input;
        this.tunnel = tunnel;
        this.onDrain = new DrainWatch(connection.server(), request);
        if (tunnel) {
            connection.server().counters().tunnelOpened();
        }
    }

    // ---- for the exchange

    /**
     * Returns whether an exception of the handler's comes of the client's leaving: any after the connection was lost, or
     * that of a reader that needed more than the client has sent before its end, or in time; or of a close under the call.
     */
    boolean isOfClientsLeaving(IOException thrown) {
        return lost
                || inputEnded && thrown instanceof EOFException
                || late && thrown instanceof SocketTimeoutException
                || closing.isCauseOf(thrown);
    }

    /**
     * The handler is done, and so is a tunnel.
     *
     * @param failed whether it has thrown: a tunnel that it has not closed is broken off then
     */
    void handlerDone(boolean failed) {
        if (!tunnel) {
            return;
        }
        if (failed && claim()) {
            abort();
        } else {
            close();
        }
    }

    /** Returns who goes on with a tunnel whose handler has returned: until it has seen the client's end. */
    Optional<TunnelUser> user() {
        TunnelUser given = user;
        return given == null ? Optional.empty() : Optional.of(() -> given.proceed() && !inputEnded);
    }

    /** Returns whether the user has taken all that has come. */
    boolean drained() {
        return drained;
    }

    /** Claims the closing, with which it is no open tunnel any more; false when a thread has it already. */
    private boolean claim() {
        if (!closing.claim()) {
            return false;
        }
        if (tunnel) {
            connection.server().counters().tunnelClosed();
        }
        onDrain.close();
        return true;
    }

    private void abort() {
        aborted = true;
        connection.abort();
    }

    /**
     * Waits for the client to end its side of a closed tunnel, and drops what still comes.
     *
     * @param nanos how long at most; zero for not at all
     * @return whether the connection is still to be closed: false where it is the holder's
     */
    boolean linger(long nanos) {
        if (!tunnel) {
            return false;
        }
        if (nanos != 0 && !inputEnded && !lost && !aborted) {
            reading.lock();
            try {
                if (inputShut) {
                    Lingering.await(connection, nanos);
                } else {
                    Lingering.readOn(connection, nanos, this::drop);
                }
            } catch (IOException e) {
                debug("while lingering", e);
            } finally {
                reading.unlock();
            }
        }
        return true;
    }

    private int drop() throws IOException {
        source.pos = source.limit;
        return source.fill() ? source.available() : -1;
    }

    private void debug(String what, IOException cause) {
        connection.server().logDebug(what + " in the tunnel of " + connection.remoteAddress(), cause);
    }

    // ---- failures

    /** Notes that the client has gone or is late, unless it is an interrupt or a close of ours that the exception is of. */
    private void noteLoss(IOException e) {
        if (closing.closed()) {
            return;
        }
        if (e instanceof SocketTimeoutException) {
            late = true;
            inputShut = true;
            return;
        }
        boolean interrupted = e instanceof ClosedByInterruptException
                || e instanceof InterruptedIOException
                || e.getCause() instanceof InterruptedException;
        if (!interrupted) {
            // Also where the server has closed it, which is no failure of the handler's either.
            lost = true;
        }
    }

    /** Returns one type of exception for all calls that were in progress when the connection was closed. */
    private IOException ofChannel(IOException e) {
        noteLoss(e);
        if (!closing.closed() || e instanceof ClosedByInterruptException) {
            return e;
        }
        AsynchronousCloseException thrown = new AsynchronousCloseException();
        thrown.initCause(e);
        return thrown;
    }

    // ---- for the handler

    /** Reads what has come, or waits for it. */
    private int read(byte[] b, int off, int len, boolean waits) throws IOException {
        reading.lock();
        try {
            if (closing.closed()) {
                throw new ClosedChannelException();
            }
            if (len == 0) {
                return 0;
            }
            if (inputEnded) {
                return -1;
            }
            int n;
            try {
                n = waits || source.available() > 0 || source.isAhead()
                        ? source.read(ByteBuffer.wrap(b, off, len))
                        : connection.receive(ByteBuffer.wrap(b, off, len));
            } catch (IOException e) {
                throw ofChannel(e);
            }
            if (n < 0 && closing.closed()) {
                throw new AsynchronousCloseException();
            }
            inputEnded = n < 0;
            return n;
        } finally {
            reading.unlock();
        }
    }

    private final class RawInput extends BulkInput {
        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            return Hijacked.this.read(b, off, len, true);
        }

        @Override
        public int available() {
            return closing.closed() ? 0 : source.available();
        }
    }

    private final class RawOutput extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            writing.lock();
            try {
                if (closing.closed() || outputClosed) {
                    throw new ClosedChannelException();
                }
                if (len > 0) {
                    writeNow(ByteBuffer.wrap(b, off, len));
                }
            } finally {
                writing.unlock();
            }
        }

        private void writeNow(ByteBuffer bytes) throws IOException {
            try {
                connection.write(bytes);
            } catch (IOException e) {
                throw ofChannel(e);
            }
        }

        @Override
        public void close() throws IOException {
            closeOutput();
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public int receive(byte[] to, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, to.length);
        int n = read(to, from, length, false);
        drained = n == 0;
        return n;
    }

    @Override
    public void serve(TunnelUser called) {
        Objects.requireNonNull(called, "user");
        if (!tunnel || user != null) {
            throw new IllegalStateException("no tunnel, or one that has a user");
        }
        user = called;
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public void readDeadline(Duration timeout) {
        if (!closing.closed()) {
            connection.readDeadline(Deadlines.in(timeout));
        }
    }

    @Override
    public void writeDeadline(Duration timeout) {
        if (!closing.closed()) {
            connection.writeDeadline(Deadlines.in(timeout));
        }
    }

    @Override
    public boolean draining() {
        return connection.server().draining();
    }

    @Override
    public void onDrain(Runnable action) {
        onDrain.add(Objects.requireNonNull(action, "action"));
    }

    @Override
    public void closeOutput() throws IOException {
        writing.lock();
        try {
            if (!closing.closed() && !outputClosed) {
                outputClosed = true;
                connection.closeOutput();
            }
        } catch (IOException e) {
            throw ofChannel(e);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        if (!claim()) {
            return;
        }
        if (tunnel) {
            closeTunnel();
        } else {
            connection.close();
        }
    }

    /** Wakes who reads or writes, and ends our side. */
    private void closeTunnel() {
        if (reading.tryLock()) {
            reading.unlock();
        } else {
            inputShut = true;
            connection.closeInput();
        }
        if (!writing.tryLock()) {
            // A write that is under way cannot be taken back; and who waits for input meets that.
            abort();
            return;
        }
        try {
            if (!outputClosed) {
                outputClosed = true;
                connection.writeDeadline(Deadlines.in(CLOSE_NANOS));
                connection.closeOutput();
                connection.writeDeadline(0);
            }
        } catch (IOException e) {
            // The loss of the client is not reported to who closes.
            debug("while closing", e);
        } finally {
            writing.unlock();
            // A user who waits for the client is to know.
            connection.wake();
        }
    }
}
