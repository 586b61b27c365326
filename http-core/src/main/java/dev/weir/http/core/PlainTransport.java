package dev.weir.http.core;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainTransport implements Transport {
    /** The most that one call writes: the JDK copies a heap buffer into a direct one of that size, and keeps it. */
    private static final int MAX_WRITE = 128 * 1024;

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
        int end = src.limit();
        while (src.position() < end) {
            src.limit(Math.min(end, src.position() + MAX_WRITE));
            channel.write(src);
        }
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        long total = 0;
        for (ByteBuffer src : srcs) {
            total += src.remaining();
        }
        if (total > MAX_WRITE) {
            gatherInPieces(srcs);
            return;
        }
        while (total > 0) {
            total -= channel.write(srcs);
        }
    }

    /** The first call gathers as much as one call may; what is left goes out buffer by buffer. */
    private void gatherInPieces(ByteBuffer[] srcs) throws IOException {
        int room = MAX_WRITE;
        int[] ends = new int[srcs.length];
        for (int i = 0; i < srcs.length; i++) {
            ends[i] = srcs[i].limit();
            int part = Math.min(room, srcs[i].remaining());
            srcs[i].limit(srcs[i].position() + part);
            room -= part;
        }
        channel.write(srcs);
        for (int i = 0; i < srcs.length; i++) {
            srcs[i].limit(ends[i]);
            write(srcs[i]);
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
