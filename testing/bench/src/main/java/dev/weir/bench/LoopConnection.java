package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A connection with one request at a time. It blocks until it is told not to.
 *
 * <p><b>Threads.</b> For one thread.
 */
abstract class LoopConnection implements AutoCloseable {
    /** Enough for the head of an answer. */
    private static final int HEAD = 1024;

    private final SocketChannel channel;
    /** What has come and is no whole answer yet. */
    final ByteBuffer in;

    /**
     * Connects.
     *
     * @param content the longest answer without its head, in bytes
     */
    LoopConnection(int port, int content) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        in = ByteBuffer.allocate(HEAD + content);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Sends the request. */
    abstract void send() throws IOException;

    /**
     * Takes whole answers out of {@link #in}, from its position on, and leaves the rest.
     *
     * @return how many there were
     * @throws IOException where one is not what was asked for
     */
    abstract int answers() throws IOException;

    /**
     * Reads what has come.
     *
     * @return how many whole answers
     * @throws IOException when the server has ended the connection, or has answered something else
     */
    final int receive() throws IOException {
        if (!in.hasRemaining()) {
            throw new IOException("an answer is longer than what was asked for");
        }
        if (channel.read(in) < 0) {
            throw new IOException("the server has closed a connection");
        }
        in.flip();
        int answers = answers();
        in.compact();
        return answers;
    }

    /** One request and its answer, on a connection that blocks. */
    final void ask() throws IOException {
        send();
        int answers = 0;
        while (answers == 0) {
            answers = receive();
        }
    }

    /** With one request at a time a socket has room for it, or soon will. */
    final void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
