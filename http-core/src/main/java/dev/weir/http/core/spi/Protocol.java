package dev.weir.http.core.spi;

/**
 * Serves connections. A lambda can be one: {@code Server.builder().protocol("echo/1", connection -> ...)}.
 *
 * <p><b>Threads.</b> {@link #serve} is called on a virtual thread of each connection's own, so the object is shared and
 * must be thread-safe.
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

    /** The server has closed and no connection is left. Frees what {@link ProtocolProvider#open} has taken. */
    default void close() {}
}
