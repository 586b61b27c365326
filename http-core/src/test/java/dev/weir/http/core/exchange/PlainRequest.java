package dev.weir.http.core.exchange;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Headers;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ServerContext;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/** A request without content, for tests. */
final class PlainRequest extends ServerRequest {
    private final ConnectionInfo connection;
    private final String method;
    /** How many times a watch was asked for. */
    int watches;
    /** How many times the content was sealed. */
    int seals;
    /** What the engine says of it. */
    long readySince;

    long receivedBytes;

    PlainRequest(ServerContext server, String method) {
        this.connection = new Peer(server);
        this.method = method;
    }

    @Override
    protected ConnectionInfo connection() {
        return connection;
    }

    @Override
    protected long readySince() {
        return readySince;
    }

    @Override
    protected long receivedBytes() {
        return receivedBytes;
    }

    private record Peer(ServerContext server) implements ConnectionInfo {
        @Override
        public long id() {
            return 17;
        }

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("client", 1);
        }

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("server", 2);
        }

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.empty();
        }

        @Override
        public <T> Optional<T> attribute(AttributeKey<T> key) {
            return Optional.empty();
        }
    }

    @Override
    protected void watchClient() {
        watches++;
    }

    @Override
    protected void seal() {
        seals++;
    }

    @Override
    protected Headers receivedTrailers() {
        return Headers.empty();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String target() {
        return "/";
    }

    @Override
    public String rawPath() {
        return "/";
    }

    @Override
    public String query() {
        return "";
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String authority() {
        return "h";
    }

    @Override
    public String protocol() {
        return "TEST/1";
    }

    @Override
    public Headers headers() {
        return Headers.empty();
    }

    @Override
    public long contentLength() {
        return 0;
    }

    @Override
    public InputStream content() {
        return InputStream.nullInputStream();
    }
}
