package dev.weir.http.core.spi;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server, as its protocols see it.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public interface ServerContext {
    /**
     * What answers requests.
     *
     * @return the server's handler
     */
    Handler handler();

    /**
     * The settings, which do not change while the server runs.
     *
     * @return the settings
     */
    ServerConfig config();

    /**
     * Counts of what the server does.
     *
     * @return the counters, always the same
     */
    Counters counters();

    /**
     * Returns the bound on the memory that clients decide on. Connections have their {@linkplain Connection#memory
     * shares} of it.
     *
     * @return the budget, always the same
     */
    MemoryBudget memory();

    /**
     * Whether a graceful shutdown has begun: no further request should be invited.
     *
     * @return true from then on
     */
    boolean draining();

    /**
     * Whether a graceful shutdown has been asked for, though requests may still be invited for as long as the server's drain
     * delay lasts.
     *
     * @return true from then on; without an override the same as {@link #draining}
     */
    default boolean shuttingDown() {
        return draining();
    }

    /**
     * Has an action run when a graceful shutdown begins: at once, when it has. It runs on a thread of the server and must not
     * block.
     *
     * @param action what to do, once
     */
    void onDrain(Runnable action);

    /**
     * Drops an action that {@link #onDrain} was given, as there is no more use for it. Does nothing when it has run.
     *
     * @param action the same object
     */
    void dropOnDrain(Runnable action);

    /**
     * Returns what renders errors.
     *
     * @return the renderer; plain text, as without an override
     */
    default ErrorRenderer errorRenderer() {
        return ErrorRenderer.plainText();
    }

    /**
     * Returns what gets word of every request that is over.
     *
     * @return the listener; nothing, as without an override, for none
     */
    default Optional<Consumer<RequestEnd>> requestListener() {
        return Optional.empty();
    }

    /**
     * Returns what decides who gets word of a request that a handler is about to get, in place of the
     * {@linkplain #requestListener listener}. It throws nothing.
     *
     * @return for each request, who hears of its end; nothing, as without an override, where that is always the listener
     */
    default Optional<Function<Request, Consumer<RequestEnd>>> requestBeginnings() {
        return Optional.empty();
    }

    /**
     * Returns what gets word of connections, for what a protocol alone knows of them. It throws nothing. It is not to be called
     * under a lock.
     *
     * @return the listener; nothing, as without an override, for none
     */
    default Optional<ConnectionListener> connectionListener() {
        return Optional.empty();
    }

    /**
     * Reports what an operator should know of and no client can cause at will.
     *
     * @param message one line that names the cause
     * @param cause may be null
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    void logError(String message, @Nullable Throwable cause);

    /**
     * Reports what clients cause. One line, and only when debugging is on.
     *
     * @param message one line that names the cause
     * @param cause may be null; its stack trace is not shown
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    void logDebug(String message, @Nullable Throwable cause);
}
