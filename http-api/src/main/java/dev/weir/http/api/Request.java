package dev.weir.http.api;

import dev.weir.http.api.internal.Addresses;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.http.api.internal.Percent;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks. A request reads as a value: its method, target and fields do not change, and the {@code with}
 * methods give a copy with a change, so that middleware hands on what it has learned without a wrapper class of its
 * own. Only the content is a stream, and is shared by all copies.
 *
 * <p><b>Threads.</b> Used by one thread at a time, except for {@link #cancelled}, {@link #onCancel}, {@link #draining} and
 * {@link #onDrain}. After the handler has returned, reading the content is an {@link IllegalStateException}.
 */
public abstract class Request {
    private static final ScopedValue<Request> CURRENT = ScopedValue.newInstance();

    /** Made when it is first asked for; the request's thread alone. */
    private @Nullable ContentUse contentUse;

    /** For protocol engines: a request is made from what they have parsed. */
    protected Request() {}

    /**
     * Returns the method, case-sensitive (RFC 9110 section 9.1). Those named in {@link HttpMethod} are the same string objects.
     *
     * @return a token, such as {@code GET}
     */
    public abstract String method();

    /**
     * Returns the request target as it was sent (RFC 9112 section 3.2): over HTTP/2 the {@code :path}, for CONNECT the
     * authority.
     *
     * @return the target, never empty
     */
    public abstract String target();

    /**
     * Returns the path of the target as it was sent, percent-encoded. In asterisk form {@code *}; in authority form empty.
     *
     * @return the path, without the query
     */
    public abstract String rawPath();

    /**
     * Returns the path with its percent-encoding undone, as UTF-8; bytes that are none become {@code U+FFFD}. An encoded slash
     * looks like a real one here, not in {@link #rawPath}.
     *
     * @return the decoded path
     */
    public String path() {
        return Percent.decode(rawPath(), false);
    }

    /**
     * Returns what was taken off the front of the path for the handlers that follow: they see the rest as {@link #rawPath}. A link
     * or a redirect of theirs to a path of their own begins with it.
     *
     * @return percent-encoded as it was sent, without a slash at its end; empty when nothing was taken off
     */
    public String pathPrefix() {
        return "";
    }

    /**
     * Returns the query of the target as it was sent, percent-encoded, without the question mark.
     *
     * @return the query; empty when there is none
     */
    public abstract String query();

    /**
     * {@code https} when the connection is TLS, else {@code http}. A target that names the other is refused, unless the
     * server's setting {@code trustTargetScheme} has it taken from there; it is never taken from a field.
     *
     * @return the scheme, in lower case
     */
    public abstract String scheme();

    /**
     * Whom the request is for (RFC 9110 section 7.2): the authority of an absolute target, or {@code :authority}, else
     * the {@code Host} field. Where a {@code Host} field came beside one of the others, {@link #headers} has this
     * authority in its place.
     *
     * @return host and port as they were sent; empty for a request that named none, with an empty {@code Host} or over
     *     HTTP/1.0 without one
     */
    public abstract String authority();

    /**
     * Returns the host of {@link #authority}, without the port.
     *
     * @return the host as it was sent, an IPv6 address with its brackets; may be empty
     */
    public final String host() {
        String authority = authority();
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority : authority.substring(0, colon);
    }

    /**
     * Returns the protocol version.
     *
     * @return {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}
     */
    public abstract String protocol();

    /**
     * Returns the fields of the header section, read-only.
     *
     * @return the fields in the order they came
     */
    public abstract Headers headers();

    /**
     * Returns the first value of a field.
     *
     * @param name a field name, in any case
     * @return the value, or nothing
     */
    public final Optional<String> header(String name) {
        return headers().find(name);
    }

    /**
     * Returns the length of the content, as far as it is known before it is read.
     *
     * @return bytes; 0 when there is no content, -1 when it is not known before the end
     */
    public abstract long contentLength();

    /**
     * Returns the content, without the protocol's framing. Reads throw {@link ContentException} where the content breaks off.
     * The stream need not be closed or read to its end: the server does what the protocol asks for. One that is closed
     * cannot be read from; what is left of it does not count against other requests of the connection.
     *
     * @return the stream, always the same; at its end at once when there is no content
     */
    public abstract InputStream content();

    /**
     * Returns the fields of the trailer section (RFC 9110 section 6.5), never mixed with {@link #headers}. Those that RFC 9110
     * forbids in trailers are left out.
     *
     * @return the fields, read-only; empty when there are none
     * @throws IllegalStateException before the content was read to its end
     */
    public abstract Headers trailers();

    /**
     * Returns the cookies that the client sent (RFC 6265 section 5.4), as they were sent: values are not decoded, and quotes
     * around one are part of it. What is no cookie is left out.
     *
     * @return the cookies in their order, not to be changed; a name may come twice
     * @throws HttpError 431 where there are more than 3000
     */
    public final List<Cookie> cookies() {
        return CookieFields.all(headers());
    }

    /**
     * Returns the first cookie of a name.
     *
     * @param name the cookie's name, case-sensitive
     * @return the cookie, or nothing
     * @throws HttpError 431 where there are more than 3000 before it
     */
    public final Optional<Cookie> cookie(String name) {
        return CookieFields.first(headers(), name);
    }

    /**
     * Returns the parameters of the query, decoded. Parsed by each call.
     *
     * @return the parameters in their order
     * @throws HttpError 400 where the query has too many parameters (see {@link Form#parse})
     */
    public final Form queryForm() {
        return Form.ofTarget(query());
    }

    /**
     * Returns the content as a form. The first call reads the content to its end; later ones, on this request or on a copy that
     * has the same content, give the same form, so that middleware may look at it. {@link Form#read} takes other
     * limits.
     *
     * @return the form's fields in their order, without those of the query
     * @throws HttpError 415 where the content is not {@code application/x-www-form-urlencoded}, or coded; 413 where it
     *     is longer than {@link Form#MAX_LENGTH}; 400 where its {@code Content-Type} is malformed or it has too many
     *     parameters (see {@link Form#parse})
     * @throws IllegalStateException where the content was read before, and not as a form
     * @throws IOException as the content throws it; once it has, every later call throws the same
     */
    public final Form form() throws IOException {
        return Form.read(this, Form.MAX_LENGTH, Form.MAX_PARAMETERS);
    }

    /**
     * Returns the content as the parts of a form with files, to be read one after another. This reads the content, so it is for
     * one call alone.
     *
     * @return a reader at the first part
     * @throws HttpError 415 where the content is not {@code multipart/form-data}, or coded; 400 where its type is
     *     malformed, or the boundary in it missing or malformed
     * @throws IllegalStateException the second time, on this request or on a copy that has the same content
     */
    public final MultipartReader multipart() {
        MultipartReader reader = new MultipartReader(this);
        contentUse().beginMultipart();
        return reader;
    }

    /** Returns what the content was read as, shared by all copies that have the same content. */
    ContentUse contentUse() {
        if (contentUse == null) {
            contentUse = new ContentUse();
        }
        return contentUse;
    }

    /**
     * Returns the other end of the connection.
     *
     * @return the client's address; a proxy's where one stands between
     */
    public abstract SocketAddress remoteAddress();

    /**
     * Returns the client's address as logs have it: an IP address alone, IPv6 in its short form (RFC 5952), without port and
     * zone.
     *
     * @return such as {@code 192.0.2.1} or {@code 2001:db8::1}; the name where an address was never looked up, {@code unix} for
     *     a Unix socket, and the text of any other address
     */
    public final String client() {
        return Addresses.text(remoteAddress());
    }

    /**
     * Returns this end of the connection.
     *
     * @return the address that the client connected to
     */
    public abstract SocketAddress localAddress();

    /**
     * Returns what the TLS handshake agreed on.
     *
     * @return nothing on a connection without TLS
     */
    public abstract Optional<TlsInfo> tls();

    /**
     * Returns whether the request is cancelled: the connection broke or a write to it failed, the client reset its
     * stream, or the server aborts it at shutdown. The handler's thread is interrupted when this happens; a handler that
     * only computes may ask here. May be called from any thread.
     *
     * <p>A client that closes its side of the connection in order, and sends nothing more, has not gone (RFC 9112 section
     * 9.6): it gets its answer, unless a setting of the server says otherwise. Whether such a client has closed the other
     * side as well cannot be seen from here until something is written to it and that fails; so a handler that waits for
     * long does well to write now and then.
     *
     * @return true from the cancellation on
     */
    public abstract boolean cancelled();

    /**
     * Has an action run when the request is cancelled: at once, when it is already; never, when the handler returns
     * first. May be called from any thread. The handler's thread is interrupted first; then the actions of a request
     * run one after the other, in the order in which they were given, on a thread that is theirs alone. What one
     * throws is logged and changes nothing else.
     *
     * @param action what to do
     */
    public abstract void onCancel(Runnable action);

    /**
     * Interrupts the thread that answers this request, as its cancellation does, and cancels nothing: for middleware that
     * bounds how long a handler takes. A thread that is in a call to its connection is interrupted when it comes out of that, as
     * an interrupt there would close the connection; once the server's handler has returned none is. Middleware that has its
     * handler interrupted must not do so any more when that has returned, and clears the interrupt status then. May be called
     * from any thread.
     *
     * @return true when a thread is interrupted, or will be; false when the handler has returned, and without a server
     */
    public boolean interruptHandler() {
        return false;
    }

    /**
     * Returns whether the server is shutting down gracefully: it waits for this request, but not for ever. A handler that streams
     * events or carries another protocol asks now and then, and ends in order. May be called from any thread.
     *
     * @return true from the beginning of the shutdown on
     */
    public abstract boolean draining();

    /**
     * Returns whether the server is going to shut down, though it may still take requests as before: true from the call of
     * the shutdown on, {@link #draining} only after the server's drain delay. For what tells a balancer to send nothing more.
     * May be called from any thread.
     *
     * @return true from the call of a graceful shutdown on; without an override the same as {@link #draining}
     */
    public boolean shuttingDown() {
        return draining();
    }

    /**
     * Has an action run when the server begins to shut down gracefully: at once, when it has; never, when the handler returns
     * first. May be called from any thread. The actions of a request run one after the other, in the order in which they were
     * given, on a thread that is theirs alone: one that blocks holds up nobody else. What one throws is logged and changes
     * nothing else.
     *
     * @param action what to do
     */
    public abstract void onDrain(Runnable action);

    /**
     * Returns the pattern of the route that took the request. Middleware around a router sees it too, once the router has
     * matched the request; with routers within routers it is that of the innermost, as it knows it. A router's redirect
     * has the pattern of the route that it leads to.
     *
     * @return as it was registered; empty when no route has taken it
     */
    public String pattern() {
        return "";
    }

    /**
     * Returns what stands in the path for a wildcard of the route's pattern, percent-decoded.
     *
     * @param name the wildcard's name
     * @return the value; empty when the pattern has no such wildcard
     */
    public String pathValue(String name) {
        return "";
    }

    /**
     * Returns the value that was attached under a key.
     *
     * @param <T> the type of the value
     * @param key the key
     * @return the value, or nothing
     */
    public <T> Optional<T> attribute(AttributeKey<T> key) {
        return Optional.empty();
    }

    /**
     * Returns a copy with a value attached.
     *
     * @param <T> the type of the value
     * @param key the key
     * @param value the value, not null; hides an earlier one
     * @return the copy
     */
    public final <T> Request withAttribute(AttributeKey<T> key, T value) {
        return new RequestView.WithAttribute(this, key, value);
    }

    /**
     * Returns a copy for a handler that does not know under which prefix it is served: {@link #rawPath} is what follows the
     * prefix, or {@code /} where nothing does, and {@link #pathPrefix} grows by it. Target and query stay.
     *
     * @param prefix whole segments at the front of {@link #rawPath}, as they stand there, without a slash at the end
     * @return the copy
     * @throws IllegalArgumentException where the path does not begin so
     */
    public final Request withoutPathPrefix(String prefix) {
        return new RequestView.WithoutPathPrefix(this, prefix);
    }

    /**
     * Returns a copy under another path, as a handler that rewrites paths gives it to others. Target, query and
     * {@link #pathPrefix} stay; {@link #withoutPathPrefix} takes a prefix off.
     *
     * @param rawPath the path, percent-encoded
     * @return the copy
     */
    public final Request withPath(String rawPath) {
        return new RequestView.WithPath(this, rawPath);
    }

    /**
     * Returns a copy with another method.
     *
     * @param method a token
     * @return the copy
     * @throws IllegalArgumentException where it is no token
     */
    public final Request withMethod(String method) {
        if (!FieldSyntax.isToken(method)) {
            throw new IllegalArgumentException("not a method: " + method);
        }
        return new RequestView.WithMethod(this, method);
    }

    /**
     * Returns a copy with other fields.
     *
     * @param headers the fields; they are copied
     * @return the copy
     */
    public final Request withHeaders(Headers headers) {
        return new RequestView.WithHeaders(this, headers.readOnly());
    }

    /**
     * Returns a copy with other content, as a decompressed one.
     *
     * @param content the stream
     * @param length its length in bytes, or -1 when it is not known
     * @return the copy
     */
    public final Request withContent(InputStream content, long length) {
        return new RequestView.WithContent(this, content, length, new ContentUse());
    }

    /**
     * Returns a copy with a limit on its content: reading past it throws a {@link ContentException} that answers 413, and
     * so does the first read when the declared length is over it.
     *
     * @param bytes the most that may be read, zero or more
     * @return the copy
     */
    public final Request withContentLimit(long bytes) {
        return new RequestView.WithContent(
                this, new LimitedContent(content(), contentLength(), bytes), contentLength(), contentUse());
    }

    /**
     * Returns a copy from another client, as a middleware gives it on that trusts a proxy's word for that.
     *
     * @param address the client's address
     * @return the copy
     */
    public final Request withRemoteAddress(SocketAddress address) {
        return new RequestView.WithRemoteAddress(this, address);
    }

    /**
     * Returns a copy with another scheme, as of a proxy that ends TLS. {@link #tls} stays.
     *
     * @param scheme {@code http} or {@code https}
     * @return the copy
     * @throws IllegalArgumentException for any other
     */
    public final Request withScheme(String scheme) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("a request's scheme is http or https, not " + scheme);
        }
        return new RequestView.WithScheme(this, scheme);
    }

    /**
     * Returns a copy for another authority, as a proxy has got it. The field {@code Host} has it too.
     *
     * @param authority host and port, or the host alone; checked as a field value only
     * @return the copy
     * @throws IllegalArgumentException where it cannot stand in a field
     */
    public final Request withAuthority(String authority) {
        Headers fields = headers().copy().set("Host", authority);
        return new RequestView.WithAuthority(this, authority, fields.freeze());
    }

    /**
     * Returns a copy with another account of TLS, as of the connection between a client and a proxy. {@link #scheme} stays.
     *
     * @param tls what was agreed on; nothing for a connection without TLS
     * @return the copy
     */
    public final Request withTls(Optional<TlsInfo> tls) {
        return new RequestView.WithTls(this, tls);
    }

    /**
     * Returns a copy as a router has matched it, and shows the pattern to those who have the request that this one comes
     * from. For routers.
     *
     * @param pattern the pattern that took it
     * @param names the names of the pattern's wildcards; not copied, must not change afterwards
     * @param values what stands for them, percent-decoded, in the same order; not copied
     * @return the copy
     */
    public final Request withMatch(String pattern, String[] names, String[] values) {
        matched(pattern);
        return new RequestView.WithMatch(this, pattern, names, values);
    }

    /**
     * Notes that a router has matched this request or one that comes from it, for {@link #pattern}. For engines; does nothing
     * without an override.
     *
     * @param pattern the pattern that took it
     */
    protected void matched(String pattern) {}

    /**
     * Returns the request that the calling thread is answering, for logs; it is also seen by the threads of a
     * {@code StructuredTaskScope} that the handler opens.
     *
     * @return nothing outside a handler
     */
    public static Optional<Request> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /**
     * Makes {@link #current} answer with a request while something runs. For servers and for tests.
     *
     * @param request the request
     * @return what runs code with it
     */
    public static ScopedValue.Carrier asCurrent(Request request) {
        return ScopedValue.where(CURRENT, request);
    }

    /** Method and target, for logs. */
    @Override
    public final String toString() {
        return method() + " " + target();
    }
}
