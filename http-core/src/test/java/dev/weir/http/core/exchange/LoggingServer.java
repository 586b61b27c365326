package dev.weir.http.core.exchange;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.DrainActions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server whose responses hold eight bytes back, and that keeps what it logs. */
class LoggingServer implements ServerContext {
    private static final ServerConfig CONFIG =
            ServerConfig.builder().responseBufferSize(8).build();

    private final DrainActions onDrain = new DrainActions();
    private final Counters counters = new Counters();
    private final List<String> log = new CopyOnWriteArrayList<>();

    /** Returns what was logged so far, and forgets it. */
    String log() {
        String all = String.join("\n", log);
        log.clear();
        return all;
    }

    @Override
    public Handler handler() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerConfig config() {
        return CONFIG;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public MemoryBudget memory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean draining() {
        return onDrain.begun();
    }

    @Override
    public void onDrain(Runnable action) {
        onDrain.add(action);
    }

    @Override
    public void dropOnDrain(Runnable action) {
        onDrain.remove(action);
    }

    /** A graceful shutdown begins. */
    void drain() {
        onDrain.run(e -> logError("drain", e));
    }

    @Override
    public void logError(String message, Throwable cause) {
        log.add("error: " + message + ": " + cause);
    }

    @Override
    public void logDebug(String message, Throwable cause) {
        log.add("debug: " + message + (cause == null ? "" : ": " + cause));
    }
}
