import dev.weir.http.api.TunnelProtocol;
import dev.weir.websocket.internal.WebSocketTunnels;

/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.websocket {
    exports dev.weir.websocket;

    provides TunnelProtocol with
            WebSocketTunnels;

    requires transitive dev.weir.http.api;
    requires static org.jspecify;
    requires dev.weir.corpus.testkit;
    requires dev.weir.http.core;
    requires dev.weir.http.testkit;
    requires dev.weir.mux;
    requires dev.weir.wire.testkit;
    requires java.net.http;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
