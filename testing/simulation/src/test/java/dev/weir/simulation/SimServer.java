package dev.weir.simulation;

import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.ServerConfig;

/** A server without listeners. What it would tell its operator must be expected by the plan. */
final class SimServer extends MemoryServer {
    private final World world;

    SimServer(World world, Handler handler, ServerConfig config) {
        super(handler, config);
        this.world = world;
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
}
