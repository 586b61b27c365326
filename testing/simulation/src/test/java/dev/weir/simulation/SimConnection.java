package dev.weir.simulation;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection in memory, with both of its ends: what the engine sees, with deadlines and ticks by the world's clock,
 * and what the client does to it.
 *
 * <p><b>Threads.</b> As {@link Connection} says; it checks that an engine keeps to that.
 */
final class SimConnection implements Connection {
    /** How often a server looks at deadlines. */
    private static final long SWEEP_NANOS = 100_000_000L;

    private final World world;
    private final SimServer server;
    private final String protocol;
    private final MemoryShare memory;
    private final Pipe toServer;
    private final Pipe toClient;
    private final long readySince;

    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile long readDeadline;
    private volatile long writeDeadline;
    private volatile Runnable tick;
    /** How often a deadline of the server's cut the client short. */
    private volatile boolean cutByDeadline;

    private volatile boolean readLate;

    /** Whether a handler takes it over; set before it is served. */
    private boolean taken;

    // guarded by this
    private Runnable drainAction;
    private Runnable cutAction;
    private boolean drainTold;
    private boolean cutTold;

    SimConnection(World world, SimServer server, String protocol, Wire wire) {
        this.world = world;
        this.server = server;
        this.protocol = protocol;
        this.memory = server.memory().share();
        this.toServer = wire.toServer();
        this.toClient = wire.toClient();
        this.readySince = world.nanoTime();
    }

    /** Handlers take it over. */
    void mayBeTaken() {
        taken = true;
    }

    // ---- the server around the engine

    /** What the server's sweeper does for this connection, until it is closed. */
    void sweep() {
        while (!closed.get()) {
            world.sleep(SWEEP_NANOS);
            long now = world.nanoTime();
            long write = writeDeadline;
            if (write != 0 && now - write >= 0 && !closed.get()) {
                cutByDeadline = true;
                cut("the write deadline has passed");
                return;
            }
            long read = readDeadline;
            if (read != 0 && now - read >= 0 && !readLate) {
                readLate = true;
                toServer.late();
            }
            Runnable action = tick;
            if (action != null) {
                action.run();
            }
        }
    }

    /** A graceful shutdown begins. */
    void drain() {
        Runnable action;
        synchronized (this) {
            drainTold = true;
            action = drainAction;
        }
        if (action != null) {
            action.run();
        }
    }

    /** The server closes the connection, whatever goes on. */
    void cut(String why) {
        closed.set(true);
        toServer.breakOff(why);
        toClient.breakOff(why);
        Runnable action;
        synchronized (this) {
            cutTold = true;
            action = cutAction;
        }
        if (action != null) {
            action.run();
        }
    }

    /** Whether the server ended something by one of its deadlines. */
    boolean wasLate() {
        return cutByDeadline || readLate;
    }

    boolean isClosed() {
        return closed.get();
    }

    // ---- the engine's side

    @Override
    public ServerContext server() {
        return server;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("client", 1234);
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("server", 80);
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
        if (!dst.hasRemaining()) {
            world.violated("a read into no room");
        }
        enter(readers, "read");
        try {
            return toServer.read(dst);
        } finally {
            leave(readers, "read");
        }
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        enter(writers, "write");
        try {
            toClient.write(src);
        } finally {
            leave(writers, "write");
        }
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        enter(writers, "write");
        try {
            for (ByteBuffer src : srcs) {
                toClient.write(src);
            }
        } finally {
            leave(writers, "write");
        }
    }

    /** An interrupt within a channel's call closes the channel, and two calls at once mix their bytes. */
    private void enter(AtomicInteger users, String what) {
        if (users.incrementAndGet() != 1) {
            world.violated("two threads " + what + " at once");
        }
        noInterrupt("into a " + what);
    }

    private void leave(AtomicInteger users, String what) {
        noInterrupt("within a " + what);
        users.decrementAndGet();
    }

    private void noInterrupt(String where) {
        if (Thread.currentThread().isInterrupted() && !closed.get()) {
            world.violated("an interrupt has got " + where + ": "
                    + Thread.currentThread().getName());
        }
    }

    @Override
    public void closeOutput() throws IOException {
        if (closed.get()) {
            throw new IOException("closed");
        }
        toClient.end();
    }

    @Override
    public void closeInput() {
        requireTaken();
        toServer.end();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            toClient.end();
            toServer.breakOff("closed by the server");
        }
    }

    @Override
    public void abort() {
        if (closed.compareAndSet(false, true)) {
            toClient.breakOff("aborted by the server");
            toServer.breakOff("aborted by the server");
        }
    }

    @Override
    public void onCut(Runnable action) {
        synchronized (this) {
            cutAction = action;
            if (!cutTold) {
                return;
            }
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void readDeadline(long nanoTime) {
        readDeadline = nanoTime;
    }

    @Override
    public void writeDeadline(long nanoTime) {
        writeDeadline = nanoTime;
    }

    @Override
    public boolean active() {
        return !closed.get();
    }

    @Override
    public boolean idle() {
        return !server.draining() || toServer.waiting() > 0;
    }

    @Override
    public void hijacked() {
        requireTaken();
    }

    private void requireTaken() {
        if (!taken) {
            world.violated("no handler takes a connection over here");
        }
    }

    @Override
    public boolean draining() {
        return server.draining();
    }

    @Override
    public void onDrain(Runnable action) {
        synchronized (this) {
            drainAction = action;
            if (!drainTold) {
                return;
            }
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void onTick(Runnable action) {
        tick = action;
    }
}
