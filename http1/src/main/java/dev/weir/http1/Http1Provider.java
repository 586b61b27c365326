package dev.weir.http1;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;

/** HTTP/1.1 and 1.0 under the ALPN name {@code http/1.1}; also what a connection that names no protocol is served by. */
public final class Http1Provider implements ProtocolProvider {
    /** For {@code ServiceLoader}. */
    public Http1Provider() {}

    @Override
    public String name() {
        return "http/1.1";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public boolean fallback() {
        return true;
    }

    @Override
    public Protocol open(ServerContext server) {
        return new Http1Protocol(server);
    }
}
