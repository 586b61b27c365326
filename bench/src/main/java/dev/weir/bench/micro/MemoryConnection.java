package dev.weir.bench.micro;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ServerContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A connection in memory whose client has sent all and is gone. What is written to it is only counted. */
final class MemoryConnection implements Connection {
    private static final SocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1234);
    private static final SocketAddress SERVER = new InetSocketAddress("192.0.2.2", 80);

    private final ServerContext server;
    private final ByteBuffer incoming;
    private long written;

    MemoryConnection(ServerContext server, byte[] sent) {
        this.server = server;
        this.incoming = ByteBuffer.wrap(sent);
    }

    long written() {
        return written;
    }

    @Override
    public ServerContext server() {
        return server;
    }

    @Override
    public String protocol() {
        return "http/1.1";
    }

    @Override
    public SocketAddress remoteAddress() {
        return CLIENT;
    }

    @Override
    public SocketAddress localAddress() {
        return SERVER;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    @Override
    public <T> T attribute(Attribute<T> key) {
        return null;
    }

    @Override
    public int read(ByteBuffer dst) {
        if (!incoming.hasRemaining()) {
            return -1;
        }
        int n = Math.min(dst.remaining(), incoming.remaining());
        dst.put(dst.position(), incoming, incoming.position(), n);
        dst.position(dst.position() + n);
        incoming.position(incoming.position() + n);
        return n;
    }

    @Override
    public void write(ByteBuffer src) {
        written += src.remaining();
        src.position(src.limit());
    }

    @Override
    public void write(ByteBuffer[] srcs) {
        for (ByteBuffer src : srcs) {
            write(src);
        }
    }

    @Override
    public void closeOutput() {
        // Nobody listens.
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }

    @Override
    public void abort() {
        throw new IllegalStateException("the engine has given up: " + written + " bytes were answered");
    }

    @Override
    public void onCut(Runnable action) {
        // Nobody cuts it.
    }

    @Override
    public void readDeadline(long nanoTime) {
        // It never waits.
    }

    @Override
    public void writeDeadline(long nanoTime) {
        // It never waits.
    }

    @Override
    public boolean active() {
        return true;
    }

    @Override
    public boolean idle() {
        return true;
    }

    @Override
    public void hijacked() {
        throw new IllegalStateException("no handler asks for that");
    }

    @Override
    public boolean draining() {
        return false;
    }

    @Override
    public void onDrain(Runnable action) {
        // It never drains.
    }

    @Override
    public void onTick(Runnable action) {
        // Requests are over before a tick.
    }
}
