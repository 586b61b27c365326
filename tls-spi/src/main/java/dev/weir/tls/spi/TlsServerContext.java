package dev.weir.tls.spi;

/**
 * Creates the engines of a server, from a checked configuration.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
@FunctionalInterface
public interface TlsServerContext {
    /**
     * Creates the engine of a new connection.
     *
     * @return a new engine, before its handshake
     */
    TlsEngine newEngine();
}
