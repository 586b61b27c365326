package dev.weir.http2;

import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.ServerRequest;
import dev.weir.http.core.spi.Connection;
import java.io.InputStream;

/** A request as the handler sees it. */
final class Http2Request extends ServerRequest {
    private final Http2Stream stream;
    private final RequestHead head;

    Http2Request(Connection connection, Http2Stream stream) {
        super(connection);
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
    protected Headers receivedTrailers() {
        return stream.content.ended() ? stream.content.trailers() : null;
    }

    @Override
    protected void seal() {
        stream.sealContent();
    }
}
