package dev.weir.mux;

import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.api.TlsInfo;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A request with any target, also one that no server lets through, and that so no builder makes: what a router does with it
 * must be safe all the same.
 */
final class AnyRequest extends Request {
    private final String method;
    private final String authority;
    private final String target;

    private AnyRequest(String method, String authority, String target) {
        this.method = method;
        this.authority = authority;
        this.target = target;
    }

    static Request of(String method, String authority, String target) {
        return new AnyRequest(method, authority, target);
    }

    /** Out of {@code METHOD [AUTHORITY]TARGET}. */
    static Request of(String line) {
        int space = line.indexOf(' ');
        String url = line.substring(space + 1);
        int slash = url.indexOf('/');
        int start = slash < 0 ? url.endsWith("*") ? url.length() - 1 : url.length() : slash;
        return of(line.substring(0, space), url.substring(0, start), url.substring(start));
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String rawPath() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
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

    @Override
    public Headers trailers() {
        return Headers.empty();
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("192.0.2.1", 1234);
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("192.0.2.2", 80);
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public void onCancel(Runnable action) {}

    @Override
    public boolean draining() {
        return false;
    }

    @Override
    public void onDrain(Runnable action) {}
}
