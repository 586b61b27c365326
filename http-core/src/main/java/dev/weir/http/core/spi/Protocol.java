package dev.weir.http.core.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves connections. A lambda can be one: {@code Server.builder().protocol("echo/1", connection -> ...)}.
 *
 * <p><b>Threads.</b> {@link #serve} is called on a virtual thread of each connection's own, {@link #session} on any, so the
 * object is shared and must be thread-safe.
 */
@FunctionalInterface
public interface Protocol {
    /**
     * Serves one connection until it is done. The server closes the connection when this returns or throws, unless it
     * was {@linkplain Connection#hijacked() taken over}: then whoever holds it does, or the server at its end.
     *
     * @param connection the connection, with every byte that was already read still to be read
     * @throws Exception is logged at debug when it is an {@link java.io.IOException}, as what peers cause at will; else
     *     as a failure
     */
    void serve(Connection connection) throws Exception;

    /**
     * Begins a connection that a loop may serve, where this protocol's connections can be served step by step. Such a
     * connection holds no thread while it waits, and its handlers run on the loop as long as they are short.
     *
     * @param connection the connection, with every byte that was already read still to be read
     * @return its session; null, as without an override, for {@link #serve} on a thread of its own
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    default @Nullable ProtocolSession session(Connection connection) {
        return null;
    }

    /**
     * Returns the settings in force, for those who watch the server.
     *
     * @return names and values as they are shown, none of them secret; empty, as without an override, for none
     */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** The server has closed and no connection is left. Frees what {@link ProtocolProvider#open} has taken. */
    default void close() {}
}
