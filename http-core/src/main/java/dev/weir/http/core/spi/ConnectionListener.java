package dev.weir.http.core.spi;

import java.net.SocketAddress;
import java.time.Duration;

/**
 * Gets word of a server's connections, and of its shutdown: for metrics and traces. Set with
 * {@code ServerBuilder.connectionListener}; a server without one does nothing for it.
 *
 * <p><b>Threads.</b> Called by threads of the connection, and by those that close connections for the server: it must be
 * thread-safe and must not block. What it throws is logged and changes nothing else. No lock of the server's is held. What
 * several threads do to a connection at the same time may be told in any order.
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

    /** What the server does to the connection of a client that asks too much of it. */
    enum Measure {
        /** Answers what it has accepted, and nothing more: GOAWAY, as in a shutdown. */
        DRAINED,
        /** Ends the connection at once, with the error that says why. */
        ENDED,
        /** Closes it without a word, as the client takes none. */
        CUT
    }

    /**
     * The first bytes of a TLS handshake have come. Its end follows on the same thread.
     *
     * @param connection the connection, the same object as later
     */
    default void handshakeBegins(ConnectionInfo connection) {}

    /**
     * A TLS handshake is over, as the other method of this name has it, which this calls without an override.
     *
     * @param connection the connection; its {@link ConnectionInfo#tls} is not known yet
     * @param result how it ended
     * @param version what was agreed on, such as {@code TLSv1.3}; empty unless it is complete
     */
    default void handshake(ConnectionInfo connection, Handshake result, String version) {
        handshake(connection.remoteAddress(), result, version);
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

    /**
     * A stream was reset: by the client, or by the server in place of the rest of its answer, or after the answer so that the
     * client sends no more.
     *
     * @param connection the connection
     * @param stream its identifier
     * @param byServer whether the server has sent the reset, and not the client
     * @param code the error code's name in the protocol, such as {@code CANCEL}; a number in hexadecimal where it has none
     * @param reason why the server has reset it, in one line; empty for the client's
     */
    default void streamReset(ConnectionInfo connection, int stream, boolean byServer, String code, String reason) {}

    /**
     * The end of a connection was announced, which then takes no more requests: GOAWAY of HTTP/2 (RFC 9113 section 6.8). Of the
     * two that a graceful end takes the first counts.
     *
     * @param connection the connection
     * @param byServer whether the server has announced it, and not the client
     * @param code the error code's name in the protocol, such as {@code NO_ERROR}; a number in hexadecimal where it has none
     * @param reason why the server ends it, in one line; empty for the client's
     */
    default void goAway(ConnectionInfo connection, boolean byServer, String code, String reason) {}

    /**
     * A client has asked so much of the server, or takes so little of what it has asked for, that its connection ends. What clients do within the limits is counted
     * in {@link Counters#abuse()}, and requests that are refused are told to the listeners of requests.
     *
     * @param connection the connection
     * @param limit what was too much, in one line of which there are few
     * @param measure what the server does
     */
    default void limited(ConnectionInfo connection, String limit, Measure measure) {}

    /**
     * The server's shutdown begins, once: connections are drained after its drain delay.
     *
     * @param server the server
     * @param grace how long requests have; zero where the server is closed at once
     */
    default void shutdownBegins(ServerContext server, Duration grace) {}

    /**
     * The server has shut down: no connection is open, unless a handler is deaf to its end.
     *
     * @param server the server
     * @param cut how many connections were closed that had not ended in time
     */
    default void shutdownEnds(ServerContext server, int cut) {}
}
