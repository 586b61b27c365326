package dev.weir.http.core;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection in the server's books: its bytes, its state and its deadlines.
 *
 * <p><b>Threads.</b> As {@link Connection} says; {@link #sweep} is for the sweeper's thread.
 */
final class ServerConnection implements Connection {
    /** The most time for the last words to a peer. */
    private static final long GOODBYE_NANOS = 1_000_000_000L;

    /** How long a connection must be quiet before a shutdown takes it for one that nobody waits on. */
    private static final long QUIET_NANOS = 50_000_000L;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ServerConnection.class, "state", ConnState.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long id;
    private final ConnectionBook book;
    private final SocketChannel channel;
    private final SocketAddress remote;
    private final SocketAddress local;
    private final PieceWriter writer = new PieceWriter();
    /** Connection's thread. */
    private long readySince = System.nanoTime();
    /** Null where nobody listens. */
    private final StateTeller teller;

    private final MemoryShare memory;
    /** What TLS holds of that; null without TLS. Connection's thread, before the handshake. */
    private volatile TlsMemory tlsMemory;

    /** Connection's thread, before the protocol is chosen. */
    private Transport transport;

    private String protocol = "";
    private Optional<TlsInfo> tls = Optional.empty();
    private Map<Attribute<?>, Object> attributes = Map.of();
    /** What was read to tell the protocol, and is not yet read by it; null when there is nothing. */
    private ByteBuffer pushback;
    /** Connection's thread: whether the protocol was given such bytes and has not asked for more. */
    private boolean pushedBack;

    /** Changed by compare-and-set alone. */
    private volatile ConnState state = ConnState.NEW;
    /** Times of System.nanoTime, or 0 for none. */
    private volatile long readDeadline;

    private volatile long writeDeadline;
    private volatile boolean readExpired;
    private volatile boolean writeExpired;
    /** Whether bytes of the peer's were taken before its protocol was told: then it is no quiet connection. */
    private volatile boolean busy;

    private volatile Runnable tick;
    /** Guarded by this, as the action of an event that has happened runs at once. */
    private Runnable drainAction;

    private Runnable cutAction;
    private boolean drainTold;
    private boolean cutTold;

    ServerConnection(long id, ConnectionBook book, SocketChannel channel) throws IOException {
        this.id = id;
        this.book = book;
        this.channel = channel;
        this.remote = channel.getRemoteAddress();
        this.local = channel.getLocalAddress();
        this.transport = new PlainTransport(channel);
        this.teller = book.teller(id, remote);
        this.memory = book.context().memory().share();
    }

    // ---- making it ready; connection's thread

    SocketChannel channel() {
        return channel;
    }

    long id() {
        return id;
    }

    /** Where TLS, which begins now, counts what it holds. */
    TlsMemory beginTls() {
        tlsMemory = new TlsMemory(memory);
        return tlsMemory;
    }

    void secure(Transport secured, TlsInfo info) {
        transport = secured;
        tls = Optional.of(info);
        readySince = System.nanoTime();
    }

    void serveAs(String name) {
        protocol = name;
    }

    void attributes(Map<Attribute<?>, Object> attached) {
        attributes = attached;
    }

    void pushBack(ByteBuffer bytes) {
        pushback = bytes.hasRemaining() ? bytes : null;
        pushedBack = pushback != null;
    }

    /** Until this is taken back the connection is not quiet, though no request has begun. */
    void busy(boolean now) {
        busy = now;
    }

    // ---- what a protocol sees

    @Override
    public ServerContext server() {
        return book.context();
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
    public Optional<TlsInfo> tls() {
        return tls;
    }

    @Override
    public long readySince() {
        return readySince;
    }

    @Override
    @SuppressWarnings("unchecked") // Attributes puts values of the key's type only
    public <T> T attribute(Attribute<T> key) {
        return (T) attributes.get(key);
    }

    @Override
    public MemoryShare memory() {
        return memory;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        ByteBuffer back = pushback;
        if (back != null) {
            int n = Math.min(dst.remaining(), back.remaining());
            dst.put(dst.position(), back, back.position(), n);
            dst.position(dst.position() + n);
            back.position(back.position() + n);
            if (!back.hasRemaining()) {
                pushback = null;
            }
            return n;
        }
        if (pushedBack) {
            // The protocol has seen them all. Where it did not say that they are a request, nobody waits for an answer.
            pushedBack = false;
            busy = false;
        }
        int n;
        try {
            n = transport.read(dst);
        } catch (IOException e) {
            throw readExpired || writeExpired ? late(e) : e;
        }
        if (n < 0 && readExpired) {
            throw late(null);
        }
        return n;
    }

    @Override
    public void awaitLoss() throws IOException {
        transport.awaitLoss();
    }

    private SocketTimeoutException late(IOException cause) {
        SocketTimeoutException late = new SocketTimeoutException(
                writeExpired ? "the write deadline has passed" : "the read deadline has passed");
        late.initCause(cause);
        return late;
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        try {
            writer.write(transport, src);
        } catch (IOException e) {
            throw writeExpired ? late(e) : e;
        }
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        try {
            writer.write(transport, srcs);
        } catch (IOException e) {
            throw writeExpired ? late(e) : e;
        }
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
        try {
            return writer.transfer(transport, file, position, count);
        } catch (IOException e) {
            throw writeExpired ? late(e) : e;
        }
    }

    @Override
    public void closeOutput() throws IOException {
        transport.closeOutput();
    }

    @Override
    public void close() {
        boolean taken = isHijacked();
        // Whatever fails on the way, for want of memory for example: neither descriptor nor place in the book is lost.
        try {
            enter(ConnState.CLOSED);
            if (channel.isOpen()) {
                if (taken) {
                    wakeReader();
                }
                takeLeave();
            }
        } finally {
            try {
                shut();
            } finally {
                leaveBook();
            }
        }
    }

    private void leaveBook() {
        TlsMemory held = tlsMemory;
        if (held != null) {
            held.end();
        }
        memory.close();
        book.closed(this);
    }

    /**
     * A connection that was taken over may be closed by one thread while another reads: the reader does not wait until
     * close_notify is written. That write has its deadline watched, though the connection is in the book no longer.
     */
    private void wakeReader() {
        book.watchClosing(this);
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            book.context().logDebug("while closing the connection of " + remote, e);
        }
    }

    /** Closes the connection; a peer that takes nothing any more has but little time for the last words to it. */
    private void takeLeave() {
        try {
            if (!writeExpired) {
                writeDeadline = System.nanoTime() + GOODBYE_NANOS;
                transport.goodbye();
            }
        } catch (IOException e) {
            book.context().logDebug("while taking leave of " + remote, e);
        } finally {
            shut();
        }
    }

    @Override
    public void abort() {
        try {
            enter(ConnState.CLOSED);
            if (channel.isOpen() && channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            book.context().logDebug("could not reset the connection of " + remote, e);
        } finally {
            try {
                shut();
            } finally {
                leaveBook();
            }
        }
    }

    private void shut() {
        try {
            channel.close();
        } catch (IOException e) {
            book.context().logDebug("while closing the connection of " + remote, e);
        }
    }

    // ---- deadlines

    @Override
    public void readDeadline(long nanoTime) {
        readDeadline = nanoTime;
        if (nanoTime != 0 && state == ConnState.HIJACKED) {
            book.watch(this);
        }
    }

    @Override
    public void writeDeadline(long nanoTime) {
        writeDeadline = nanoTime;
        if (nanoTime != 0 && state == ConnState.HIJACKED) {
            book.watch(this);
        }
    }

    @Override
    public void onTick(Runnable action) {
        tick = action;
    }

    /** Ends what is late, and ticks. */
    void sweep(long now) {
        long write = writeDeadline;
        boolean late = write != 0 && now - write >= 0;
        // Whoever has taken a connection over looks after it himself.
        boolean stalled = writer.stalled(now) && !isHijacked();
        if ((late || stalled) && !writeExpired) {
            writeExpired = true;
            boolean done = false;
            try {
                cut();
                done = true;
            } finally {
                // What no memory was left for is tried again.
                writeExpired = done;
            }
            return;
        }
        long read = readDeadline;
        if (read != 0 && now - read >= 0 && !readExpired) {
            readExpired = true;
            try {
                // Wakes a reader with an end, and leaves the way open for an answer.
                channel.shutdownInput();
            } catch (IOException e) {
                book.context().logDebug("the read deadline of " + remote + " has passed", e);
            }
        }
        Runnable action = tick;
        if (action != null) {
            try {
                action.run();
            } catch (OutOfMemoryError e) {
                // That passes, and without ticks nobody would watch the deadlines of the connection's streams.
                throw e;
            } catch (RuntimeException | Error e) {
                tick = null;
                book.context().logError("a tick failed and will not be repeated", e);
            }
        }
    }

    // ---- state

    /** The server has accepted it; the listener is told of that as the connection's own thread begins. */
    void accepted() {
        if (teller != null) {
            teller.add(ConnState.NEW);
        }
    }

    /** Tells what the listener has not been told; a thread of the connection. */
    void tell() {
        if (teller != null) {
            teller.tell();
        }
    }

    /** Goes into a state unless it is in a terminal one or in this one already; true when it went. */
    private boolean enter(ConnState next) {
        boolean went = go(next);
        if (went) {
            tell();
        }
        return went;
    }

    /** The same, without telling anybody yet. */
    private boolean go(ConnState next) {
        ConnState seen = state;
        while (seen != next && seen != ConnState.CLOSED && (seen != ConnState.HIJACKED || next == ConnState.CLOSED)) {
            if (change(seen, next)) {
                return true;
            }
            seen = state;
        }
        return false;
    }

    /** Changes the state, in the order in which the listener is told of it. */
    private boolean change(ConnState seen, ConnState next) {
        if (teller == null) {
            return STATE.compareAndSet(this, seen, next);
        }
        synchronized (teller) {
            boolean changed = STATE.compareAndSet(this, seen, next);
            // The states of a connection that was taken over end with HIJACKED.
            if (changed && seen != ConnState.HIJACKED) {
                teller.add(next);
            }
            return changed;
        }
    }

    @Override
    public boolean active() {
        return state == ConnState.ACTIVE || enter(ConnState.ACTIVE);
    }

    @Override
    public boolean idle() {
        enter(ConnState.IDLE);
        // A request that has arrived already was sent before its client could know: it is still answered.
        return !book.draining() || transport.waiting() > 0;
    }

    @Override
    public void hijacked() {
        readDeadline = 0;
        writeDeadline = 0;
        tick = null;
        if (enter(ConnState.HIJACKED)) {
            book.hijacked(this);
        }
    }

    boolean isHijacked() {
        return state == ConnState.HIJACKED;
    }

    @Override
    public boolean draining() {
        return book.draining();
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

    /** A graceful shutdown begins: a connection that nobody waits on is closed, the others are told. */
    void drain() {
        Runnable action;
        synchronized (this) {
            drainTold = true;
            action = drainAction;
        }
        if (action != null) {
            run(action, "shutdown");
        } else {
            // On a thread of its own: a shutdown waits for no single client.
            Thread.ofVirtual().name("weir-goodbye-", id).start(this::leaveIfQuiet);
        }
    }

    /**
     * Closes a connection that nobody waits on. Its reader may have a request in hand that is not yet known for one, on its
     * way through TLS for example; so it is given a moment to say so, and another one behind a handshake.
     */
    private void leaveIfQuiet() {
        boolean wasBusy;
        do {
            wasBusy = busy;
            LockSupport.parkNanos(QUIET_NANOS);
        } while (state == ConnState.NEW && (busy || wasBusy));
        ConnState seen = state;
        boolean quiet = seen == ConnState.IDLE || seen == ConnState.NEW && !busy;
        if (quiet && transport.waiting() == 0 && change(seen, ConnState.CLOSED)) {
            tell();
            takeLeave();
        }
    }

    /** Closes at once, whatever goes on, and tells the protocol. On a thread of the server's that serves others too. */
    void cut() {
        try {
            if (go(ConnState.CLOSED) && teller != null) {
                teller.tellApart();
            }
        } finally {
            shut();
        }
        Runnable action;
        synchronized (this) {
            // A deadline that passes and a server that closes may both come here.
            action = cutTold ? null : cutAction;
            cutTold = true;
        }
        if (action != null) {
            run(action, "cut");
        }
    }

    /** Runs a protocol's action; the others are still told when it fails. */
    private void run(Runnable action, String event) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            book.context().logError("the protocol of " + remote + " failed on the " + event, e);
        }
    }
}
