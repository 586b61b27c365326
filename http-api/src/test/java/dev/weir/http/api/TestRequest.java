package dev.weir.http.api;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request in memory for this module's own tests: what is set is what it has, without a rule. Tests elsewhere have that of
 * {@code http-testkit}, which is built on the server, and so on this module.
 */
final class TestRequest extends Request {
    private static final SocketAddress REMOTE = InetSocketAddress.createUnresolved("192.0.2.1", 1234);
    private static final SocketAddress LOCAL = InetSocketAddress.createUnresolved("192.0.2.2", 80);

    private String method = HttpMethod.GET;
    private String target = "/";
    private String authority = "example.com";
    private final Headers headers = new Headers();
    private InputStream content = InputStream.nullInputStream();
    private long contentLength;
    private final Map<AttributeKey<?>, Object> attributes = new IdentityHashMap<>();

    private final List<Runnable> atEnd = new ArrayList<>();
    private boolean ended;
    private String matched = "";

    private TestRequest() {}

    /** Begins with {@code GET /} without fields. */
    static Builder builder() {
        return new Builder();
    }

    /** Builds one request. */
    static final class Builder {
        private final TestRequest r = new TestRequest();

        Builder method(String method) {
            r.method = method;
            return this;
        }

        Builder target(String target) {
            r.target = target;
            return this;
        }

        Builder authority(String authority) {
            r.authority = authority;
            return this;
        }

        Builder header(String name, String value) {
            r.headers.add(name, value);
            return this;
        }

        Builder content(String content) {
            return content(content.getBytes(StandardCharsets.UTF_8));
        }

        Builder content(byte[] content) {
            return content(new ByteArrayInputStream(content), content.length);
        }

        Builder content(InputStream content, long length) {
            r.content = content;
            r.contentLength = length;
            return this;
        }

        <T> Builder attribute(AttributeKey<T> key, T value) {
            r.attributes.put(key, value);
            return this;
        }

        TestRequest build() {
            r.headers.freeze();
            return r;
        }
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
        return headers;
    }

    @Override
    public long contentLength() {
        return contentLength;
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public Headers trailers() {
        return Headers.empty();
    }

    @Override
    public SocketAddress remoteAddress() {
        return REMOTE;
    }

    @Override
    public SocketAddress localAddress() {
        return LOCAL;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    /** Cancels, and begins a shutdown; runs what was given for them, in its order. */
    void end() {
        ended = true;
        atEnd.forEach(Runnable::run);
    }

    @Override
    public boolean cancelled() {
        return ended;
    }

    @Override
    public void onCancel(Runnable action) {
        atEnd.add(action);
    }

    @Override
    public boolean draining() {
        return ended;
    }

    @Override
    public void onDrain(Runnable action) {
        atEnd.add(action);
    }

    /** Returns the pattern that a router has matched last; empty where none has. */
    String matched() {
        return matched;
    }

    @Override
    protected void matched(String pattern) {
        matched = pattern;
    }

    @Override
    @SuppressWarnings("unchecked") // the builder takes key and value of one type
    public <T> Optional<T> attribute(AttributeKey<T> key) {
        return Optional.ofNullable((T) attributes.get(key));
    }
}
