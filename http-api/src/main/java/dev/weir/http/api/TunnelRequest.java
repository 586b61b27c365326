package dev.weir.http.api;

import java.io.IOException;
import java.util.List;

/**
 * The power to answer a request with a {@link Tunnel}. Asked for with {@code w.as(TunnelRequest.class)}, which finds it where
 * the client has asked for a tunnel: by {@code Upgrade} over HTTP/1.1 (RFC 9110 section 7.8), by {@code CONNECT} (section
 * 9.3.6), or by an extended CONNECT over HTTP/2 (RFC 8441). The last is only sent to a server that offers it: where
 * a module on the path speaks such a protocol ({@link TunnelProtocol}), or {@code
 * Http2Config.Builder.extendedConnect} says so.
 *
 * <pre>{@code
 * Handler echo = (w, r) -> {
 *     var request = w.as(TunnelRequest.class).orElseThrow(() -> new HttpError(Status.UPGRADE_REQUIRED));
 *     try (var tunnel = request.accept("echo")) {
 *         tunnel.input().transferTo(tunnel.output());
 *     }
 * };
 * mux.handle("GET /echo", echo);
 * mux.handle("CONNECT /echo", echo);
 * }</pre>
 */
public interface TunnelRequest {
    /**
     * Returns the protocols that the client wants to speak.
     *
     * @return the names of {@code Upgrade} in their order, or that of {@code :protocol}; empty for a plain CONNECT
     */
    List<String> protocols();

    /**
     * Accepts: sends 101 over HTTP/1.1, or 200 in answer to a CONNECT, with the response's fields, and gives both directions
     * to the handler, until its call ends. Hooks of {@link ResponseWriter#onCommit} do not run; {@link ResponseWriter#onEnd}
     * comes when the tunnel is over.
     *
     * <p>A client that has not ended its side when we have ended ours gets the server's {@code lingerTimeout} for that;
     * then the tunnel is cut.
     *
     * @param protocol one of {@link #protocols}, in any case; without use for a plain CONNECT
     * @return the tunnel
     * @throws IllegalArgumentException where the client has not asked for this protocol
     * @throws IllegalStateException when the response is committed, the tunnel was accepted before, or the request has content
     *     over HTTP/1.1 that was not read to its end
     * @throws IOException when the client is gone
     */
    Tunnel accept(String protocol) throws IOException;
}
