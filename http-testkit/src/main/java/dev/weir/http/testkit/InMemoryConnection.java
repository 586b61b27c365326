package dev.weir.http.testkit;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.api.internal.BulkInput;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server in memory: what the engine sees of it, and {@link #client its other end}. Its deadlines pass by
 * the clock of its server.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class InMemoryConnection implements Connection {
    /** How much a client that does not read lets the server write, as the buffers of a socket do. */
    private static final int WINDOW = 64 * 1024;

    private static final SocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    private static final long NEVER = Long.MAX_VALUE;

    private final InMemoryServer server;
    private final SocketAddress address;
    private final MemoryShare memory;
    private final long readySince = System.nanoTime();
    private final ByteQueue toServer = new ByteQueue(Integer.MAX_VALUE);
    private final ByteQueue toClient = new ByteQueue(WINDOW);

    // guarded by this
    private boolean idle = true;
    private boolean closed;
    private boolean cut;
    private boolean hijacked;
    private long readDue = NEVER;
    private long writeDue = NEVER;
    private @Nullable Runnable onCut;
    private @Nullable Runnable onDrain;
    private @Nullable Runnable onTick;

    InMemoryConnection(InMemoryServer server, int port) {
        this.server = server;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.memory = server.memory().share();
    }

    // ---- the server's side

    /** Closes the connection in the server's stead, and tells the engine. */
    void cut() {
        Runnable action;
        synchronized (this) {
            if (closed) {
                return;
            }
            cut = true;
            action = onCut;
        }
        run(action);
        abort();
    }

    /** A graceful shutdown begins: an idle connection ends, and another is told. */
    void drain() {
        Runnable action;
        boolean close;
        synchronized (this) {
            action = onDrain;
            close = idle && !hijacked;
        }
        run(action);
        if (close) {
            close();
        }
    }

    /** The clock has moved on. */
    void advanced(long now) {
        boolean late;
        boolean stalled;
        Runnable tick;
        synchronized (this) {
            late = now >= readDue;
            stalled = now >= writeDue;
            tick = onTick;
        }
        if (late) {
            toServer.late();
        }
        if (stalled) {
            cut();
        }
        run(tick);
    }

    private static void run(@Nullable Runnable action) {
        if (action != null) {
            action.run();
        }
    }

    /** Whether a handler has it, so that it stays open when its engine returns. */
    synchronized boolean isHijacked() {
        return hijacked;
    }

    /** The client's end. */
    Wire client(int millis) {
        return new Client(millis);
    }

    // ---- the engine's side

    @Override
    public ServerContext server() {
        return server;
    }

    @Override
    public String protocol() {
        return InMemoryServer.PROTOCOL;
    }

    @Override
    public SocketAddress remoteAddress() {
        return address;
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
    public <T> Optional<T> attribute(AttributeKey<T> key) {
        return Optional.empty();
    }

    @Override
    public long readySince() {
        return readySince;
    }

    @Override
    public MemoryShare memory() {
        return memory;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return toServer.read(dst, 0);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        toClient.write(src);
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        for (ByteBuffer src : srcs) {
            toClient.write(src);
        }
    }

    @Override
    public void closeOutput() {
        toClient.end();
    }

    @Override
    public void closeInput() {
        toServer.drop();
    }

    @Override
    public void close() {
        toClient.end();
        end();
    }

    @Override
    public void abort() {
        if (end()) {
            toClient.reset();
        }
    }

    /** Returns whether it was open until now. */
    private boolean end() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        toServer.close();
        memory.close();
        server.closed(this);
        return true;
    }

    @Override
    public void onCut(@Nullable Runnable action) {
        synchronized (this) {
            onCut = action;
            if (!cut) {
                return;
            }
        }
        run(action);
    }

    @Override
    public void readDeadline(long nanoTime) {
        boolean late;
        synchronized (this) {
            readDue = due(nanoTime);
            late = server.now() >= readDue;
        }
        if (late) {
            toServer.late();
        }
    }

    @Override
    public synchronized void writeDeadline(long nanoTime) {
        writeDue = due(nanoTime);
    }

    /** A time of System.nanoTime, by the server's clock: as far from now as it was there. */
    private long due(long nanoTime) {
        return nanoTime == 0 ? NEVER : server.now() + Math.max(0, nanoTime - System.nanoTime());
    }

    @Override
    public synchronized boolean active() {
        idle = false;
        return !closed;
    }

    @Override
    public synchronized boolean idle() {
        idle = true;
        return !server.draining();
    }

    @Override
    public synchronized void hijacked() {
        hijacked = true;
        readDue = NEVER;
        writeDue = NEVER;
        onTick = null;
    }

    @Override
    public boolean draining() {
        return server.draining();
    }

    @Override
    public void onDrain(@Nullable Runnable action) {
        synchronized (this) {
            onDrain = action;
        }
        if (server.draining()) {
            run(action);
        }
    }

    @Override
    public synchronized void onTick(@Nullable Runnable action) {
        onTick = action;
    }

    /** The other end. */
    private final class Client implements Wire {
        private final int millis;

        Client(int millis) {
            this.millis = millis;
        }

        @Override
        public SocketAddress address() {
            return address;
        }

        @Override
        public InputStream in() {
            return new BulkInput() {
                @Override
                public int read(byte[] b, int off, int len) throws IOException {
                    return len == 0 ? 0 : toClient.read(ByteBuffer.wrap(b, off, len), millis);
                }
            };
        }

        @Override
        public OutputStream out() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] b, int off, int len) throws IOException {
                    toServer.write(ByteBuffer.wrap(b, off, len));
                }
            };
        }

        /** As a socket does: the server reads what was sent, then the end; what it writes fails. */
        @Override
        public void close() {
            toServer.end();
            toClient.close();
        }
    }
}
