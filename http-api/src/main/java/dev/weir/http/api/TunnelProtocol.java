package dev.weir.http.api;

/**
 * A protocol that a module speaks over {@linkplain Tunnel tunnels}. A module says so with {@code provides} in its
 * descriptor; the engine of HTTP/2 finds it by {@code ServiceLoader} when a server starts, and offers extended CONNECT
 * (RFC 8441) for the protocols that were found, unless its configuration says something else. Nothing is served by that
 * alone: a handler {@linkplain TunnelRequest#accept accepts}.
 */
public interface TunnelProtocol {
    /**
     * Returns the name by which clients ask for it in {@code Upgrade} and {@code :protocol}.
     *
     * @return a name of the <a href="https://www.iana.org/assignments/http-upgrade-tokens">registry</a>, such as {@code
     *     websocket}; its case has no meaning (RFC 9110 section 7.8)
     */
    String name();
}
