package dev.weir.http1;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ServerContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A connection in memory: each piece of what the client sends is one read; each write is kept. */
final class FakeConnection implements Connection {
    private final ServerContext server;
    private final Queue<byte[]> incoming = new ArrayDeque<>();
    final List<String> writes = new ArrayList<>();
    final List<String> events = new ArrayList<>();

    FakeConnection(ServerContext server, String... pieces) {
        this.server = server;
        for (String piece : pieces) {
            incoming.add(piece.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    String written() {
        return String.join("", writes);
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
        return new InetSocketAddress("192.0.2.1", 1234);
    }

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress("192.0.2.2", 80);
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
    public synchronized int read(ByteBuffer dst) {
        byte[] piece = incoming.peek();
        if (piece == null) {
            return -1;
        }
        incoming.poll();
        int n = Math.min(dst.remaining(), piece.length);
        dst.put(piece, 0, n);
        if (n < piece.length) {
            byte[] rest = java.util.Arrays.copyOfRange(piece, n, piece.length);
            ((ArrayDeque<byte[]>) incoming).addFirst(rest);
        }
        return n;
    }

    @Override
    public synchronized void write(ByteBuffer src) {
        byte[] bytes = new byte[src.remaining()];
        src.get(bytes);
        writes.add(new String(bytes, StandardCharsets.ISO_8859_1));
        notifyAll();
    }

    @Override
    public synchronized void write(ByteBuffer[] srcs) {
        StringBuilder all = new StringBuilder();
        for (ByteBuffer src : srcs) {
            byte[] bytes = new byte[src.remaining()];
            src.get(bytes);
            all.append(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        writes.add(all.toString());
        notifyAll();
    }

    synchronized void awaitWrites(int count) throws InterruptedException {
        while (writes.size() < count) {
            wait();
        }
    }

    @Override
    public void closeOutput() {
        events.add("closeOutput");
    }

    @Override
    public void close() {
        events.add("close");
    }

    @Override
    public void abort() {
        events.add("abort");
    }

    @Override
    public void onCut(Runnable action) {
        // Nobody cuts a fake.
    }

    @Override
    public void readDeadline(long nanoTime) {
        // A fake never waits.
    }

    @Override
    public void writeDeadline(long nanoTime) {
        // A fake never waits.
    }

    @Override
    public boolean active() {
        return true;
    }

    @Override
    public boolean idle() {
        return !server.draining();
    }

    @Override
    public void hijacked() {
        events.add("hijacked");
    }

    @Override
    public boolean draining() {
        return server.draining();
    }

    @Override
    public void onDrain(Runnable action) {
        // The engine asks instead.
    }

    @Override
    public void onTick(Runnable action) {
        // Time stands still.
    }
}
