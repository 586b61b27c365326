package dev.weir.http2;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.Headers;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.exchange.ServerRequest;
import dev.weir.http.core.spi.Connection;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.Optional;

/** A request as the handler sees it. */
final class Http2Request extends ServerRequest {
    private final Connection connection;
    private final Http2Stream stream;
    private final RequestHead head;

    Http2Request(Connection connection, Http2Stream stream) {
        super(connection.server());
        this.connection = connection;
        this.stream = stream;
        this.head = stream.head;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String target() {
        return head.target();
    }

    @Override
    public String rawPath() {
        return head.path();
    }

    @Override
    public String query() {
        return head.query();
    }

    @Override
    public String scheme() {
        return head.scheme();
    }

    @Override
    public String authority() {
        return head.authority();
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public Headers headers() {
        return head.headers();
    }

    @Override
    public long contentLength() {
        return head.contentLength() < 0 && stream.wholeWithHead() ? 0 : head.contentLength();
    }

    @Override
    public InputStream content() {
        return stream.content;
    }

    @Override
    public Headers trailers() {
        if (!stream.content.ended()) {
            throw new IllegalStateException("the trailers come behind the content, which was not read to its end");
        }
        return stream.content.trailers();
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return connection.localAddress();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return connection.tls();
    }

    @Override
    public <T> T attribute(Attribute<T> key) {
        return connection.attribute(key);
    }

    @Override
    protected void seal() {
        stream.sealContent();
    }
}
