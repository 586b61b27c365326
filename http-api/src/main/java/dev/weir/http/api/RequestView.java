package dev.weir.http.api;

import java.io.InputStream;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

/** A request that differs from another in one thing; the {@code with} methods of {@link Request} make them. */
abstract sealed class RequestView extends Request {
    private final Request origin;

    private RequestView(Request origin) {
        this.origin = origin;
    }

    static final class WithAttribute extends RequestView {
        private final AttributeKey<?> key;
        private final Object value;

        WithAttribute(Request origin, AttributeKey<?> key, Object value) {
            super(origin);
            this.key = Objects.requireNonNull(key, "key");
            this.value = Objects.requireNonNull(value, "value");
        }

        @Override
        @SuppressWarnings("unchecked") // withAttribute takes key and value of one type
        public <T> Optional<T> attribute(AttributeKey<T> wanted) {
            return wanted == key ? Optional.of((T) value) : super.attribute(wanted);
        }
    }

    static final class WithPath extends RequestView {
        private final String rawPath;

        WithPath(Request origin, String rawPath) {
            super(origin);
            this.rawPath = Objects.requireNonNull(rawPath, "rawPath");
        }

        @Override
        public String rawPath() {
            return rawPath;
        }
    }

    static final class WithoutPathPrefix extends RequestView {
        private final String prefix;
        private final String rest;

        WithoutPathPrefix(Request origin, String prefix) {
            super(origin);
            String path = origin.rawPath();
            boolean whole = path.length() == prefix.length() || path.startsWith("/", prefix.length());
            if (!path.startsWith(prefix) || !whole || prefix.endsWith("/")) {
                throw new IllegalArgumentException("not a prefix of " + path + ": " + prefix);
            }
            this.prefix = origin.pathPrefix().concat(prefix);
            this.rest = path.length() == prefix.length() ? "/" : path.substring(prefix.length());
        }

        @Override
        public String rawPath() {
            return rest;
        }

        @Override
        public String pathPrefix() {
            return prefix;
        }
    }

    static final class WithMethod extends RequestView {
        private final String method;

        WithMethod(Request origin, String method) {
            super(origin);
            this.method = method;
        }

        @Override
        public String method() {
            return method;
        }
    }

    static final class WithHeaders extends RequestView {
        private final Headers headers;

        WithHeaders(Request origin, Headers headers) {
            super(origin);
            this.headers = headers;
        }

        @Override
        public Headers headers() {
            return headers;
        }
    }

    static final class WithContent extends RequestView {
        private final InputStream content;
        private final long length;
        private final ContentUse use;

        WithContent(Request origin, InputStream content, long length, ContentUse use) {
            super(origin);
            this.use = use;
            this.content = Objects.requireNonNull(content, "content");
            this.length = length;
        }

        @Override
        public InputStream content() {
            return content;
        }

        @Override
        ContentUse contentUse() {
            return use;
        }

        @Override
        public long contentLength() {
            return length;
        }
    }

    static final class WithRemoteAddress extends RequestView {
        private final SocketAddress address;

        WithRemoteAddress(Request origin, SocketAddress address) {
            super(origin);
            this.address = Objects.requireNonNull(address, "address");
        }

        @Override
        public SocketAddress remoteAddress() {
            return address;
        }
    }

    static final class WithScheme extends RequestView {
        private final String scheme;

        WithScheme(Request origin, String scheme) {
            super(origin);
            this.scheme = scheme;
        }

        @Override
        public String scheme() {
            return scheme;
        }
    }

    static final class WithAuthority extends RequestView {
        private final String authority;
        private final Headers headers;

        WithAuthority(Request origin, String authority, Headers headers) {
            super(origin);
            this.authority = authority;
            this.headers = headers;
        }

        @Override
        public String authority() {
            return authority;
        }

        @Override
        public Headers headers() {
            return headers;
        }
    }

    static final class WithTls extends RequestView {
        private final Optional<TlsInfo> tls;

        WithTls(Request origin, Optional<TlsInfo> tls) {
            super(origin);
            this.tls = Objects.requireNonNull(tls, "tls");
        }

        @Override
        public Optional<TlsInfo> tls() {
            return tls;
        }
    }

    static final class WithMatch extends RequestView {
        /** That of a router within this one, once that has matched; the request's thread alone. */
        private String pattern;

        private final String[] names;
        private final String[] values;

        WithMatch(Request origin, String pattern, String[] names, String[] values) {
            super(origin);
            this.pattern = pattern;
            this.names = names;
            this.values = values;
        }

        @Override
        protected void matched(String inner) {
            pattern = inner;
            super.matched(inner);
        }

        @Override
        public String pattern() {
            return pattern;
        }

        @Override
        public String pathValue(String name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return values[i];
                }
            }
            return super.pathValue(name);
        }
    }

    @Override
    public String method() {
        return origin.method();
    }

    @Override
    public String target() {
        return origin.target();
    }

    @Override
    public String rawPath() {
        return origin.rawPath();
    }

    @Override
    public String pathPrefix() {
        return origin.pathPrefix();
    }

    @Override
    public String query() {
        return origin.query();
    }

    @Override
    public String scheme() {
        return origin.scheme();
    }

    @Override
    public String authority() {
        return origin.authority();
    }

    @Override
    public String protocol() {
        return origin.protocol();
    }

    @Override
    public Headers headers() {
        return origin.headers();
    }

    @Override
    public long contentLength() {
        return origin.contentLength();
    }

    @Override
    public InputStream content() {
        return origin.content();
    }

    @Override
    ContentUse contentUse() {
        return origin.contentUse();
    }

    @Override
    public Headers trailers() {
        return origin.trailers();
    }

    @Override
    public SocketAddress remoteAddress() {
        return origin.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return origin.localAddress();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return origin.tls();
    }

    @Override
    public boolean cancelled() {
        return origin.cancelled();
    }

    @Override
    public void onCancel(Runnable action) {
        origin.onCancel(action);
    }

    @Override
    public boolean interruptHandler() {
        return origin.interruptHandler();
    }

    @Override
    public boolean draining() {
        return origin.draining();
    }

    @Override
    public boolean shuttingDown() {
        return origin.shuttingDown();
    }

    @Override
    public void onDrain(Runnable action) {
        origin.onDrain(action);
    }

    @Override
    protected void matched(String pattern) {
        origin.matched(pattern);
    }

    @Override
    public String pattern() {
        return origin.pattern();
    }

    @Override
    public String pathValue(String name) {
        return origin.pathValue(name);
    }

    @Override
    public <T> Optional<T> attribute(AttributeKey<T> key) {
        return origin.attribute(key);
    }
}
