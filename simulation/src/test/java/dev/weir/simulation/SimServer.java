package dev.weir.simulation;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;

/** A server without listeners. What it would tell its operator must be expected by the plan. */
final class SimServer implements ServerContext {
    private final World world;
    private final Handler handler;
    private final ServerConfig config;
    private final Counters counters = new Counters();
    private volatile boolean draining;

    SimServer(World world, Handler handler, ServerConfig config) {
        this.world = world;
        this.handler = handler;
        this.config = config;
    }

    void drain() {
        draining = true;
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
    public boolean draining() {
        return draining;
    }

    @Override
    public void logError(String message, Throwable cause) {
        // Handlers of the plan fail in one way only.
        if (!(cause instanceof Task.OnPurpose)) {
            StringBuilder where = new StringBuilder();
            if (cause != null) {
                for (int i = 0; i < Math.min(8, cause.getStackTrace().length); i++) {
                    where.append("\n    ").append(cause.getStackTrace()[i]);
                }
            }
            world.violated("the server logs: " + message + ": " + cause + where);
        }
    }

    @Override
    public void logDebug(String message, Throwable cause) {
        // What clients cause at will is no failure.
    }
}
