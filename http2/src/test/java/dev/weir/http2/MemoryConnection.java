package dev.weir.http2;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ServerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/**
 * A connection in memory: what the client sends waits to be read, piece by piece; what is written waits for the
 * client.
 */
final class MemoryConnection implements Connection {
    private final ServerContext server;
    private final Optional<TlsInfo> tls;
    private int writes;

    // guarded by this
    private final ArrayDeque<byte[]> incoming = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean closed;
    private boolean late;
    private Runnable cut;
    private Runnable drain;
    private Runnable tick;

    MemoryConnection(ServerContext server, TlsInfo tls) {
        this.server = server;
        this.tls = Optional.ofNullable(tls);
    }

    // ---- the client's side

    synchronized void send(byte[] bytes) {
        incoming.add(bytes);
        notifyAll();
    }

    synchronized void endInput() {
        inputEnded = true;
        notifyAll();
    }

    /** The read deadline passes. */
    synchronized void beLate() {
        late = true;
        notifyAll();
    }

    /** What was written from a place on; waits until there is more, or the end, which is null. */
    synchronized byte[] awaitWritten(int from, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (written.size() <= from && !outputEnded && !closed) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return new byte[0];
            }
            wait(left);
        }
        byte[] all = written.toByteArray();
        return all.length <= from ? null : Arrays.copyOfRange(all, from, all.length);
    }

    void drain() {
        Runnable action;
        synchronized (this) {
            action = drain;
        }
        action.run();
    }

    void tick() {
        Runnable action;
        synchronized (this) {
            action = tick;
        }
        if (action != null) {
            action.run();
        }
    }

    void cut() {
        Runnable action;
        synchronized (this) {
            closed = true;
            action = cut;
            notifyAll();
        }
        if (action != null) {
            action.run();
        }
    }

    // ---- the engine's side

    @Override
    public ServerContext server() {
        return server;
    }

    @Override
    public String protocol() {
        return "h2";
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress("192.0.2.1", 1234);
    }

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress("192.0.2.2", 443);
    }

    @Override
    public Optional<TlsInfo> tls() {
        return tls;
    }

    @Override
    public <T> T attribute(Attribute<T> key) {
        return null;
    }

    @Override
    public synchronized int read(ByteBuffer dst) throws IOException {
        try {
            while (incoming.isEmpty() && !inputEnded && !closed && !late) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (closed) {
            throw new IOException("closed");
        }
        if (incoming.isEmpty()) {
            if (late) {
                throw new SocketTimeoutException("the read deadline has passed");
            }
            return -1;
        }
        byte[] piece = incoming.poll();
        int n = Math.min(dst.remaining(), piece.length);
        dst.put(piece, 0, n);
        if (n < piece.length) {
            incoming.addFirst(Arrays.copyOfRange(piece, n, piece.length));
        }
        return n;
    }

    /** How many times the engine has written. */
    synchronized int writes() {
        return writes;
    }

    @Override
    public synchronized void write(ByteBuffer src) throws IOException {
        writes++;
        if (closed || outputEnded) {
            throw new IOException("closed");
        }
        byte[] bytes = new byte[src.remaining()];
        src.get(bytes);
        written.writeBytes(bytes);
        notifyAll();
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        for (ByteBuffer src : srcs) {
            write(src);
        }
    }

    @Override
    public synchronized void closeOutput() {
        outputEnded = true;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public synchronized void onCut(Runnable action) {
        cut = action;
    }

    @Override
    public void readDeadline(long nanoTime) {
        // Time passes when the test says so.
    }

    @Override
    public void writeDeadline(long nanoTime) {
        // Time passes when the test says so.
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
        throw new UnsupportedOperationException("no connection of HTTP/2 is taken over");
    }

    @Override
    public boolean draining() {
        return false;
    }

    @Override
    public synchronized void onDrain(Runnable action) {
        drain = action;
    }

    @Override
    public synchronized void onTick(Runnable action) {
        tick = action;
    }
}
