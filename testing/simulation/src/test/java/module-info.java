import dev.weir.http.core.spi.ProtocolProvider;

/** The simulation: see the page of its package. */
open module dev.weir.simulation {
    requires dev.weir.engine.testkit;
    requires dev.weir.hpack;
    requires dev.weir.http1;
    requires dev.weir.http2;
    requires dev.weir.websocket;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    uses ProtocolProvider;

    // Its hooks are called by the engines.
    exports dev.weir.simulation;
}
