package dev.weir.http.testkit;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.api.internal.FieldSyntax;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a request without a network; see {@link MemoryRequest#builder}. Without any call it is {@code GET / HTTP/1.1} for
 * {@code example.com}, from 192.0.2.1 port 1234, without content.
 *
 * <pre>{@code
 * MemoryRequest r = MemoryRequest.builder().method("POST").target("/users?dry=1").content("name=Ann")
 *         .header("Content-Type", "application/x-www-form-urlencoded").build();
 * ResponseRecorder answer = ResponseRecorder.serve(handler, r);
 * assertEquals(201, answer.status());
 * }</pre>
 *
 * <p><b>Threads.</b> Not thread-safe. May be built from more than once; requests that share a stream share its content.
 */
public final class RequestBuilder {
    String method = HttpMethod.GET;
    String target = "/";
    String scheme = "http";
    String protocol = "HTTP/1.1";
    long contentLength;
    InputStream content = InputStream.nullInputStream();
    final Headers trailers = new Headers();
    SocketAddress remoteAddress = address(1, 1234);
    SocketAddress localAddress = address(2, 80);

    ErrorRenderer errors = ErrorRenderer.plainText();

    @Nullable
    TlsInfo tls;

    final Map<AttributeKey<?>, Object> attributes = new IdentityHashMap<>();
    final Map<Class<?>, Object> powers = new IdentityHashMap<>();

    private final Headers headers = new Headers();
    /** What the content is made of, unless it is a stream. */
    private byte @Nullable [] bytes;
    /** Null as long as it is to be found in the target or the Host field. */
    private @Nullable String authority;

    RequestBuilder() {}

    /**
     * An address of 192.0.2.0/24, which documentation and tests have for themselves (RFC 5737).
     *
     * @param last the last of the four numbers
     */
    private static SocketAddress address(int last, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /**
     * Sets the method.
     *
     * @param method a token, case-sensitive
     * @return this
     * @throws IllegalArgumentException where it is no token
     */
    public RequestBuilder method(String method) {
        if (!FieldSyntax.isToken(method)) {
            throw new IllegalArgumentException("not a method: " + method);
        }
        this.method = method;
        return this;
    }

    /**
     * Sets the target, in any form of RFC 9112 section 3.2: a path with or without a query, an absolute URI, host and
     * port for CONNECT, {@code *} for OPTIONS.
     *
     * @param target the target, percent-encoded; checked by {@link #build}
     * @return this
     */
    public RequestBuilder target(String target) {
        this.target = Objects.requireNonNull(target, "target");
        return this;
    }

    /**
     * Sets the authority that the request is for; default what an absolute target or the {@code Host} field names, else
     * {@code example.com}. A {@code Host} field beside it becomes the same, as it does in a server.
     *
     * @param authority host, or host and port; empty for an HTTP/1.0 request that names none
     * @return this
     */
    public RequestBuilder authority(String authority) {
        this.authority = Objects.requireNonNull(authority, "authority");
        return this;
    }

    /**
     * Adds a field.
     *
     * @param name a token
     * @param value a field value
     * @return this
     * @throws IllegalArgumentException where name or value is not valid (see {@link Headers#add})
     */
    public RequestBuilder header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /**
     * Adds fields.
     *
     * @param fields the fields
     * @return this
     */
    public RequestBuilder headers(Headers fields) {
        headers.addAll(fields);
        return this;
    }

    /**
     * Sets the content. {@code Content-Length} is added to the fields, unless a field frames the content already.
     *
     * @param content the bytes; not copied
     * @return this
     */
    public RequestBuilder content(byte[] content) {
        this.bytes = Objects.requireNonNull(content, "content");
        return this;
    }

    /**
     * Sets the content; see {@link #content(byte[])}.
     *
     * @param content text, to be sent as UTF-8
     * @return this
     */
    public RequestBuilder content(String content) {
        return content(content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the content to a stream, which may block or fail as a connection would.
     *
     * @param content the stream
     * @param length its length in bytes, or -1 when it is not known before the end
     * @return this
     * @throws IllegalArgumentException where the length is below -1
     */
    public RequestBuilder content(InputStream content, long length) {
        if (length < -1) {
            throw new IllegalArgumentException("a length is -1 or more, not " + length);
        }
        this.content = Objects.requireNonNull(content, "content");
        this.contentLength = length;
        this.bytes = null;
        return this;
    }

    /**
     * Adds a trailer field, which can be read once the content was read to its end.
     *
     * @param name a token
     * @param value a field value
     * @return this
     * @throws IllegalArgumentException where name or value is not valid (see {@link Headers#add})
     */
    public RequestBuilder trailer(String name, String value) {
        trailers.add(name, value);
        return this;
    }

    /**
     * Sets the client's address.
     *
     * @param address any address
     * @return this
     */
    public RequestBuilder remoteAddress(SocketAddress address) {
        this.remoteAddress = Objects.requireNonNull(address, "address");
        return this;
    }

    /**
     * Sets the server's address.
     *
     * @param address any address
     * @return this
     */
    public RequestBuilder localAddress(SocketAddress address) {
        this.localAddress = Objects.requireNonNull(address, "address");
        return this;
    }

    /**
     * Sets what the TLS handshake agreed on, and the scheme to {@code https}; default no TLS.
     *
     * @param tls what the handshake agreed on
     * @return this
     */
    public RequestBuilder tls(TlsInfo tls) {
        this.tls = Objects.requireNonNull(tls, "tls");
        return scheme("https");
    }

    /**
     * Sets the scheme.
     *
     * @param scheme {@code http} or {@code https}
     * @return this
     * @throws IllegalArgumentException for any other
     */
    public RequestBuilder scheme(String scheme) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("a request's scheme is http or https, not " + scheme);
        }
        this.scheme = scheme;
        return this;
    }

    /**
     * Sets the protocol version.
     *
     * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}
     * @return this
     * @throws IllegalArgumentException for any other
     */
    public RequestBuilder protocol(String protocol) {
        switch (protocol) {
            case "HTTP/1.0", "HTTP/1.1", "HTTP/2" -> this.protocol = protocol;
            default -> throw new IllegalArgumentException("not a protocol of a request: " + protocol);
        }
        return this;
    }

    /**
     * Attaches a value.
     *
     * @param <T> the type of the value
     * @param key the key
     * @param value the value, not null
     * @return this
     */
    public <T> RequestBuilder attribute(AttributeKey<T> key, T value) {
        attributes.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets what writes the content of error answers, as the server's builder does. Default {@link ErrorRenderer#plainText}.
     *
     * @param renderer the renderer
     * @return this
     */
    public RequestBuilder errors(ErrorRenderer renderer) {
        errors = Objects.requireNonNull(renderer, "renderer");
        return this;
    }

    /**
     * Gives the response to this request a power that not every response has.
     *
     * @param <T> the power
     * @param power its type, as {@link dev.weir.http.api.TunnelRequest}
     * @param implementation what {@link dev.weir.http.api.ResponseWriter#as} answers with
     * @return this
     */
    public <T> RequestBuilder power(Class<T> power, T implementation) {
        powers.put(Objects.requireNonNull(power, "power"), Objects.requireNonNull(implementation, "implementation"));
        return this;
    }

    /**
     * Builds the request.
     *
     * @return a request that can be cancelled
     * @throws IllegalArgumentException where the target has no form that goes with the method
     */
    public MemoryRequest build() {
        Target parts = Target.parse(method, target);
        if (bytes != null) {
            content = new ByteArrayInputStream(bytes);
            contentLength = bytes.length;
        }
        String host = headers.get("Host");
        String named = authority != null
                ? authority
                : parts.authority() != null ? parts.authority() : host != null ? host : "example.com";
        Headers fields = new Headers();
        // HTTP/2 has :authority in its place (RFC 9113 section 8.3.1).
        if (host == null && !named.isEmpty() && !protocol.equals("HTTP/2")) {
            fields.add("Host", named);
        }
        fields.addAll(headers);
        if (host != null) {
            // As over a network, the field names the authority.
            fields.set("Host", named);
        }
        if (contentLength > 0 && !fields.contains("Content-Length") && !fields.contains("Transfer-Encoding")) {
            fields.add("Content-Length", Long.toString(contentLength));
        }
        return new MemoryRequest(this, new RequestOrigin(this), parts, named, fields.readOnly());
    }
}
