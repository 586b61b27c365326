package dev.weir.http.core.spi;

import java.net.SocketAddress;

/**
 * Gets word of a server's connections: for metrics and traces. Set with {@code ServerBuilder.connectionListener}; a server
 * without one does nothing for it.
 *
 * <p><b>Threads.</b> Called by threads of the connection, and by those that close connections for the server: it must be
 * thread-safe and must not block. What it throws is logged and changes nothing else.
 */
public interface ConnectionListener {
    /** How a TLS handshake ended. */
    enum Handshake {
        /** Both sides agreed. */
        COMPLETE,
        /** One side broke it off with an alert, or with what is no handshake's message. */
        FAILED,
        /** The server had no certificate for the name, or would not have the client. */
        REFUSED,
        /** The client did not speak TLS. */
        NOT_TLS,
        /** It took longer than the server allows. */
        TIMED_OUT,
        /** The connection broke. */
        BROKEN
    }

    /**
     * A TLS handshake is over. A client that went before its first byte has begun none.
     *
     * @param remoteAddress the client's address
     * @param result how it ended
     * @param version what was agreed on, such as {@code TLSv1.3}; empty unless it is complete
     */
    default void handshake(SocketAddress remoteAddress, Handshake result, String version) {}

    /**
     * A connection begins to be served: its protocol is known, and over TLS the handshake is complete.
     *
     * @param connection the connection, the same object as later
     * @param protocol the ALPN name, such as {@code h2}
     */
    default void serving(ConnectionInfo connection, String protocol) {}

    /**
     * A connection that was served is closed, and its thread has left it. One that a handler has taken over counts as open
     * until that handler has closed it.
     *
     * @param connection the connection
     * @param protocol the ALPN name, the same as before
     */
    default void closed(ConnectionInfo connection, String protocol) {}
}
