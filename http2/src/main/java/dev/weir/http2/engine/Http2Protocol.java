package dev.weir.http2.engine;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.spi.Session;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.EngineContext;
import java.io.IOException;

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

    /** Serves where no loop does, on behalf of another protocol for example: the calling thread waits between the steps. */
    @Override
    public void serve(Connection connection) throws IOException {
        Http2Connection session = new Http2Connection(context, connection);
        try {
            Session.Next next = session.step();
            while (next != Session.Next.DONE) {
                if (next == Session.Next.INPUT) {
                    connection.awaitInput();
                }
                next = session.step();
            }
        } finally {
            session.end();
        }
    }
}
