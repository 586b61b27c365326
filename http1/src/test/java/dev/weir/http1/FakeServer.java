package dev.weir.http1;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.ServerContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server without listeners, for an engine that is tested in memory. */
final class FakeServer implements ServerContext {
    static final ServerConfig CONFIG = new ServerConfig(
            Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Duration.ofMinutes(2), 240, 65536, 500, 16384, 4096,
            262144, Duration.ZERO, true, false);

    final List<String> errors = new CopyOnWriteArrayList<>();
    final Counters counters = new Counters();
    volatile boolean draining;
    private final Handler handler;

    FakeServer(Handler handler) {
        this.handler = handler;
    }

    @Override
    public Handler handler() {
        return handler;
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
    public boolean draining() {
        return draining;
    }

    @Override
    public void logError(String message, Throwable cause) {
        errors.add(message + ": " + cause);
    }

    @Override
    public void logDebug(String message, Throwable cause) {
        // What clients cause is no failure of a test.
    }
}
