package dev.weir.http.core.connection;

import dev.weir.http.core.loop.LoopSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection in clear: first what was read ahead to choose its protocol, then what the transport brings.
 * What fails since a deadline has passed is reported as that.
 *
 * <p><b>Threads.</b> One reads while another writes; the transport is chosen by the connection's thread before both.
 */
final class ConnectionIo {
    final IoDeadlines deadlines = new IoDeadlines();
    private final StallDetectingWriter writer = new StallDetectingWriter();
    /** Connection's thread, before the protocol is chosen. */
    private Transport transport;
    /** What was read ahead and the protocol has not read yet; null when there is nothing. Reader's thread. */
    private @Nullable ByteBuffer pushback;
    /** Whether the protocol was given such bytes and has not asked for more. Reader's thread. */
    private boolean pushedBack;
    /** Whether bytes of the peer's were taken before its protocol was known: then the connection is not quiet. */
    private volatile boolean busy;

    final LoopSocket socket;

    ConnectionIo(SocketChannel channel) {
        this.socket = new LoopSocket(channel);
        this.transport = new PlainTransport(channel, socket);
    }

    void transport(Transport next) {
        transport = next;
    }

    void pushBack(ByteBuffer bytes) {
        pushback = bytes.hasRemaining() ? bytes : null;
        pushedBack = pushback != null;
    }

    void busy(boolean now) {
        busy = now;
    }

    boolean busy() {
        return busy;
    }

    /** Reads, waiting until something comes. */
    int read(ByteBuffer dst) throws IOException {
        int n = receive(dst);
        while (n == 0) {
            awaitInput();
            n = receive(dst);
        }
        return n;
    }

    /** Waits until there is something to receive, unless that itself waits. */
    void awaitInput() throws IOException {
        if (!socket.joined()) {
            return;
        }
        try {
            socket.awaitReadable();
        } catch (IOException e) {
            throw deadlines.readFailure(e);
        }
    }

    /** Whether there is something to read of which the socket's loop does not know. */
    boolean holdsInput() {
        return pushback != null || transport.holdsInput();
    }

    /** Reads what has come; where the channel does not wait, maybe nothing. */
    int receive(ByteBuffer dst) throws IOException {
        ByteBuffer back = pushback;
        if (back != null) {
            return readBack(back, dst);
        }
        seen();
        int n;
        try {
            n = transport.read(dst);
        } catch (IOException e) {
            throw deadlines.readFailure(e);
        }
        if (n < 0 && deadlines.readExpired()) {
            throw deadlines.timeout(null);
        }
        return n;
    }

    /** The protocol waits for more: where it did not say that what it was given is a request, no answer is due. */
    void seen() {
        if (pushedBack && pushback == null) {
            pushedBack = false;
            busy = false;
        }
    }

    private int readBack(ByteBuffer back, ByteBuffer dst) {
        int n = Math.min(dst.remaining(), back.remaining());
        dst.put(dst.position(), back, back.position(), n);
        dst.position(dst.position() + n);
        back.position(back.position() + n);
        if (!back.hasRemaining()) {
            pushback = null;
        }
        return n;
    }

    void awaitLoss() throws IOException {
        transport.awaitLoss();
    }

    void write(ByteBuffer src) throws IOException {
        try {
            writer.write(transport, src);
        } catch (IOException e) {
            throw deadlines.writeFailure(e);
        }
    }

    void write(ByteBuffer[] srcs) throws IOException {
        try {
            writer.write(transport, srcs);
        } catch (IOException e) {
            throw deadlines.writeFailure(e);
        }
    }

    void writeLast(ByteBuffer src) throws IOException {
        try {
            writer.write(transport, src, true);
        } catch (IOException e) {
            throw deadlines.writeFailure(e);
        }
    }

    /**
     * Sends what TLS has held back for the first data, where it has: before that nobody else writes. Any other call is none to the
     * writer, as another thread may be in one.
     */
    void sendHeld() throws IOException {
        if (transport.holds()) {
            writer.sendHeld(transport);
        }
    }

    long transfer(FileChannel file, long position, long count) throws IOException {
        try {
            return writer.transfer(transport, file, position, count);
        } catch (IOException e) {
            throw deadlines.writeFailure(e);
        }
    }

    void closeOutput() throws IOException {
        transport.closeOutput();
    }

    void closeNotify() throws IOException {
        transport.closeNotify();
    }

    /** How many bytes have arrived and were not read; zero where that cannot be known. */
    int waiting() {
        return transport.waiting();
    }

    /** Whether a write has made no progress for too long. Sweeper's thread. */
    boolean writeStalled(long now) {
        return writer.stalled(now);
    }
}
