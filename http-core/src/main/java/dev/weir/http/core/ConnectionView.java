package dev.weir.http.core;

import dev.weir.http.core.connection.ServerConnection;
import dev.weir.http.core.spi.SessionView;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * A connection, at a moment.
 *
 * @param id its number, in the order of acceptance
 * @param protocol the ALPN name; empty until it is chosen
 * @param remoteAddress the client's address
 * @param localAddress the address that the client connected to
 * @param tlsVersion such as {@code TLSv1.3}; empty without TLS, and during the handshake
 * @param age since the accept, or the end of the TLS handshake
 * @param state its state
 * @param session what its protocol knows of it; {@link SessionView#NONE} where that tells nothing
 */
public record ConnectionView(
        long id,
        String protocol,
        SocketAddress remoteAddress,
        SocketAddress localAddress,
        String tlsVersion,
        Duration age,
        ConnState state,
        SessionView session) {
    static ConnectionView of(ServerConnection c, int most) {
        // First, as what the connection has learnt before is seen with it.
        SessionView session = c.state.view(most);
        return new ConnectionView(
                c.id(),
                c.protocol(),
                c.remoteAddress(),
                c.localAddress(),
                c.tls().map(tls -> tls.protocol()).orElse(""),
                Duration.ofNanos(Math.max(0, System.nanoTime() - c.readySince())),
                ConnState.of(c.state.phase()),
                session);
    }
}
