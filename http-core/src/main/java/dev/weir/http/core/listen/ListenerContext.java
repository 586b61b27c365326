package dev.weir.http.core.listen;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.MemoryBudget;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server as the protocols of a listener with settings of its own see it: all but these is the server's.
 *
 * @param server the server
 * @param config the listener's settings
 */
public record ListenerContext(ServerContext server, ServerConfig config) implements ServerContext {
    @Override
    public Handler handler() {
        return server.handler();
    }

    @Override
    public Counters counters() {
        return server.counters();
    }

    @Override
    public MemoryBudget memory() {
        return server.memory();
    }

    @Override
    public boolean draining() {
        return server.draining();
    }

    @Override
    public boolean shuttingDown() {
        return server.shuttingDown();
    }

    @Override
    public void onDrain(Runnable action) {
        server.onDrain(action);
    }

    @Override
    public void dropOnDrain(Runnable action) {
        server.dropOnDrain(action);
    }

    @Override
    public ErrorRenderer errorRenderer() {
        return server.errorRenderer();
    }

    @Override
    public Optional<Consumer<RequestEnd>> requestListener() {
        return server.requestListener();
    }

    @Override
    public Optional<Function<Request, Consumer<RequestEnd>>> requestBeginnings() {
        return server.requestBeginnings();
    }

    @Override
    public Optional<ConnectionListener> connectionListener() {
        return server.connectionListener();
    }

    @Override
    public void logError(String message, @Nullable Throwable cause) {
        server.logError(message, cause);
    }

    @Override
    public void logDebug(String message, @Nullable Throwable cause) {
        server.logDebug(message, cause);
    }
}
