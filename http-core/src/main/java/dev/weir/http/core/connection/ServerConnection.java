package dev.weir.http.core.connection;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.connection.ConnectionState.Phase;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.spi.ProxyInfo;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.Places;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the server: its bytes, its state and its deadlines.
 *
 * <p><b>Threads.</b> As {@link Connection} says; {@link #sweep} is for the sweeper's thread.
 */
public final class ServerConnection implements Connection {
    private final long id;
    private final ConnectionRegistry registry;
    final SocketChannel channel;
    /** Where its place is given back. Who accepts. */
    Places places;
    /** Connection's thread, before the protocol is chosen; so are the three below. */
    private SocketAddress remote;

    private SocketAddress local;
    /** Its listener's name. Connection's thread. */
    String listener = "";

    private Optional<ProxyInfo> proxy = Optional.empty();
    final ConnectionIo io;
    private final ChannelCloser closer;
    /** Connection's thread. */
    private long readySince = System.nanoTime();

    public final ConnectionState state;
    private final IoDeadlines deadlines;
    private final ConnectionEvents events;
    private final KeptUse use;
    private final MemoryShare memory;
    private Optional<TlsInfo> tls = Optional.empty();
    private Map<AttributeKey<?>, Object> attributes = Map.of();
    /** What TLS holds of that; null without TLS. Connection's thread, before the handshake. */
    private volatile @Nullable TlsMemory tlsMemory;
    /** Connection's thread, before the protocol is chosen. */
    private String protocol = "";
    /** Who hears of its end; null until the protocol is chosen. Written after that. */
    volatile @Nullable ConnectionReports reports;
    /** Whether its thread has ended, or will never begin: then closing it is all that is left to do. */
    private volatile boolean left;

    public ServerConnection(long id, ConnectionRegistry registry, SocketChannel channel) throws IOException {
        this.id = id;
        this.registry = registry;
        this.places = registry.places();
        this.channel = channel;
        this.remote = channel.getRemoteAddress();
        this.local = channel.getLocalAddress();
        this.io = new ConnectionIo(channel);
        this.closer = new ChannelCloser(channel, io, registry.context(), remote);
        this.deadlines = io.deadlines;
        this.state = new ConnectionState(registry.notifier(id, remote));
        this.use = new KeptUse(id, registry, state, closer);
        this.memory = registry.context().memory().share();
        this.events = new ConnectionEvents(registry, remote);
    }

    @Override
    public long id() {
        return id;
    }

    /** Where TLS, which begins now, counts what it holds. */
    TlsMemory beginTls() {
        TlsMemory begun = new TlsMemory(memory);
        tlsMemory = begun;
        return begun;
    }

    void secure(Transport secured, TlsInfo info) {
        io.transport(secured);
        tls = Optional.of(info);
        readySince = System.nanoTime();
    }

    /** Whom the accepted connection is from, by what is said at its beginning. */
    void proxied(ProxyInfo info) {
        proxy = Optional.of(info);
        readySince = System.nanoTime();
        info.destination().ifPresent(address -> local = address);
        info.source().ifPresent(address -> {
            remote = address;
            closer.remote(address);
            state.remote(address);
            events.remote(address);
        });
    }

    void serveAs(String name, ConnectionReports watched) {
        protocol = name;
        reports = watched;
    }

    void pushBack(ByteBuffer bytes) {
        io.pushBack(bytes);
    }

    /** Until this is taken back the connection is not quiet, though no request has begun. */
    void busy(boolean now) {
        io.busy(now);
    }

    @Override
    public ServerContext server() {
        return registry.context();
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public String listener() {
        return listener;
    }

    @Override
    public Optional<ProxyInfo> proxy() {
        return proxy;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return tls;
    }

    @Override
    public long readySince() {
        return readySince;
    }

    @Override
    @SuppressWarnings("unchecked") // Attributes puts values of the key's type only
    public <T> Optional<T> attribute(AttributeKey<T> key) {
        return Optional.ofNullable((T) attributes.get(key));
    }

    @Override
    public MemoryShare memory() {
        return memory;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return io.read(dst);
    }

    @Override
    public int receive(ByteBuffer dst) throws IOException {
        return io.receive(dst);
    }

    @Override
    public void wake() {
        io.socket.wake();
    }

    @Override
    public void awaitInput() throws IOException {
        io.awaitInput();
    }

    @Override
    public boolean holdsInput() {
        return io.holdsInput();
    }

    @Override
    public Place place(int kind) {
        return io.socket.place(kind);
    }

    @Override
    public void awaitLoss() throws IOException {
        io.awaitLoss();
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        io.write(src);
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        io.write(srcs);
    }

    @Override
    public void writeLast(ByteBuffer src) throws IOException {
        io.writeLast(src);
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        return io.transfer(file, position, count);
    }

    @Override
    public long stalledNanos() {
        return io.socket.stalledNanos();
    }

    @Override
    public void closeOutput() throws IOException {
        io.closeOutput();
    }

    @Override
    public void closeInput() {
        closer.closeInput("its reader is to be woken");
    }

    @Override
    public void close() {
        boolean taken = state.isHijacked();
        // Whatever fails on the way, as memory is short: neither descriptor nor place in the registry is lost.
        try {
            state.enter(Phase.CLOSED);
            if (channel.isOpen()) {
                if (taken) {
                    // One thread may close it while another reads, which does not wait until close_notify is written.
                    closeInput();
                }
                closer.closeGracefully();
            }
        } finally {
            end();
        }
    }

    /** Closes the channel, whose deadlines have no meaning from then on. */
    private void end() {
        try {
            closer.close();
        } finally {
            deadlines.clear();
            unregisterIfLeft();
        }
    }

    /**
     * Its thread has ended, or will never begin. Closes it, unless a handler has taken it over: then whoever holds it does
     * that, or the server at its end.
     */
    public void leave() {
        left = true;
        if (!state.isHijacked()) {
            close();
        }
    }

    /** A connection counts as open until it is closed and its thread, which may run a handler, has ended. */
    private void unregisterIfLeft() {
        if (!left) {
            return;
        }
        TlsMemory held = tlsMemory;
        if (held != null) {
            held.end();
        }
        memory.close();
        registry.closed(this);
    }

    @Override
    public void abort() {
        try {
            state.enter(Phase.CLOSED);
            closer.resetOnClose();
        } finally {
            end();
        }
    }

    @Override
    public void readDeadline(long nanoTime) {
        deadlines.read(nanoTime);
    }

    @Override
    public void writeDeadline(long nanoTime) {
        deadlines.write(nanoTime);
    }

    @Override
    public void onTick(@Nullable Runnable action) {
        events.onTick(action);
    }

    /** Ends what is late, and ticks. */
    void sweep(long now) {
        boolean late = deadlines.writeIsOver(now);
        // A handler that has taken the connection over sets its own deadlines.
        boolean stalled = io.writeStalled(now) && !state.isHijacked();
        if ((late || stalled) && !deadlines.writeExpired()) {
            deadlines.writeExpired(true);
            boolean done = false;
            try {
                cut();
                done = true;
                ConnectionReports.cut(this, late);
            } finally {
                // What no memory was left for is tried again.
                deadlines.writeExpired(done);
            }
            return;
        }
        if (deadlines.expireRead(now)) {
            closer.closeInput("the read deadline has passed");
        }
        use.turn();
        events.tick(now);
    }

    /** The server has accepted it. */
    void accepted() {
        state.accepted();
    }

    /** The connection's own thread runs. */
    void begun(ConnectionRunner runner) {
        state.deliver();
        attributes = runner.attributes(this);
    }

    /** A step is over, after which it may hear of nothing for a while, or is another's: what TLS has held back goes out. */
    void stepped(boolean over) throws IOException {
        if (!over || state.isHijacked()) {
            io.sendHeld();
        }
    }

    @Override
    public boolean active() {
        return state.phase() == Phase.ACTIVE || state.enter(Phase.ACTIVE);
    }

    @Override
    public boolean idle() {
        use.used();
        state.enter(Phase.IDLE);
        // A request that has arrived already was sent before its client could know: it is still answered.
        return !registry.draining() || io.waiting() > 0 || !events.handlesDrain() && use.waitsOnceMore();
    }

    @Override
    public void hijacked() {
        deadlines.clear();
        events.hijacked();
        state.enter(Phase.HIJACKED);
    }

    @Override
    public boolean draining() {
        return registry.answersAreLast() || events.old();
    }

    @Override
    public void onDrain(@Nullable Runnable action) {
        events.onDrain(action);
    }

    @Override
    public void onCut(@Nullable Runnable action) {
        events.onCut(action);
    }

    /** A graceful shutdown begins: an idle connection is closed, a protocol with an action runs it. */
    public void drain() {
        if (!events.drain()) {
            use.closeSoon(false);
        }
    }

    /** Runs the protocol's action and closes at once. Called by threads that serve other connections too. */
    public void cut() {
        try {
            if (state.enterSilently(Phase.CLOSED)) {
                state.deliverAsync();
            }
        } finally {
            try {
                // First, so that a handler whose calls the closing ends can tell who has closed.
                events.cut();
            } finally {
                closer.aside(this::closeNow);
            }
        }
    }

    private void closeNow() {
        try {
            closer.close();
        } finally {
            // Where the holder of one that was taken over does not close it.
            unregisterIfLeft();
        }
    }
}
