package dev.weir.http.testkit;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A server without sockets: the engine of HTTP/1.1 over connections in memory, each on a virtual thread of its own. Its clock
 * stands still until it is {@linkplain #advance moved on}.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class InMemoryServer extends KitContext {
    static final String PROTOCOL = "http/1.1";
    private static final System.Logger LOG = System.getLogger(TestServer.class.getName());
    private static final int FIRST_PORT = 10_000;

    /** How often threads must be seen to wait, and how long is looked. */
    private static final int STILL_LOOKS = 3;

    private static final long LOOK_NANOS = 1_000_000;
    private static final long STANDSTILL_NANOS = 1_000_000_000;

    private final Handler handler;
    private final ServerConfig config;
    private final Protocol protocol;
    /** What is open, and the threads that serve it. */
    private final Map<InMemoryConnection, Thread> open = new ConcurrentHashMap<>();

    private final AtomicInteger nextPort = new AtomicInteger(FIRST_PORT);
    /** Nanoseconds since the start. */
    private final AtomicLong now = new AtomicLong();

    private final AtomicBoolean closed = new AtomicBoolean();

    InMemoryServer(Handler handler, ServerConfig config) {
        this.handler = handler;
        this.config = config;
        this.protocol = engine().open(this);
    }

    private static ProtocolProvider engine() {
        for (ProtocolProvider provider : ServiceLoader.load(ProtocolProvider.class)) {
            if (provider.name().equals(PROTOCOL)) {
                return provider;
            }
        }
        throw new IllegalStateException("there is no engine for " + PROTOCOL
                + ": add the artifact dev.weir:weir, or weir-http1 (module dev.weir.http1), to the path of the tests");
    }

    /** A new connection, as its client has it. */
    Wire connect(int millis) throws IOException {
        if (closed.get() || draining()) {
            throw new IOException("the server does not accept connections any more");
        }
        InMemoryConnection connection = new InMemoryConnection(this, nextPort.getAndIncrement());
        Thread thread = Thread.ofVirtual()
                .name("connection " + connection.remoteAddress())
                .unstarted(() -> serve(connection));
        open.put(connection, thread);
        thread.start();
        if (closed.get()) {
            connection.cut();
        }
        return connection.client(millis);
    }

    private void serve(InMemoryConnection connection) {
        try {
            protocol.serve(connection);
        } catch (IOException e) {
            logDebug("the connection of " + connection.remoteAddress() + " is broken", e);
        } catch (Exception e) {
            logError("the protocol failed on the connection of " + connection.remoteAddress(), e);
        } finally {
            if (!connection.isHijacked()) {
                connection.close();
            }
        }
    }

    void closed(InMemoryConnection connection) {
        open.remove(connection);
        synchronized (open) {
            open.notifyAll();
        }
    }

    /** The time of this server's clock, in nanoseconds since its start. */
    long now() {
        return now.get();
    }

    /**
     * Moves the clock on, once the threads of connections stand still: an engine sets the deadline of a read with the read. A
     * handler that computes all the time is not waited for for long.
     */
    void advance(Duration by) {
        long end = System.nanoTime() + STANDSTILL_NANOS;
        int still = 0;
        while (still < STILL_LOOKS && System.nanoTime() < end) {
            still = open.values().stream().allMatch(InMemoryServer::waits) ? still + 1 : 0;
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long time = now.addAndGet(by.toNanos());
        open.keySet().forEach(connection -> connection.advanced(time));
    }

    private static boolean waits(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            case NEW, RUNNABLE, BLOCKED -> false;
        };
    }

    /** As {@code Server.shutdown}. */
    boolean shutdown(Duration grace) throws InterruptedException {
        beginDrain();
        open.keySet().forEach(InMemoryConnection::drain);
        boolean clean = awaitClosed(grace);
        close();
        return clean;
    }

    private boolean awaitClosed(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (open) {
            while (!open.isEmpty()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                open.wait(left);
            }
        }
        return true;
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            open.keySet().forEach(InMemoryConnection::cut);
            protocol.close();
        }
    }

    @Override
    public Handler handler() {
        return handler;
    }

    @Override
    public ServerConfig config() {
        return config;
    }

    @Override
    public void logError(String message, @Nullable Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, message, cause);
    }

    @Override
    public void logDebug(String message, @Nullable Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> cause == null ? message : message + ": " + cause);
    }
}
