package dev.weir.http2.engine;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SessionThread;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.EngineContext;

/** HTTP/2 for one server. */
public final class Http2Protocol implements Protocol {
    private final EngineContext context;

    public Http2Protocol(ServerContext server, Http2Config config) {
        this.context = new EngineContext(server, config);
    }

    @Override
    public ProtocolSession session(Connection connection) {
        return new Http2Connection(context, connection);
    }

    @Override
    public void serve(Connection connection) throws Exception {
        SessionThread.serve(session(connection), connection);
    }
}
