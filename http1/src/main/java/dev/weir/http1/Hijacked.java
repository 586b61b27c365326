package dev.weir.http1;

import dev.weir.http.api.HijackedConnection;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.Deadlines;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;

/**
 * A connection in the hands of a handler. What was read before the hand-over is read first.
 *
 * <p><b>Threads.</b> One may read while another writes, and any may close.
 */
final class Hijacked implements HijackedConnection {
    private final Connection connection;
    private final InputStream input;
    private final OutputStream output = new RawOutput();

    /** Whether a read has met the client's end. */
    private volatile boolean inputEnded;
    /** Whether the connection has failed under a read or a write. */
    private volatile boolean lost;

    private volatile boolean outputClosed;
    private volatile boolean closed;

    Hijacked(Connection connection, RequestInput input) {
        this.connection = connection;
        this.input = new RawInput(input);
    }

    /**
     * Returns whether an exception of the handler's comes of the client's leaving: any after the connection was lost, or
     * that of a reader that needed more than the client has sent before its end.
     */
    boolean isOfClientsLeaving(IOException thrown) {
        return lost || inputEnded && thrown instanceof EOFException;
    }

    /** Notes that the client has gone, unless it is a deadline, an interrupt or a close of ours that the exception is of. */
    private void noteLoss(IOException e) {
        boolean ours = e instanceof ClosedChannelException
                || e instanceof InterruptedIOException
                || e.getCause() instanceof InterruptedException;
        if (!closed && !ours) {
            lost = true;
        }
    }

    /** Returns one type of exception for all calls that were in progress when the connection was closed. */
    private IOException ofChannel(IOException e) {
        noteLoss(e);
        if (!closed || e instanceof ClosedByInterruptException) {
            return e;
        }
        AsynchronousCloseException thrown = new AsynchronousCloseException();
        thrown.initCause(e);
        return thrown;
    }

    private final class RawInput extends InputStream {
        private final RequestInput input;

        RawInput(RequestInput input) {
            this.input = input;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (closed) {
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
                n = input.read(b, off, len);
            } catch (IOException e) {
                throw ofChannel(e);
            }
            if (n < 0 && closed) {
                throw new AsynchronousCloseException();
            }
            inputEnded = n < 0;
            return n;
        }

        @Override
        public int available() {
            return closed ? 0 : input.available();
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
            if (closed || outputClosed) {
                throw new ClosedChannelException();
            }
            try {
                if (len > 0) {
                    connection.write(ByteBuffer.wrap(b, off, len));
                }
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
    public SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public void readDeadline(Duration timeout) {
        connection.readDeadline(Deadlines.in(timeout));
    }

    @Override
    public void writeDeadline(Duration timeout) {
        connection.writeDeadline(Deadlines.in(timeout));
    }

    @Override
    public boolean draining() {
        return connection.server().draining();
    }

    @Override
    public void onDrain(Runnable action) {
        connection.server().onDrain(action);
    }

    @Override
    public void closeOutput() throws IOException {
        if (!closed && !outputClosed) {
            outputClosed = true;
            try {
                connection.closeOutput();
            } catch (IOException e) {
                throw ofChannel(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}
