package dev.weir.http.core.listen;

import dev.weir.http.core.loop.Loop;
import dev.weir.http.core.loop.LoopSocket;
import dev.weir.http.core.spi.Connection;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A socket that listens. It does not wait, so that it can be ended with the backlog still to be accepted. */
public final class SocketListener implements Listener {
    private final ServerSocketChannel socket;
    private final LoopSocket place;
    private final SocketAddress address;
    /** What was made for a Unix domain socket, or null. */
    private final @Nullable UnixSocketFile file;

    private SocketListener(ServerSocketChannel socket, @Nullable UnixSocketFile file) throws IOException {
        this.socket = socket;
        this.place = new LoopSocket(socket, SelectionKey.OP_ACCEPT);
        this.address = socket.getLocalAddress();
        this.file = file;
    }

    public static SocketListener open(SocketAddress address, int backlog) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel socket =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        UnixSocketFile file = null;
        try {
            if (unix) {
                file = UnixSocketFile.bind(socket, ((UnixDomainSocketAddress) address).getPath(), backlog);
            } else {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                socket.bind(address, backlog);
            }
            return new SocketListener(socket, file);
        } catch (IOException e) {
            BindException failed = new BindException("cannot listen on " + name(address) + ": " + e.getMessage());
            failed.initCause(e);
            try {
                close(file, socket);
            } catch (IOException also) {
                failed.addSuppressed(also);
            }
            throw failed;
        }
    }

    private static void close(@Nullable UnixSocketFile file, ServerSocketChannel socket) throws IOException {
        try (socket) {
            if (file != null) {
                file.delete();
            }
        }
    }

    private static String name(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? (inet.getAddress().isAnyLocalAddress()
                                ? ""
                                : inet.getAddress().getHostAddress()) + ":" + inet.getPort()
                : "unix:" + address;
    }

    public SocketAddress address() {
        return address;
    }

    @Override
    public void join(Loop loop, LoopSocket.Steps steps) throws IOException {
        place.join(loop, steps);
        place.again();
    }

    @Override
    public boolean mayWait() {
        return place.place(Connection.NO_HANDLER) == Connection.Place.OWN;
    }

    @Override
    public @Nullable SocketChannel accept() throws IOException {
        return socket.accept();
    }

    @Override
    public void wake() {
        place.wake();
    }

    @Override
    public void close() throws IOException {
        close(file, socket);
        place.closed();
    }
}
