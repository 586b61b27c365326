package dev.weir.http.core.connection;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.log.PeerFaultLog;
import dev.weir.http.core.log.ServerLog;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.DrainActions;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server as its protocols see it. */
public final class DefaultServerContext implements ServerContext {
    private final Handler handler;
    private final ServerConfig config;
    private final MemoryBudget memory;
    private final ServerLog log;
    private final Counters counters = new Counters();
    private final PeerFaultLog faults;
    private final AtomicInteger unlogged = new AtomicInteger();
    private final ErrorRenderer errors;
    private final @Nullable Consumer<RequestEnd> requestListener;
    private final @Nullable Function<Request, Consumer<RequestEnd>> requestBeginnings;
    private final ConnectionReports reports;
    private final DrainActions onDrain = new DrainActions();
    private volatile boolean shuttingDown;

    /**
     * Creates a context.
     *
     * @param requestListener may be null
     * @param requestBeginnings may be null
     */
    public DefaultServerContext(
            Handler handler,
            ServerConfig config,
            MemoryBudget memory,
            ServerLog log,
            ErrorRenderer errors,
            @Nullable Consumer<RequestEnd> requestListener,
            @Nullable Function<Request, Consumer<RequestEnd>> requestBeginnings,
            List<ConnectionListener> connectionListeners) {
        this.handler = handler;
        this.config = config;
        this.memory = memory;
        this.log = log;
        this.faults = new PeerFaultLog(log);
        this.errors = errors;
        this.requestListener = requestListener;
        this.requestBeginnings = requestBeginnings;
        this.reports = new ConnectionReports(this, connectionListeners);
    }

    /** What peers do wrong before a protocol has them. */
    PeerFaultLog faults() {
        return faults;
    }

    /** Tells of what a peer has done wrong before a protocol has it: in a line for each, but not for a flood of them. */
    public void logPeerFault(String what, SocketAddress peer, String reason) {
        faults.log(what, peer, reason);
    }

    /** A shutdown has been asked for: handlers may say so, and all goes on until {@link #drain}. */
    public void announceShutdown() {
        shuttingDown = true;
    }

    public void drain() {
        shuttingDown = true;
        onDrain.run(e -> logFailure("an action for the shutdown failed", e));
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
    public Counters counters() {
        return counters;
    }

    @Override
    public MemoryBudget memory() {
        return memory;
    }

    @Override
    public boolean draining() {
        return onDrain.begun();
    }

    @Override
    public boolean shuttingDown() {
        return shuttingDown;
    }

    @Override
    public void onDrain(Runnable action) {
        onDrain.add(action);
    }

    @Override
    public void dropOnDrain(Runnable action) {
        onDrain.remove(action);
    }

    @Override
    public ErrorRenderer errorRenderer() {
        return errors;
    }

    @Override
    public Optional<Consumer<RequestEnd>> requestListener() {
        return Optional.ofNullable(requestListener);
    }

    @Override
    public Optional<Function<Request, Consumer<RequestEnd>>> requestBeginnings() {
        return Optional.ofNullable(requestBeginnings);
    }

    /** What tells the listeners of connections. */
    public ConnectionReports reports() {
        return reports;
    }

    @Override
    public Optional<ConnectionListener> connectionListener() {
        return reports.any() ? Optional.of(reports) : Optional.empty();
    }

    @Override
    public void logError(String message, @Nullable Throwable cause) {
        log.error(message, cause);
    }

    /**
     * Reports a failure to which the caller's work must not fall victim: where no memory is left for the line itself, only
     * the count of such lines is kept, for the next one.
     */
    public void logFailure(String message, @Nullable Throwable cause) {
        try {
            int missed = unlogged.get();
            logError(
                    missed == 0 ? message : message + " (and " + missed + " failures before that could not be logged)",
                    cause);
            unlogged.addAndGet(-missed);
        } catch (RuntimeException | Error e) {
            unlogged.incrementAndGet();
        }
    }

    /**
     * Reports what an operator has brought about, and would like to see done.
     *
     * @param message one line, made only where it is shown
     */
    public void logInfo(Supplier<String> message) {
        try {
            if (log.isInfoEnabled()) {
                log.info(message.get());
            }
        } catch (RuntimeException | Error e) {
            // As with failures: what has been done is done, and the next line says that this one is missing.
            unlogged.incrementAndGet();
        }
    }

    @Override
    public void logDebug(String message, @Nullable Throwable cause) {
        if (log.isDebugEnabled()) {
            // One line: what clients cause at will has no stack trace.
            log.debug(cause == null ? message : message + ": " + cause);
        }
    }
}
