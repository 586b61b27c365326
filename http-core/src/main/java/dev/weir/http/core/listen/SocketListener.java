package dev.weir.http.core.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A socket that listens. Waiting is done by a selector, so that it can be ended with the backlog still to be accepted. */
public final class SocketListener implements Listener {
    private final ServerSocketChannel socket;
    private final Selector selector;
    private final SocketAddress address;
    /** What was made for a Unix domain socket, or null. */
    private final @Nullable UnixSocketFile file;

    private SocketListener(ServerSocketChannel socket, Selector selector, @Nullable UnixSocketFile file)
            throws IOException {
        this.socket = socket;
        this.selector = selector;
        this.address = socket.getLocalAddress();
        this.file = file;
    }

    public static SocketListener open(SocketAddress address, int backlog) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel socket =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        UnixSocketFile file = null;
        Selector selector = null;
        try {
            if (unix) {
                file = UnixSocketFile.bind(socket, ((UnixDomainSocketAddress) address).getPath(), backlog);
            } else {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                socket.bind(address, backlog);
            }
            socket.configureBlocking(false);
            selector = Selector.open();
            socket.register(selector, SelectionKey.OP_ACCEPT);
            return new SocketListener(socket, selector, file);
        } catch (IOException e) {
            BindException failed = new BindException("cannot listen on " + name(address) + ": " + e.getMessage());
            failed.initCause(e);
            try {
                close(file, socket, selector);
            } catch (IOException also) {
                failed.addSuppressed(also);
            }
            throw failed;
        }
    }

    private static void close(@Nullable UnixSocketFile file, ServerSocketChannel socket, @Nullable Selector selector)
            throws IOException {
        try (selector;
                socket) {
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
    public void await() throws IOException {
        selector.select();
        selector.selectedKeys().clear();
    }

    @Override
    public @Nullable SocketChannel accept() throws IOException {
        return socket.accept();
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        close(file, socket, selector);
    }
}
