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

/** A listening socket. Waiting is done by a selector, so that it can be ended with the backlog still to be accepted. */
final class ListenSource implements Acceptor.Source {
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final SocketAddress address;
    /** What was made for a Unix domain socket, or null. */
    private final UnixSocketFile file;

    private ListenSource(ServerSocketChannel listener, Selector selector, UnixSocketFile file) throws IOException {
        this.listener = listener;
        this.selector = selector;
        this.address = listener.getLocalAddress();
        this.file = file;
    }

    static ListenSource open(SocketAddress address, int backlog) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel listener =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        UnixSocketFile file = null;
        Selector selector = null;
        try {
            if (unix) {
                file = UnixSocketFile.bind(listener, ((UnixDomainSocketAddress) address).getPath(), backlog);
            } else {
                listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                listener.bind(address, backlog);
            }
            listener.configureBlocking(false);
            selector = Selector.open();
            listener.register(selector, SelectionKey.OP_ACCEPT);
            return new ListenSource(listener, selector, file);
        } catch (IOException e) {
            BindException failed = new BindException("cannot listen on " + name(address) + ": " + e.getMessage());
            failed.initCause(e);
            try {
                close(file, listener, selector);
            } catch (IOException also) {
                failed.addSuppressed(also);
            }
            throw failed;
        }
    }

    private static void close(UnixSocketFile file, ServerSocketChannel listener, Selector selector) throws IOException {
        try (selector;
                listener) {
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
        close(file, listener, selector);
    }
}
