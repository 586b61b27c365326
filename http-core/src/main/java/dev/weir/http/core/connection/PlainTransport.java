package dev.weir.http.core.connection;

import dev.weir.http.core.loop.LoopSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainTransport implements Transport {
    /**
     * The JDK copies a heap buffer into a direct one before it writes, and keeps that: so it should not be too large. A
     * smaller one costs more calls: with 128 KiB a megabyte costs a quarter more.
     */
    private static final int PIECE = 512 * 1024;

    /**
     * The most of a file that is sent at once, as each transfer is three calls to the system. A call ends at a multiple of
     * it, so that the pages that lie together in the system's cache go together.
     */
    private static final int TRANSFERRED = 1024 * 1024;

    /** What is written of a file when the peer has no room: enough to be worth a call. */
    private static final int COPIED = 16 * 1024;

    private final SocketChannel channel;
    /** Waits for the channel, where that does not. */
    private final LoopSocket socket;

    PlainTransport(SocketChannel channel, LoopSocket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return channel.read(dst);
    }

    @Override
    public boolean holdsInput() {
        return false;
    }

    /**
     * What is outside of the heap is not copied, and a channel that does not block takes what it has room for: so all of it. One that
     * blocks is to come back now and then, as a peer that takes some of it has not stalled.
     */
    @Override
    public int piece(ByteBuffer src) {
        return src.isDirect() && socket.joined() ? Integer.MAX_VALUE : PIECE;
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        if (channel.write(src) == 0) {
            socket.awaitWritable();
        }
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        if (channel.write(srcs) == 0) {
            socket.awaitWritable();
        }
    }

    @Override
    public long transfer(FileChannel file, long position, long count) throws IOException {
        long most = Math.min(count, TRANSFERRED - position % TRANSFERRED);
        long sent = file.transferTo(position, most, channel);
        while (sent == 0 && socket.joined()) {
            if (position >= file.size()) {
                return 0;
            }
            socket.awaitWritable();
            sent = file.transferTo(position, most, channel);
        }
        return sent > 0 ? sent : copy(file, position, count);
    }

    /** Writes a little: on a channel that blocks, unlike a transfer, a write waits for a peer that has no room. */
    private long copy(FileChannel file, long position, long count) throws IOException {
        ByteBuffer some = ByteBuffer.allocate((int) Math.min(count, COPIED));
        if (file.read(some, position) < 0) {
            return 0;
        }
        return channel.write(some.flip());
    }

    @Override
    public void closeOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void closeNotify() {
        // TCP's own end is all there is to say.
    }

    @Override
    public int waiting() {
        try {
            if (channel.getLocalAddress() instanceof InetSocketAddress) {
                return channel.socket().getInputStream().available();
            }
            return isReadable() ? 1 : 0;
        } catch (IOException e) {
            // A connection that is gone has nothing waiting; the next read fails.
            return 0;
        }
    }

    /** Whether there is something to read at a Unix socket, whose count Java does not tell. For the end of a server. */
    private boolean isReadable() throws IOException {
        if (channel.isBlocking()) {
            return false;
        }
        try (Selector selector = channel.provider().openSelector()) {
            channel.register(selector, SelectionKey.OP_READ);
            return selector.selectNow() > 0;
        } catch (ClosedChannelException | IllegalBlockingModeException e) {
            // It was closed, or taken over, meanwhile.
            return false;
        }
    }
}
