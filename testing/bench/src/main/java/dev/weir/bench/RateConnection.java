package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * A connection of the rate-limited client. It knows when each of its requests was due, and counts from there: one that
 * had to wait for its turn on a connection has waited all the same.
 *
 * <p><b>Threads.</b> The client's only one.
 */
abstract class RateConnection implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final SocketChannel channel;
    private final ArrayDeque<RateRequest> due = new ArrayDeque<>();
    private final RateTimes times;
    final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);

    RateConnection(int port, RateTimes times) throws IOException {
        this.times = times;
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Takes a request, and sends it when the protocol lets it. */
    final void take(RateRequest request) throws IOException {
        due.add(request);
        sendDue();
    }

    private void sendDue() throws IOException {
        while (!due.isEmpty() && mayBegin()) {
            begin(due.remove());
        }
    }

    /**
     * Reads what has come.
     *
     * @throws IOException when the server has ended the connection, which it has no reason for
     */
    final void receive() throws IOException {
        if (channel.read(in) < 0) {
            throw new IOException("the server has closed a connection");
        }
        in.flip();
        answers();
        in.compact();
        sendDue();
    }

    /** Requests are small, so that a socket has room for them; where it has none, nothing else matters. */
    final void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** The answer to a request has come. */
    final void answered(RateRequest request) {
        times.of(request.target()).add(System.nanoTime() - request.dueNanos());
    }

    /** The answer to a request is not what was asked for. */
    final void bad(RateRequest request) {
        times.of(request.target()).addBad();
    }

    /** Whether another request may be sent now. */
    abstract boolean mayBegin();

    abstract void begin(RateRequest request) throws IOException;

    /** Takes whole answers out of {@link #in}, and leaves the rest. */
    abstract void answers() throws IOException;

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
