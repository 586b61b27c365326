package dev.weir.http2;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerContext;

/** HTTP/2 for one server. */
final class Http2Protocol implements Protocol {
    private final EngineContext context;

    Http2Protocol(ServerContext server, Http2Config config) {
        this.context = new EngineContext(server, config);
    }

    @Override
    public void serve(Connection connection) {
        new Http2Connection(context, connection).serve();
    }
}
