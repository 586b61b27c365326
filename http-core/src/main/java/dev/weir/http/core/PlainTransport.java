package dev.weir.http.core;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainTransport implements Transport {
    private final SocketChannel channel;

    PlainTransport(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return channel.read(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            channel.write(src);
        }
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        long total = 0;
        for (ByteBuffer src : srcs) {
            total += src.remaining();
        }
        while (total > 0) {
            total -= channel.write(srcs);
        }
    }

    @Override
    public void closeOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void goodbye() {
        // TCP's own end is all there is to say.
    }

    @Override
    public int waiting() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress
                    ? channel.socket().getInputStream().available()
                    : 0;
        } catch (IOException e) {
            // A connection that is gone has nothing waiting; whoever reads from it meets the failure.
            return 0;
        }
    }
}
