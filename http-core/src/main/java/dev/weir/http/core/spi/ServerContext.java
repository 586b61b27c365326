package dev.weir.http.core.spi;

import dev.weir.http.api.Handler;
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
