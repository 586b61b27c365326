package dev.weir.http.core;

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
import java.nio.file.Files;
import java.nio.file.Path;

/** A listening socket. Waiting is done by a selector, so that it can be ended with the backlog still to be accepted. */
final class ListenSource implements Acceptor.Source {
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final SocketAddress address;

    private ListenSource(ServerSocketChannel listener, Selector selector) throws IOException {
        this.listener = listener;
        this.selector = selector;
        this.address = listener.getLocalAddress();
    }

    static ListenSource open(SocketAddress address, int backlog) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel listener =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            if (unix) {
                removeStale(((UnixDomainSocketAddress) address).getPath());
            } else {
                listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            listener.bind(address, backlog);
            listener.configureBlocking(false);
            Selector selector = Selector.open();
            listener.register(selector, SelectionKey.OP_ACCEPT);
            return new ListenSource(listener, selector);
        } catch (IOException e) {
            listener.close();
            BindException failed = new BindException("cannot listen on " + name(address) + ": " + e.getMessage());
            failed.initCause(e);
            throw failed;
        }
    }

    /** A socket file that nobody listens on is left from a server that has died. */
    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
                Files.delete(path);
            }
        }
    }

    private static String name(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? (inet.getAddress().isAnyLocalAddress() ? "" : inet.getAddress().getHostAddress()) + ":" + inet.getPort()
                : "unix:" + address;
    }

    SocketAddress address() {
        return address;
    }

    @Override
    public void await() throws IOException {
        selector.select();
        selector.selectedKeys().clear();
    }

    @Override
    public SocketChannel accept() throws IOException {
        return listener.accept();
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        listener.close();
        if (address instanceof UnixDomainSocketAddress unix) {
            Files.deleteIfExists(unix.getPath());
        }
    }
}
