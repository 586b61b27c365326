package dev.weir.http2;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server without listeners, for an engine that is tested in memory. */
final class TestServer implements ServerContext {
    static final int MAX_HEADER_BYTES = 4096;
    static final int MAX_FIELDS = 40;
    static final int MAX_TARGET = 1000;

    static final ServerConfig CONFIG = new ServerConfig(
            Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Duration.ofMinutes(2), 0, MAX_HEADER_BYTES,
                    MAX_FIELDS,
            MAX_TARGET, 4096, 262_144, Duration.ofMillis(1), true, false);

    final List<String> errors = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final Counters counters = new Counters();
    private final Handler handler;

    TestServer(Handler handler) {
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
        return false;
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
