package dev.weir.bench.micro;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import java.time.Duration;

/** A server without listeners, for an engine that is measured in memory. */
final class MemoryServer implements ServerContext {
    private static final ServerConfig CONFIG = new ServerConfig(
            Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Duration.ofMinutes(2), 240, 65_536, 500, 16_384,
            4_096, 262_144, Duration.ZERO, true, true);

    private final Handler handler;
    private final Counters counters = new Counters();

    MemoryServer(Handler handler) {
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
        throw new IllegalStateException(message, cause);
    }

    @Override
    public void logDebug(String message, Throwable cause) {
        throw new IllegalStateException(message, cause);
    }
}
