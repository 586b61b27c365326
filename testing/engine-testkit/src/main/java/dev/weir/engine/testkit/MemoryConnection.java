package dev.weir.engine.testkit;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A connection in memory. What the client sends waits to be read, one piece a read; what is written is kept for the
 * client, or only counted. It can be read and written like one with a socket below: not any more once it is closed, and
 * no write follows the end of the output. Time passes, and the server acts, when the client's side says so.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class MemoryConnection implements Connection {
    private static final SocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1234);
    private static final SocketAddress PLAIN_PORT = new InetSocketAddress("192.0.2.2", 80);
    private static final SocketAddress TLS_PORT = new InetSocketAddress("192.0.2.2", 443);

    private final ServerContext server;
    private final String protocol;
    private final Optional<TlsInfo> tls;
    private final Outgoing outgoing;
    private final long readySince = System.nanoTime();
    private final MemoryShare memory;

    // guarded by this
    private final ArrayDeque<ByteBuffer> incoming = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private boolean inputEnded;
    private boolean closed;
    private boolean cut;
    private boolean late;
    private Runnable onCut;

    // set by atLoop
    private volatile IntFunction<Place> places;
    private volatile boolean holdsInput;

    // set by the engine, run by the client's side
    private volatile Runnable onDrain;
    private volatile Runnable onTick;

    private MemoryConnection(ServerContext server, String protocol, TlsInfo tls, boolean keeps) {
        this.server = server;
        this.protocol = protocol;
        this.tls = Optional.ofNullable(tls);
        this.outgoing = new Outgoing(keeps);
        this.memory = server.memory().share();
    }

    /**
     * A connection on which nothing was sent yet.
     *
     * @param server the server that accepted it
     * @param protocol the ALPN name of the protocol that was chosen
     * @param tls what the handshake agreed on; null without TLS
     * @return the connection, open
     */
    public static MemoryConnection open(ServerContext server, String protocol, TlsInfo tls) {
        return new MemoryConnection(server, protocol, tls, true);
    }

    /**
     * A connection without TLS whose client has sent all that it ever will.
     *
     * @param server the server that accepted it
     * @param protocol the ALPN name of the protocol that was chosen
     * @param pieces what was sent, an octet a character; each is one read, if there is room for it, and an empty one
     *         none
     * @return the connection, with its input at an end after the pieces
     */
    public static MemoryConnection sent(ServerContext server, String protocol, String... pieces) {
        MemoryConnection connection = open(server, protocol, null);
        for (String piece : pieces) {
            if (!piece.isEmpty()) {
                connection.send(piece.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        connection.endInput();
        return connection;
    }

    /**
     * The same for measurements: what is written to it costs no memory, as {@link #writtenBytes} alone tells of it.
     *
     * @param server the server that accepted it
     * @param protocol the ALPN name of the protocol that was chosen
     * @param sent what was sent, not copied
     * @return the connection, with its input at an end after that
     */
    public static MemoryConnection counting(ServerContext server, String protocol, byte[] sent) {
        MemoryConnection connection = new MemoryConnection(server, protocol, null, false);
        connection.send(sent);
        connection.endInput();
        return connection;
    }

    // ---- the loop's side

    /**
     * Has a loop serve the connection, which is the test: the steps of its session do not wait for the client, and learn from
     * the test where they may do what else takes its time.
     *
     * @param where where a handler of a kind may run, or a protocol wait, as {@link Connection#place} is asked
     * @return this
     */
    public MemoryConnection atLoop(IntFunction<Place> where) {
        places = where;
        return this;
    }

    /**
     * Whether bytes have left the socket, as over TLS: then a step reads more than once.
     *
     * @param holds what {@link #holdsInput} says, as long as something was sent
     */
    public void holdsInput(boolean holds) {
        holdsInput = holds;
    }

    // ---- the client's side

    /**
     * Sends a piece, which is one read if there is room for it.
     *
     * @param bytes at least one, not copied
     */
    public synchronized void send(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a read of no bytes");
        }
        incoming.add(ByteBuffer.wrap(bytes));
        notifyAll();
    }

    /** Ends what the client sends: reads come to the end after what was sent. */
    public synchronized void endInput() {
        inputEnded = true;
        notifyAll();
    }

    /** The read deadline passes, after what was sent. */
    public synchronized void beLate() {
        late = true;
        notifyAll();
    }

    /**
     * How many bytes were written.
     *
     * @return the count, also where they are not kept
     */
    public long writtenBytes() {
        return outgoing.count();
    }

    /**
     * All that was written.
     *
     * @return a character an octet
     */
    public String written() {
        return outgoing.text();
    }

    /**
     * What was written, by the calls that did it.
     *
     * @return a string a call, a character an octet
     */
    public List<String> writes() {
        return outgoing.writes();
    }

    /**
     * Whether the engine has said with its last write that it is that: then every later one fails.
     *
     * @return true after {@code writeLast}
     */
    public boolean saidLast() {
        return outgoing.hasLast();
    }

    /**
     * Waits until the engine has written a number of times.
     *
     * @param count how many calls of {@code write}
     * @throws InterruptedException when the thread is interrupted
     */
    public void awaitWrites(int count) throws InterruptedException {
        outgoing.awaitWrites(count);
    }

    /**
     * What was written from a place on; waits until there is more, or the end.
     *
     * @param from how many bytes were seen before
     * @param millis the longest wait; zero for none
     * @return the bytes, none after the longest wait; null at the end
     * @throws InterruptedException when the thread is interrupted
     */
    public byte[] awaitWritten(int from, long millis) throws InterruptedException {
        return outgoing.await(from, millis);
    }

    /**
     * What the engine did with the connection but reading and writing.
     *
     * @return the names of the calls {@code closeOutput}, {@code closeInput}, {@code close}, {@code abort} and {@code hijacked}, in order
     */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** The engine hears of a graceful shutdown. */
    public void drain() {
        run(onDrain);
    }

    /** About 100 ms have passed. */
    public void tick() {
        run(onTick);
    }

    /** The server closes the connection, and the engine hears of it. */
    public void cut() {
        Runnable action;
        synchronized (this) {
            cut = true;
            action = onCut;
            end();
        }
        run(action);
    }

    /** Not under the lock: an engine may do with the connection what it likes. */
    private static void run(Runnable action) {
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
        return protocol;
    }

    @Override
    public SocketAddress remoteAddress() {
        return CLIENT;
    }

    @Override
    public SocketAddress localAddress() {
        return tls.isPresent() ? TLS_PORT : PLAIN_PORT;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return tls;
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
    public synchronized int read(ByteBuffer dst) throws IOException {
        try {
            while (incoming.isEmpty() && !inputEnded && !closed && !late) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return take(dst);
    }

    @Override
    public synchronized int receive(ByteBuffer dst) throws IOException {
        if (places == null) {
            return read(dst);
        }
        return incoming.isEmpty() && !inputEnded && !closed && !late ? 0 : take(dst);
    }

    @Override
    public synchronized boolean holdsInput() {
        return places == null || holdsInput && !incoming.isEmpty();
    }

    @Override
    public Place place(int kind) {
        IntFunction<Place> where = places;
        return where == null ? Place.OWN : where.apply(kind);
    }

    /** Takes of the next piece what there is room for, or meets the end. */
    private int take(ByteBuffer dst) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        ByteBuffer piece = incoming.peek();
        if (piece == null) {
            if (late) {
                throw new SocketTimeoutException("the read deadline has passed");
            }
            return -1;
        }
        int n = Math.min(dst.remaining(), piece.remaining());
        dst.put(dst.position(), piece, piece.position(), n);
        dst.position(dst.position() + n);
        piece.position(piece.position() + n);
        if (!piece.hasRemaining()) {
            incoming.remove();
        }
        return n;
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        outgoing.write(src);
    }

    @Override
    public void write(ByteBuffer[] srcs) throws IOException {
        outgoing.write(srcs);
    }

    @Override
    public void writeLast(ByteBuffer src) throws IOException {
        outgoing.writeLast(src);
    }

    @Override
    public synchronized void closeOutput() {
        events.add("closeOutput");
        outgoing.end();
    }

    @Override
    public synchronized void closeInput() {
        events.add("closeInput");
        incoming.clear();
        inputEnded = true;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        events.add("close");
        end();
    }

    @Override
    public synchronized void abort() {
        events.add("abort");
        end();
    }

    private synchronized void end() {
        closed = true;
        outgoing.end();
        notifyAll();
    }

    @Override
    public void onCut(Runnable action) {
        boolean now;
        synchronized (this) {
            onCut = action;
            now = cut;
        }
        if (now) {
            run(action);
        }
    }

    @Override
    public void readDeadline(long nanoTime) {
        // Time passes when the client's side says so.
    }

    @Override
    public void writeDeadline(long nanoTime) {
        // Time passes when the client's side says so.
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
        if (protocol.startsWith("h2")) {
            // RFC 9113 section 8.6: there is no upgrade; a stream is taken over, and not what carries it.
            throw new UnsupportedOperationException("no connection of HTTP/2 is taken over");
        }
        synchronized (this) {
            events.add("hijacked");
        }
    }

    @Override
    public boolean draining() {
        return server.draining();
    }

    @Override
    public void onDrain(Runnable action) {
        onDrain = action;
        if (server.draining()) {
            run(action);
        }
    }

    @Override
    public void onTick(Runnable action) {
        onTick = action;
    }
}
