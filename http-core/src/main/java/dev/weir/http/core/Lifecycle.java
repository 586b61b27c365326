package dev.weir.http.core;

import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.tls.spi.TlsConfigException;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server from its start to its end.
 *
 * <p><b>Threads.</b> Thread-safe. {@link #lock} guards the phase and is held while the server starts, so that a shutdown
 * that comes meanwhile finds it started; it is not held while a shutdown waits.
 */
final class Lifecycle {
    private enum Phase {
        NEW,
        RUNNING,
        DRAINING,
        CLOSED,
    }

    /** How long an end at once waits for what has to hear of it. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Setup setup;
    private final RunningContext context;
    private final ConnectionBook book;
    private final ShutdownActions actions;
    private final CountDownLatch ended = new CountDownLatch(1);

    private final Object lock = new Object();
    /** Guarded by lock. */
    private Phase phase = Phase.NEW;
    /** Guarded by lock; null until the server has started. */
    private Acceptor acceptor;

    private ProtocolTable protocols;
    /** Null without TLS, and until the server has started. */
    private volatile TlsHandshake tls;
    /** Null without TLS. */
    private final CertificateWatch certificates;

    private volatile SocketAddress address;

    Lifecycle(Setup setup) {
        this.setup = setup;
        this.context = new RunningContext(
                setup.handler(), setup.config(), new MemoryBudget(setup.maxBufferedBytes()), setup.log());
        this.certificates = setup.tls() == null ? null : new CertificateWatch(context, setup.tls());
        this.book = new ConnectionBook(context, setup.stateListener(), setup.maxConnections());
        this.actions = new ShutdownActions(setup.shutdownHooks(), context);
    }

    void start() throws IOException {
        synchronized (lock) {
            switch (phase) {
                case NEW -> startNow();
                case RUNNING -> throw new IllegalStateException("the server has been started before");
                case DRAINING, CLOSED -> throw new ServerClosed();
            }
        }
    }

    private void startNow() throws IOException {
        ProtocolTable opened = setup.openProtocols(context);
        ListenSource source = null;
        try {
            TlsHandshake shaker = setup.openTls(context, opened);
            if (shaker == null && opened.fallback() == null && opened.prefaced().isEmpty()) {
                throw new IllegalStateException("none of the protocols " + opened.names()
                        + " can be spoken without TLS: add the module dev.weir.http1, or set tls");
            }
            source = ListenSource.open(setup.address(), setup.backlog());
            address = source.address();
            ConnectionServer server = new ConnectionServer(context, opened, shaker, setup::attributes);
            acceptor = new Acceptor(source, context, book, server::start, new AtomicLong(), Thread::sleep);
            protocols = opened;
            tls = shaker;
        } finally {
            if (source == null) {
                opened.close();
            }
        }
        startThreads(source, String.valueOf(address));
        phase = Phase.RUNNING;
    }

    /** Starts what the server cannot live without; where one cannot be started, none is left, nor does it listen. */
    private void startThreads(ListenSource source, String name) throws IOException {
        boolean started = false;
        try {
            book.start(name);
            if (certificates != null) {
                certificates.start();
            }
            acceptor.start(name);
            started = true;
        } finally {
            if (!started) {
                source.close();
                book.stop();
                protocols.close();
                if (certificates != null) {
                    certificates.stop();
                }
            }
        }
    }

    /** Where the server listens; null until it does. */
    SocketAddress address() {
        return address;
    }

    /** Looks for new certificates now; true when there were some. */
    boolean reloadCertificates() throws TlsConfigException {
        if (certificates == null) {
            throw new IllegalStateException("the server speaks no TLS: it has no certificates to reload");
        }
        return certificates.reload();
    }

    ServerStats stats() {
        TlsHandshake shaker = tls;
        return new ServerStats(
                book.size(),
                context.counters().running(),
                context.counters().served(),
                context.counters().cancelled(),
                context.counters().failed(),
                shaker == null ? 0 : shaker.succeeded(),
                shaker == null ? 0 : shaker.failed(),
                context.memory().held(),
                context.memory().refusals(),
                context.counters().abuse());
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** True when every connection, and every shutdown action, has ended inside the grace. */
    boolean shutdown(Duration grace) {
        long from = System.nanoTime();
        boolean first;
        synchronized (lock) {
            first = phase == Phase.RUNNING;
            if (phase == Phase.NEW) {
                phase = Phase.CLOSED;
                ended.countDown();
                return true;
            }
            if (first) {
                phase = Phase.DRAINING;
            }
        }
        try {
            if (first) {
                drain();
            }
            long nanos = nanos(grace);
            boolean clean = book.awaitEmpty(nanos - (System.nanoTime() - from));
            return clean & actions.await(nanos - (System.nanoTime() - from));
        } finally {
            end(0);
        }
    }

    private static long nanos(Duration duration) {
        return duration.toDays() > 36_500 ? TimeUnit.DAYS.toNanos(36_500) : duration.toNanos();
    }

    /** Tells first: whoever waits for this server to be left alone need not wait for an action too. */
    private void drain() {
        context.drain();
        acceptor.stop();
        for (ServerConnection connection : book.connections()) {
            try {
                connection.drain();
            } catch (RuntimeException | Error e) {
                // No memory for a thread, for example: it is cut at the end of the grace, and the others are told.
                context.logFailure("a connection could not be told of the shutdown", e);
            }
        }
        actions.start();
    }

    void close() {
        boolean first;
        synchronized (lock) {
            first = phase == Phase.RUNNING;
            if (phase == Phase.NEW) {
                phase = Phase.CLOSED;
                ended.countDown();
                return;
            }
            if (first) {
                phase = Phase.DRAINING;
            }
        }
        try {
            if (first) {
                context.drain();
                acceptor.stop();
                actions.start();
            }
        } finally {
            end(CLOSE_NANOS);
        }
    }

    /**
     * Cuts what is left and frees everything.
     *
     * @param actionNanos how long shutdown actions are waited for, as the process may end behind this
     */
    private void end(long actionNanos) {
        synchronized (lock) {
            if (phase == Phase.CLOSED) {
                return;
            }
            phase = Phase.CLOSED;
        }
        try {
            cutAll();
            // A handler that has not heard of its cancellation keeps its connection in the book; nobody waits for it.
            book.awaitEmpty(CLOSE_NANOS);
        } finally {
            // Whatever fails, those who wait for the end see it.
            book.stop();
            if (certificates != null) {
                certificates.stop();
            }
            protocols.close();
            actions.await(actionNanos);
            ended.countDown();
        }
    }

    private void cutAll() {
        for (ServerConnection connection : book.connections()) {
            try {
                connection.cut();
            } catch (RuntimeException | Error e) {
                context.logFailure("a connection could not be cut in order", e);
            }
        }
    }
}
