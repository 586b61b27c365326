package dev.weir.http2.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.ServerRequest;
import dev.weir.http.core.spi.ConnectionInfo;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A request as the handler sees it. */
final class Http2Request extends ServerRequest {
    private final Http2Stream stream;

    Http2Request(Http2Stream stream) {
        this.stream = stream;
    }

    @Override
    protected ConnectionInfo connection() {
        return stream.streams.transport;
    }

    @Override
    protected int streamId() {
        return stream.id;
    }

    @Override
    public String method() {
        return stream.head.method();
    }

    @Override
    public String target() {
        return stream.head.target();
    }

    @Override
    public String rawPath() {
        return stream.head.path();
    }

    @Override
    public String query() {
        return stream.head.query();
    }

    @Override
    public String scheme() {
        return stream.head.scheme();
    }

    @Override
    public String authority() {
        return stream.head.authority();
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public Headers headers() {
        return stream.head.headers();
    }

    @Override
    public long contentLength() {
        return stream.head.contentLength() < 0 && stream.wholeWithHead() ? 0 : stream.head.contentLength();
    }

    @Override
    protected long readySince() {
        return stream.readySince();
    }

    @Override
    protected long receivedBytes() {
        if (stream.wholeWithHead()) {
            return 0;
        }
        stream.lock.lock();
        try {
            return stream.content.received();
        } finally {
            stream.lock.unlock();
        }
    }

    @Override
    public InputStream content() {
        return stream.content;
    }

    @Override
    protected @Nullable Headers receivedTrailers() {
        return stream.content.ended() ? stream.content.trailers() : null;
    }

    @Override
    protected void seal() {
        stream.sealContent();
    }
}
