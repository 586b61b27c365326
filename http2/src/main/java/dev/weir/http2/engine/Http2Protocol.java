package dev.weir.http2.engine;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.spi.Session;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.EngineContext;

/** HTTP/2 for one server. */
public final class Http2Protocol implements Protocol {
    private final EngineContext context;

    public Http2Protocol(ServerContext server, Http2Config config) {
        this.context = new EngineContext(server, config);
    }

    @Override
    public Session session(Connection connection) {
        return new Http2Connection(context, connection);
    }

    /** Serves where no loop does: the calling thread waits in each step. */
    @Override
    public void serve(Connection connection) {
        Http2Connection session = new Http2Connection(context, connection);
        try {
            while (session.step() != Session.Next.DONE) {
                // Each step waits for what the one before has asked for.
            }
        } finally {
            session.end();
        }
    }
}
