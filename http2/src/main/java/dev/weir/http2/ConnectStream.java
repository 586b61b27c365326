package dev.weir.http2;

import dev.weir.http.api.ExtendedConnect;
import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * A stream that carries another protocol (RFC 8441 section 5): DATA in both directions, END_STREAM as the half-close.
 */
final class ConnectStream implements ExtendedConnect, HijackedConnection {
    private final Http2Stream stream;
    private final Http2Response response;
    private final Output output = new Output();

    ConnectStream(Http2Stream stream, Http2Response response) {
        this.stream = stream;
        this.response = response;
    }

    @Override
    public String protocol() {
        return stream.head.protocol();
    }

    @Override
    public HijackedConnection accept() throws IOException {
        response.status(Status.OK);
        response.flush();
        return this;
    }

    @Override
    public InputStream input() {
        return stream.content;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public SocketAddress remoteAddress() {
        return stream.request().remoteAddress();
    }

    @Override
    public void readDeadline(Duration timeout) {
        response.readDeadline(timeout);
    }

    @Override
    public void writeDeadline(Duration timeout) {
        response.writeDeadline(timeout);
    }

    @Override
    public void closeOutput() throws IOException {
        response.close();
    }

    /** Ends both directions: a client that still sends is told that nobody reads. */
    @Override
    public void close() throws IOException {
        response.close();
        stream.sealContent();
    }

    /** Each write goes out at once. */
    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (len > 0) {
                response.write(b, off, len);
                response.flush();
            }
        }

        @Override
        public void close() throws IOException {
            closeOutput();
        }
    }
}
