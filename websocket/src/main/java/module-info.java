import dev.weir.http.api.TunnelProtocol;
import dev.weir.websocket.internal.WebSocketTunnels;

/**
 * WebSocket (RFC 6455) with compression (RFC 7692), over an upgraded connection of HTTP/1.1 and over a stream of HTTP/2
 * (RFC 8441) alike: {@link dev.weir.websocket.WebSockets} makes a handler for it.
 */
module dev.weir.websocket {
    requires transitive dev.weir.http.api;
    requires static org.jspecify;

    exports dev.weir.websocket;

    provides TunnelProtocol with
            WebSocketTunnels;
}
