package dev.weir.websocket.internal;

import dev.weir.http.api.TunnelProtocol;

/** Has HTTP/2 offer extended CONNECT for this protocol (RFC 8441 section 5). */
public final class WebSocketTunnels implements TunnelProtocol {
    @Override
    public String name() {
        return "websocket";
    }
}
