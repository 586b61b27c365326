package dev.weir.http.core.listen;

import dev.weir.http.core.loop.Loop;
import dev.weir.http.core.loop.LoopSocket;
import dev.weir.http.core.spi.Connection;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

    private SocketListener(ServerSocketChannel socket, SocketAddress address, @Nullable UnixSocketFile file) {
        this.socket = socket;
        this.place = new LoopSocket(socket, SelectionKey.OP_ACCEPT);
        this.address = address;
        this.file = file;
    }

    /** Takes a socket that is bound. */
    static SocketListener of(ServerSocketChannel socket, @Nullable SocketAddress known) throws IOException {
        return new SocketListener(socket, known == null ? socket.getLocalAddress() : known, null);
    }

    static SocketListener open(SocketSource.Bound source) throws IOException {
        SocketAddress address = source.address();
        ServerSocketChannel socket = source.channel();
        UnixSocketFile file = null;
        try {
            if (address instanceof UnixDomainSocketAddress unix) {
                file = UnixSocketFile.bind(socket, unix.getPath(), source.backlog());
                UnixAccess access = source.access();
                if (access != null) {
                    access.set(unix.getPath());
                }
            } else {
                socket.bind(address, source.backlog());
            }
            return new SocketListener(socket, socket.getLocalAddress(), file);
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
    public void leave() throws IOException {
        place.leave();
        if (file != null) {
            // From now on nobody finds it, and all who have can be accepted.
            file.delete();
        }
    }

    @Override
    public void close() throws IOException {
        close(file, socket);
        place.closed();
    }
}
