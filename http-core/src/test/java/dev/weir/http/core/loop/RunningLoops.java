package dev.weir.http.core.loop;

import static org.mockito.Mockito.mock;

import dev.weir.http.core.connection.DefaultServerContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Loops that run, and connections over loopback. */
final class RunningLoops implements AutoCloseable {
    final DefaultServerContext context = mock(DefaultServerContext.class);
    final Loops loops;
    private final List<SocketChannel> channels = new ArrayList<>();

    RunningLoops(int count) throws IOException {
        this(count, false, new LoopThreads("test"));
    }

    RunningLoops(int count, boolean virtual, LoopThreads threads) throws IOException {
        loops = new Loops(context, context::logFailure, threads, count, virtual, Selector::open);
        loops.start("test");
    }

    /** A socket at a loop, with its session and its client. */
    static final class Served {
        final SocketChannel client;
        final SocketChannel channel;
        final LoopSocket socket;

        private Served(SocketChannel client, SocketChannel channel) {
            this.client = client;
            this.channel = channel;
            this.socket = new LoopSocket(channel);
        }

        void send(int bytes) throws IOException {
            ByteBuffer src = ByteBuffer.allocate(bytes);
            while (src.hasRemaining()) {
                client.write(src);
            }
        }

        /** As a connection that is closed by another thread than those that use it. */
        void close() throws IOException {
            channel.close();
            socket.closed();
        }
    }

    /** A connection whose session is not called yet. */
    Served connect() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel client = SocketChannel.open(listener.getLocalAddress());
            channels.add(client);
            SocketChannel accepted = listener.accept();
            channels.add(accepted);
            return new Served(client, accepted);
        }
    }

    /** A connection whose session is called at once. */
    Served serve(LoopSocket.Steps steps) throws IOException {
        return serve(loops.next(), steps);
    }

    Served serve(Loop loop, LoopSocket.Steps steps) throws IOException {
        Served served = connect();
        served.socket.join(loop, steps);
        served.socket.again();
        return served;
    }

    @Override
    public void close() throws IOException {
        loops.stop();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
