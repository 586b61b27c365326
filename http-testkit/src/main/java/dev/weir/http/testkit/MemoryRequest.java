package dev.weir.http.testkit;

import dev.weir.http.api.Attribute;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.api.TlsInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that lives in memory, without a connection behind it: for tests, and for programs that ask their own
 * handlers. {@link #builder} makes one.
 *
 * <p><b>Threads.</b> As any request; {@link #cancel} may be called from any thread.
 */
public final class MemoryRequest extends Request {
    private final String method;
    private final String target;
    private final Target parts;
    private final String scheme;
    private final String authority;
    private final String protocol;
    private final Headers headers;
    private final Content content;
    private final Headers trailers;
    private final SocketAddress remoteAddress;
    private final SocketAddress localAddress;
    private final Optional<TlsInfo> tls;
    private final Map<Attribute<?>, Object> attributes;

    /** What to run on cancellation; null once cancelled. Guarded by this. */
    private @Nullable List<Runnable> actions = new ArrayList<>();

    MemoryRequest(RequestBuilder builder, Target parts, String authority, Headers headers) {
        this.method = builder.method;
        this.target = builder.target;
        this.parts = parts;
        this.scheme = builder.scheme;
        this.authority = authority;
        this.protocol = builder.protocol;
        this.headers = headers;
        this.content = new Content(builder.content, builder.contentLength);
        this.trailers = builder.trailers.readOnly();
        this.remoteAddress = builder.remoteAddress;
        this.localAddress = builder.localAddress;
        this.tls = Optional.ofNullable(builder.tls);
        this.attributes = new IdentityHashMap<>(builder.attributes);
    }

    /**
     * Begins to build a request.
     *
     * @return a builder that makes {@code GET / HTTP/1.1} for {@code example.com} unless it is told otherwise
     */
    public static RequestBuilder builder() {
        return new RequestBuilder();
    }

    /** The content, which knows whether it was read to its end. */
    private static final class Content extends InputStream {
        private final InputStream in;
        private final long length;
        private long count;
        private boolean ended;

        Content(InputStream in, long length) {
            this.in = in;
            this.length = length;
            this.ended = length == 0;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? -1 : 1);
            return b;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = in.read(b, off, len);
            count(n);
            return n;
        }

        private void count(int n) {
            count += Math.max(n, 0);
            ended |= n < 0 || count == length;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }
    }

    /**
     * Cancels the request, as a server does when the client goes away: {@link #cancelled} is true from now on, and what
     * {@link #onCancel} was given runs on the calling thread. Under {@link ResponseRecorder#serve} the handler's thread
     * is interrupted. Does nothing the second time.
     */
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            due = actions == null ? List.of() : actions;
            actions = null;
        }
        due.forEach(Runnable::run);
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
        return parts.rawPath();
    }

    @Override
    public String query() {
        return parts.query();
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public long contentLength() {
        return content.length;
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public Headers trailers() {
        if (!content.ended) {
            throw new IllegalStateException("the trailers come behind the content, which was not read to its end");
        }
        return trailers;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return tls;
    }

    @Override
    public synchronized boolean cancelled() {
        return actions == null;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (actions != null) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    @SuppressWarnings({"unchecked", "exports"}) // the builder takes key and value of one type
    public <T> @Nullable T attribute(Attribute<T> key) {
        return (T) attributes.get(key);
    }
}
