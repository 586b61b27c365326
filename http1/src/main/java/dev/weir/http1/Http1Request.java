package dev.weir.http1;

import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.ServerRequest;
import dev.weir.http.core.spi.ConnectionInfo;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request as the handler sees it. Strings are made from the head's bytes when they are asked for. */
final class Http1Request extends ServerRequest {
    private final Exchange exchange;
    private final RequestHead head;
    private final Headers headers;

    private @Nullable String target;
    private @Nullable String rawPath;
    private @Nullable String query;
    private @Nullable String authority;

    Http1Request(Exchange exchange, RequestHead head) {
        this.exchange = exchange;
        this.head = head;
        this.headers = Headers.ofParsed(head.bytes, head.fields, head.fieldCount);
    }

    @Override
    protected ConnectionInfo connection() {
        return exchange.connection;
    }

    @Override
    public String method() {
        return head.method;
    }

    @Override
    public String target() {
        if (target == null) {
            target = text(head.targetStart, head.targetEnd);
        }
        return target;
    }

    @Override
    public String rawPath() {
        if (rawPath == null) {
            if (head.emptyPath) {
                rawPath = head.method.equals("OPTIONS") && head.queryStart == head.queryEnd ? "*" : "/";
            } else if (head.pathStart == head.targetStart && head.pathEnd == head.targetEnd) {
                rawPath = target();
            } else {
                rawPath = text(head.pathStart, head.pathEnd);
            }
        }
        return rawPath;
    }

    @Override
    public String query() {
        if (query == null) {
            query = text(head.queryStart, head.queryEnd);
        }
        return query;
    }

    @Override
    public String scheme() {
        return tls().isPresent() != head.otherScheme ? "https" : "http";
    }

    @Override
    public String authority() {
        if (authority == null) {
            authority = text(head.authorityStart, head.authorityEnd);
        }
        return authority;
    }

    private String text(int start, int end) {
        return start == end ? "" : new String(head.bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String protocol() {
        return head.http10 ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public long contentLength() {
        return head.contentLength;
    }

    @Override
    protected long readySince() {
        return exchange.readySince();
    }

    @Override
    protected long receivedBytes() {
        return exchange.content().received();
    }

    /** A write has waited for the client. */
    void stalled(long nanos) {
        exchange.response().stalled(nanos);
    }

    @Override
    public InputStream content() {
        return exchange.content();
    }

    @Override
    protected @Nullable Headers receivedTrailers() {
        return exchange.content().ended() ? exchange.content().trailers() : null;
    }

    @Override
    protected void watchClient() {
        exchange.watchClient();
    }

    /** A write has failed: the client has gone. */
    void clientGone() {
        exchange.clientGone();
    }

    @Override
    protected void seal() {
        exchange.content().seal();
    }
}
