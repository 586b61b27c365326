package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.core.exchange.ServerRequest;
import dev.weir.http.core.spi.ConnectionInfo;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request in memory, without a connection. {@link #builder} makes one, and {@link ResponseRecorder#serve} has a handler
 * answer it. As over a network it is answered once, and its content is read once.
 *
 * <p>{@link #cancel} does what a server does when the client goes away: {@link #cancelled} is true from then on, the
 * handler's thread is interrupted, what {@link #onCancel} was given runs on a thread of its own, and the response ends where
 * it is. {@link #cut} does the same as a server that ends the request itself, as at the end of a shutdown. Neither has an
 * effect once the handler has returned.
 *
 * <p><b>Threads.</b> As any request; {@link #cancel}, {@link #cut} and {@link #drain} may be called from any thread.
 */
public final class MemoryRequest extends ServerRequest {
    private final RequestOrigin origin;
    private final String method;
    private final String target;
    private final Target parts;
    private final String scheme;
    private final String authority;
    private final String protocol;
    private final Headers headers;
    private final MemoryContent content;
    private final Headers trailers;
    private final Map<Class<?>, Object> powers;
    private final AtomicBoolean answered = new AtomicBoolean();

    MemoryRequest(RequestBuilder builder, RequestOrigin origin, Target parts, String authority, Headers headers) {
        this.origin = origin;
        this.method = builder.method;
        this.target = builder.target;
        this.parts = parts;
        this.scheme = builder.scheme;
        this.authority = authority;
        this.protocol = builder.protocol;
        this.headers = headers;
        this.content = new MemoryContent(builder.content, builder.contentLength);
        this.trailers = builder.trailers.readOnly();
        this.powers = new IdentityHashMap<>(builder.powers);
    }

    /**
     * Begins to build a request.
     *
     * @return a builder that makes {@code GET / HTTP/1.1} for {@code example.com} unless something else is set
     */
    public static RequestBuilder builder() {
        return new RequestBuilder();
    }

    RecorderContext context() {
        return origin.server();
    }

    @Override
    protected ConnectionInfo connection() {
        return origin;
    }

    /**
     * Does what a server does when it begins to shut down gracefully: {@link #draining} is true from now on, and what
     * {@link #onDrain} was given runs on a thread of its own. May be called from any thread.
     */
    public void drain() {
        origin.server().beginDrain();
    }

    Map<Class<?>, Object> powers() {
        return powers;
    }

    /** Claims the request for one run of a handler. */
    void beginAnswer() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("a request is answered once: build another");
        }
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is optional for users
    protected @Nullable Headers receivedTrailers() {
        return content.ended() ? trailers : null;
    }

    @Override
    protected void seal() {
        content.seal();
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
        return content.length();
    }

    @Override
    public InputStream content() {
        return content;
    }
}
