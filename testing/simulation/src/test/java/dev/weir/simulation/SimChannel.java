package dev.weir.simulation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A channel that carries nothing, for the server's own connection: what counts is who closes it. */
class SimChannel extends SocketChannel {
    /** How often it was closed, and its input ended. */
    final AtomicInteger closes = new AtomicInteger();

    final AtomicInteger inputEnds = new AtomicInteger();

    SimChannel() {
        super(SelectorProvider.provider());
    }

    @Override
    public SocketChannel bind(SocketAddress local) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> SimChannel setOption(SocketOption<T> name, T value) {
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public SimChannel shutdownInput() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        inputEnds.incrementAndGet();
        return this;
    }

    @Override
    public SimChannel shutdownOutput() {
        return this;
    }

    @Override
    public Socket socket() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isConnectionPending() {
        return false;
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return InetSocketAddress.createUnresolved("client", 1234);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return -1;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) {
        return -1;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** No internet address: then nothing can be waiting in it. */
    @Override
    public SocketAddress getLocalAddress() {
        return java.net.UnixDomainSocketAddress.of("simulated");
    }

    @Override
    protected void implCloseSelectableChannel() {
        closes.incrementAndGet();
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        throw new UnsupportedOperationException();
    }
}
