package dev.weir.engine.testkit;

import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A server without listeners. What is logged is kept, a line each; a subclass may look at it too.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public class MemoryServer implements ServerContext {
    /** A server's usual limits, without a {@code Date}, so that each answer is the same at any time. */
    public static final ServerConfig CONFIG =
            ServerConfig.builder().lingerTimeout(Duration.ZERO).sendDate(false).build();

    private final Handler handler;
    private final ServerConfig config;
    private final Counters counters = new Counters();
    private final MemoryBudget memory;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final Set<Runnable> onDrain = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile Optional<Consumer<RequestEnd>> requestListener = Optional.empty();
    private volatile Optional<ConnectionListener> connectionListener = Optional.empty();

    /**
     * A server that runs.
     *
     * @param handler what answers requests
     * @param config the settings
     */
    public MemoryServer(Handler handler, ServerConfig config) {
        this(handler, config, new MemoryBudget(1L << 40));
    }

    /**
     * A server that runs, with a bound on the memory that clients decide on.
     *
     * @param handler what answers requests
     * @param config the settings
     * @param memory the bound
     */
    public MemoryServer(Handler handler, ServerConfig config, MemoryBudget memory) {
        this.handler = handler;
        this.config = config;
        this.memory = memory;
    }

    /**
     * Sets who hears of the server's requests and connections, before the first of them.
     *
     * @param requests gets each request's end
     * @param connections gets what a protocol tells of its connections
     * @return this
     */
    public final MemoryServer listenedBy(Consumer<RequestEnd> requests, ConnectionListener connections) {
        requestListener = Optional.of(requests);
        connectionListener = Optional.of(connections);
        return this;
    }

    @Override
    public final Optional<Consumer<RequestEnd>> requestListener() {
        return requestListener;
    }

    @Override
    public final Optional<ConnectionListener> connectionListener() {
        return connectionListener;
    }

    /** A graceful shutdown begins. Connections are notified one by one: {@link MemoryConnection#drain}. */
    public final void drain() {
        draining = true;
        onDrain.forEach(this::runOnce);
    }

    private void runOnce(Runnable action) {
        if (onDrain.remove(action)) {
            action.run();
        }
    }

    @Override
    public final void onDrain(Runnable action) {
        onDrain.add(action);
        if (draining) {
            runOnce(action);
        }
    }

    @Override
    public final void dropOnDrain(Runnable action) {
        onDrain.remove(action);
    }

    /**
     * What an operator would have read.
     *
     * @return each message and its cause, now and later, not to be changed
     */
    public final List<String> errors() {
        return Collections.unmodifiableList(errors);
    }

    /**
     * What was said of clients.
     *
     * @return each message, and its cause if it has one, now and later, not to be changed
     */
    public final List<String> notes() {
        return Collections.unmodifiableList(notes);
    }

    @Override
    public final Handler handler() {
        return handler;
    }

    @Override
    public final ServerConfig config() {
        return config;
    }

    @Override
    public final Counters counters() {
        return counters;
    }

    @Override
    public final MemoryBudget memory() {
        return memory;
    }

    @Override
    public final boolean draining() {
        return draining;
    }

    @Override
    public void logError(String message, Throwable cause) {
        errors.add(message + ": " + cause);
    }

    @Override
    public void logDebug(String message, Throwable cause) {
        notes.add(message + (cause == null ? "" : ": " + cause));
    }
}
