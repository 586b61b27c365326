package dev.weir.http1;

import dev.weir.http.api.HijackedConnection;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.io.InputStream;
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

    private volatile boolean outputClosed;
    private volatile boolean closed;

    Hijacked(Connection connection, RequestInput input) {
        this.connection = connection;
        this.input = new RawInput(input);
    }

    /** The same for whoever was in a call as the connection was closed, by whichever way the call has failed. */
    private IOException ofChannel(IOException e) {
        if (!closed || e instanceof ClosedByInterruptException) {
            return e;
        }
        AsynchronousCloseException thrown = new AsynchronousCloseException();
        thrown.initCause(e);
        return thrown;
    }

    private final class RawInput extends InputStream {
        private final RequestInput input;
        private boolean ended;

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
            if (ended) {
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
            ended = n < 0;
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
    public void closeOutput() throws IOException {
        if (!closed && !outputClosed) {
            outputClosed = true;
            connection.closeOutput();
        }
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}
