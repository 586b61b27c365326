package dev.weir.http.core;

import dev.weir.http.core.connection.CertificateReloader;
import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ConnectionReports;
import dev.weir.http.core.connection.ConnectionRunner;
import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.connection.ServerConnection;
import dev.weir.http.core.connection.TlsHandshaker;
import dev.weir.http.core.listen.Acceptor;
import dev.weir.http.core.listen.SocketListener;
import dev.weir.http.core.loop.Loops;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.support.Deadlines;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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
        /** A shutdown was asked for, and its drain delay runs: all goes on as before. */
        LEAVING,
        DRAINING,
        CLOSED,
    }

    /** How long an end at once waits for what has to hear of it. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerSettings settings;
    private final DefaultServerContext context;
    private final ConnectionRegistry registry;
    private final ShutdownActions actions;
    private final LifeLog log;
    /** The drain delay is over. */
    private final CountDownLatch delayed = new CountDownLatch(1);

    private final CountDownLatch ended = new CountDownLatch(1);

    private final Object lock = new Object();
    /** Guarded by lock. */
    private Phase phase = Phase.NEW;
    /** Whether listeners know of the shutdown; guarded by lock. */
    private boolean told;
    /** Guarded by lock; null until the server has started. */
    private Acceptor acceptor;

    private volatile ProtocolTable protocols;
    /** Null until the server has started. */
    private volatile @Nullable Loops loops;
    /** Null without TLS, and until the server has started. */
    private volatile @Nullable TlsHandshaker tls;
    /** Null without TLS. */
    private final @Nullable CertificateReloader certificates;

    private volatile SocketAddress address;

    @SuppressWarnings("NullAway.Init") // start() sets the rest
    Lifecycle(ServerSettings settings) {
        this.settings = settings;
        this.context = new DefaultServerContext(
                settings.handler,
                settings.config,
                new MemoryBudget(settings.maxBufferedBytes),
                settings.log,
                settings.errors,
                settings.requestListener,
                settings.requestBeginnings,
                settings.connectionListeners);
        this.certificates = settings.tls == null ? null : new CertificateReloader(context, settings.tls);
        this.registry = new ConnectionRegistry(context, settings.stateListener(), settings.maxConnections);
        this.actions = new ShutdownActions(settings.shutdownHooks, context);
        this.log = new LifeLog(context);
    }

    void start() throws IOException {
        synchronized (lock) {
            switch (phase) {
                case NEW -> startNow();
                case RUNNING -> throw new IllegalStateException("the server has been started before");
                case LEAVING, DRAINING, CLOSED -> throw new ServerClosed();
            }
        }
    }

    private void startNow() throws IOException {
        ProtocolTable opened = settings.openProtocols(context);
        SocketListener listener = null;
        Loops opening;
        TlsProvider provider;
        try {
            provider = settings.findTls();
            ConnectionReports reports = context.reports();
            TlsHandshaker handshaker = settings.openTls(context, opened, provider, reports);
            if (handshaker == null
                    && opened.fallback() == null
                    && opened.prefaced().isEmpty()) {
                throw new IllegalStateException("none of the protocols " + opened.names()
                        + " can be spoken without TLS: add the module dev.weir.http1, or set tls");
            }
            listener = SocketListener.open(settings.address, settings.backlog);
            address = listener.address();
            opening = settings.openLoops(context, String.valueOf(address));
            loops = opening;
            ConnectionRunner server =
                    new ConnectionRunner(context, opened, opening, handshaker, reports, settings::attributes);
            acceptor = new Acceptor(listener, context, registry, server, new AtomicLong(), Thread::sleep);
            protocols = opened;
            tls = handshaker;
        } finally {
            if (acceptor == null) {
                if (listener != null) {
                    listener.close();
                }
                opened.close();
            }
        }
        startThreads(listener, opening, String.valueOf(address));
        phase = Phase.RUNNING;
        log.started(address, opened, provider);
    }

    /** Starts what the server cannot live without; where one cannot be started, none is left, nor does it listen. */
    private void startThreads(SocketListener listener, Loops starting, String name) throws IOException {
        boolean started = false;
        try {
            registry.start(name);
            starting.start(name);
            if (certificates != null) {
                certificates.start();
            }
            acceptor.start(starting.next());
            started = true;
        } finally {
            if (!started) {
                listener.close();
                registry.stop();
                starting.stop();
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
        TlsHandshaker handshaker = tls;
        Loops running = loops;
        return new ServerStats(
                registry.size(),
                context.counters().running(),
                context.counters().served(),
                context.counters().cancelled(),
                context.counters().failed(),
                handshaker == null ? 0 : handshaker.succeeded(),
                handshaker == null ? 0 : handshaker.failed(),
                context.memory().held(),
                context.memory().refusals(),
                running == null ? 0 : running.handOvers(),
                running == null ? 0 : running.standing(),
                running == null ? 0 : running.handlersElsewhere(),
                running == null ? Duration.ZERO : Duration.ofMillis(running.longestStayMillis()),
                context.counters().abuse());
    }

    ServerView view(int most) {
        Loops running = loops;
        List<ConnectionView> connections = ServerView.connections(registry, most);
        List<LimitView> limits = new ArrayList<>();
        limits.add(new LimitView("maxConnections", registry.size(), settings.maxConnections));
        limits.add(new LimitView(
                "maxBufferedBytes", context.memory().held(), context.memory().limit()));
        if (running != null) {
            limits.add(new LimitView("detachedThreads", running.standing(), running.mostStanding()));
        }
        ConnectionView fullest = null;
        for (ConnectionView c : connections) {
            if (c.session().mostStreams() > 0
                    && (fullest == null
                            || c.session().openStreams() > fullest.session().openStreams())) {
                fullest = c;
            }
        }
        if (fullest != null) {
            limits.add(new LimitView(
                    "maxConcurrentStreams",
                    fullest.session().openStreams(),
                    fullest.session().mostStreams()));
        }
        return new ServerView(context.shuttingDown(), registry.size(), connections, limits);
    }

    Map<String, String> settings() {
        Map<String, String> all = settings.shown();
        ProtocolTable opened = protocols;
        if (opened != null) {
            all.putAll(opened.settings());
        }
        return Collections.unmodifiableMap(all);
    }

    List<X509Certificate> certificates() {
        TlsConfig tlsConfig = settings.tls;
        return tlsConfig == null
                ? List.of()
                : tlsConfig.certificates().certificates().stream()
                        .map(certificate -> certificate.chain().getFirst())
                        .toList();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** True when every connection, and every shutdown action, has ended inside the grace. */
    boolean shutdown(Duration grace) {
        long from = System.nanoTime();
        boolean leaving;
        synchronized (lock) {
            if (phase == Phase.NEW) {
                phase = Phase.CLOSED;
                ended.countDown();
                return true;
            }
            if (phase == Phase.RUNNING) {
                phase = Phase.LEAVING;
                context.announceShutdown();
            }
            leaving = phase == Phase.LEAVING;
        }
        long nanos = Deadlines.nanos(grace);
        try {
            tellBeginning(grace);
            if (leaving) {
                awaitDelay(Math.min(nanos, Deadlines.nanos(settings.drainDelay)));
                if (beginDrain()) {
                    drain();
                }
            }
            boolean clean = registry.awaitEmpty(nanos - (System.nanoTime() - from));
            boolean ran = actions.await(nanos - (System.nanoTime() - from));
            return clean && ran;
        } finally {
            end(true, 0);
        }
    }

    /** Waits until the drain delay is over; less when another call has a shorter grace. */
    private void awaitDelay(long nanos) {
        try {
            if (delayed.await(nanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            // As where connections are waited for: whoever is interrupted waits no longer.
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the caller is the one to drain. */
    private boolean beginDrain() {
        synchronized (lock) {
            boolean first = phase == Phase.RUNNING || phase == Phase.LEAVING;
            if (first) {
                phase = Phase.DRAINING;
            }
            delayed.countDown();
            return first;
        }
    }

    /** Drains the connections before the shutdown actions run, so that no connection waits for an action. */
    private void drain() {
        context.drain();
        acceptor.stop();
        for (ServerConnection connection : registry.connections()) {
            try {
                connection.drain();
            } catch (RuntimeException | Error e) {
                // No memory for a thread, for example: it is closed at the end of the grace period, and the others
                // drain.
                context.logFailure("a connection could not be drained", e);
            }
        }
        actions.start();
    }

    void close() {
        synchronized (lock) {
            if (phase == Phase.NEW) {
                phase = Phase.CLOSED;
                ended.countDown();
                return;
            }
        }
        try {
            tellBeginning(Duration.ZERO);
            if (beginDrain()) {
                context.drain();
                acceptor.stop();
                actions.start();
            }
        } finally {
            end(false, CLOSE_NANOS);
        }
    }

    /** Tells listeners of the shutdown, unless they know. */
    private void tellBeginning(Duration grace) {
        synchronized (lock) {
            if (told || phase == Phase.CLOSED) {
                return;
            }
            told = true;
        }
        context.reports().shutdownBegins(context, grace);
    }

    /**
     * Closes the remaining connections and frees everything.
     *
     * @param gracefully whether connections have had their grace
     * @param actionNanos how long shutdown actions are waited for, as the process may end after this
     */
    private void end(boolean gracefully, long actionNanos) {
        synchronized (lock) {
            if (phase == Phase.CLOSED) {
                return;
            }
            phase = Phase.CLOSED;
        }
        int cut = registry.size();
        try {
            cutAll();
            // A handler that has not heard of its cancellation keeps its connection in the registry; nobody waits for
            // it.
            registry.awaitEmpty(CLOSE_NANOS);
        } finally {
            // Whatever fails, those who wait for the end see it.
            registry.stop();
            Loops running = loops;
            if (running != null) {
                running.stop();
            }
            if (certificates != null) {
                certificates.stop();
            }
            protocols.close();
            log.ended(address, gracefully, cut, actions.await(actionNanos));
            try {
                context.reports().shutdownEnds(context, cut);
            } finally {
                ended.countDown();
            }
        }
    }

    private void cutAll() {
        for (ServerConnection connection : registry.connections()) {
            try {
                connection.cut();
            } catch (RuntimeException | Error e) {
                context.logFailure("a connection could not be closed in order", e);
            }
        }
    }
}
