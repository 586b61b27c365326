package dev.weir.http.core.spi;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.TlsInfo;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * The properties of a connection that a request has from it. They do not change while it serves requests.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public interface ConnectionInfo {
    /**
     * Returns the connection's number, for logs and the like.
     *
     * @return a number that no other connection of the server has; 0, as without an override, for none
     */
    default long id() {
        return 0;
    }

    /**
     * Returns the server that accepted the connection.
     *
     * @return the server
     */
    ServerContext server();

    /**
     * Returns the client's address, as it was when the connection was accepted, or as a proxy has said with the PROXY protocol.
     *
     * @return the address
     */
    SocketAddress remoteAddress();

    /**
     * Returns the address that the client connected to, by a proxy's word where there is one.
     *
     * @return the address
     */
    SocketAddress localAddress();

    /**
     * Returns the name of the listener that the connection came by.
     *
     * @return the name; empty where there is none, as in a test without a network
     */
    default String listener() {
        return "";
    }

    /**
     * Returns what a proxy has said with the PROXY protocol.
     *
     * @return nothing where the connection's listener does not speak it
     */
    default Optional<ProxyInfo> proxy() {
        return Optional.empty();
    }

    /**
     * Returns what the TLS handshake agreed on.
     *
     * @return nothing without TLS
     */
    Optional<TlsInfo> tls();

    /**
     * Returns a value that the server's {@code baseContext} or {@code connContext} has attached.
     *
     * @param <T> the type of the value
     * @param key the key
     * @return the value, or nothing
     */
    <T> Optional<T> attribute(AttributeKey<T> key);
}
