package dev.weir.http.core;

import dev.weir.http.core.connection.CertificateReloader;
import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ConnectionReports;
import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.connection.ServerConnection;
import dev.weir.http.core.loop.Loops;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.support.Deadlines;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private volatile ProtocolTable protocols;
    /** Null until the server has started. */
    private volatile @Nullable Loops loops;
    /** Null until the server has started. */
    private volatile @Nullable Entrances entrances;
    /** One for each configuration of TLS. */
    private final List<CertificateReloader> certificates = new ArrayList<>();

    private volatile Map<String, SocketAddress> addresses = Map.of();

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
        Set<TlsConfig> secured = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ListenerConfig each : settings.listeners) {
            if (each.tls != null && secured.add(each.tls)) {
                certificates.add(new CertificateReloader(context, each.tls));
            }
        }
        this.registry = new ConnectionRegistry(context, settings.stateListener(), settings.maxConnections);
        registry.maxAge(Deadlines.nanos(settings.maxConnectionAge));
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
        ConnectionReports reports = context.reports();
        Loops opening = null;
        Entrances listening = null;
        try {
            listening = Entrances.open(settings, context, opened, reports);
            Map<String, SocketAddress> at = Collections.unmodifiableMap(listening.addresses());
            String name = String.valueOf(at.values().iterator().next());
            opening = settings.openLoops(context, name);
            listening.ready(opening, registry, reports);
            startThreads(listening, opening, name);
            addresses = at;
        } finally {
            if (addresses.isEmpty()) {
                if (listening != null) {
                    listening.abandon();
                }
                opened.close();
            }
        }
        protocols = opened;
        loops = opening;
        entrances = listening;
        phase = Phase.RUNNING;
        listening.logStart(log, opened);
    }

    /** Starts what the server cannot live without; where one cannot be started, none is left, nor does it listen. */
    private void startThreads(Entrances listening, Loops starting, String name) throws IOException {
        boolean started = false;
        try {
            registry.start(name);
            starting.start(name);
            certificates.forEach(CertificateReloader::start);
            listening.start(starting);
            started = true;
        } finally {
            if (!started) {
                listening.abandon();
                certificates.forEach(CertificateReloader::stop);
                registry.stop();
                starting.stop();
            }
        }
    }

    /** Where the server listens, by the listeners' names; empty until it does. */
    Map<String, SocketAddress> addresses() {
        return addresses;
    }

    /** Looks for new certificates now; true when there were some. */
    boolean reloadCertificates() throws TlsConfigException {
        if (certificates.isEmpty()) {
            throw new IllegalStateException("the server speaks no TLS: it has no certificates to reload");
        }
        boolean any = false;
        for (CertificateReloader each : certificates) {
            any |= each.reload();
        }
        return any;
    }

    ServerStats stats() {
        Entrances listening = entrances;
        Loops running = loops;
        return new ServerStats(
                registry.size(),
                context.counters().running(),
                context.counters().served(),
                context.counters().cancelled(),
                context.counters().failed(),
                context.counters().openTunnels(),
                context.counters().tunnels(),
                listening == null ? 0 : listening.handshakes(),
                listening == null ? 0 : listening.handshakesFailed(),
                context.memory().held(),
                context.memory().refusals(),
                running == null ? 0 : running.handOvers(),
                running == null ? 0 : running.standing(),
                running == null ? 0 : running.handlersElsewhere(),
                running == null ? Duration.ZERO : Duration.ofMillis(running.longestStayMillis()),
                registry.old(),
                context.counters().abuse());
    }

    ServerView view(int most) {
        Loops running = loops;
        List<ConnectionView> connections = ServerView.connections(registry, most);
        List<LimitView> limits = new ArrayList<>();
        limits.add(new LimitView(
                "maxConnections",
                settings.maxConnections == 0
                        ? registry.size()
                        : registry.places().taken(),
                settings.maxConnections));
        Entrances listening = entrances;
        if (listening != null) {
            limits.addAll(listening.limits());
        }
        limits.add(new LimitView(
                "maxBufferedBytes", context.memory().held(), context.memory().limit()));
        if (running != null) {
            limits.add(new LimitView("detachedThreads", running.standing(), running.mostStanding()));
        }
        ServerView.streams(connections).ifPresent(limits::add);
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
        List<X509Certificate> all = new ArrayList<>();
        for (ListenerConfig each : settings.listeners) {
            if (each.tls != null) {
                for (var certificate : each.tls.certificates().certificates()) {
                    X509Certificate own = certificate.chain().getFirst();
                    if (!all.contains(own)) {
                        all.add(own);
                    }
                }
            }
        }
        return Collections.unmodifiableList(all);
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
                long delay = Math.min(nanos, Deadlines.nanos(settings.drainDelay));
                awaitDelay(delay / 2);
                registry.endConnections();
                awaitDelay(delay - delay / 2);
                if (beginDrain()) {
                    drain((nanos - (System.nanoTime() - from)) / 2);
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

    /**
     * Drains the connections before the shutdown actions run, so that no connection waits for an action.
     *
     * @param settleNanos how long those that are idle may be waited for
     */
    private void drain(long settleNanos) {
        registry.settle(settleNanos);
        context.drain();
        // Before the listeners are closed: a client that is told meanwhile and comes again may still be served.
        drainConnections();
        stopListening();
        // Those that have come since; who was told is not told again.
        drainConnections();
        actions.start();
    }

    private void drainConnections() {
        for (ServerConnection connection : registry.connections()) {
            try {
                connection.drain();
            } catch (RuntimeException | Error e) {
                // No memory for a thread, for example: it is closed at the end of the grace period, and the others
                // drain.
                context.logFailure("a connection could not be drained", e);
            }
        }
    }

    private void stopListening() {
        Entrances listening = entrances;
        if (listening != null) {
            listening.stop();
        }
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
                stopListening();
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
            certificates.forEach(CertificateReloader::stop);
            Entrances listened = entrances;
            if (listened != null) {
                listened.closeProtocols();
            }
            protocols.close();
            log.ended(addresses.values(), gracefully, cut, actions.await(actionNanos));
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
