package dev.weir.tls.spi;

/**
 * A checked configuration, ready to make engines.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
@FunctionalInterface
public interface TlsServerContext {
    /**
     * Makes the engine of a new connection.
     *
     * @return an engine that has not begun its handshake
     */
    TlsEngine newEngine();
}
