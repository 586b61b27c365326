package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.testkit.Exchange.Sent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A client of one server, for tests, in HTTP/1.1: over sockets, and of a {@link TestServer} in memory alike.
 *
 * <pre>{@code
 * TestClient client = server.client();
 * client.post("/login").form("user", "ada").form("password", "x").send().assertStatus(303);
 * client.get("/me").send().assertStatus(200).assertContent("ada"); // with the cookie
 * }</pre>
 *
 * <p>It keeps cookies as a browser does, and follows redirects where it is {@linkplain #followRedirects told to}. Nothing
 * that comes is decoded but the framing: content is as it was sent. What is of HTTP/2 is tested with {@link TestServer#start(
 * dev.weir.http.api.Handler)} and a client that speaks it, such as {@code java.net.http.HttpClient}; handlers see no difference.
 *
 * <p><b>Threads.</b> Thread-safe, so that a test can send many requests at once; what is set concerns requests begun later.
 */
public final class TestClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Wire.Connector connector;
    private final URI server;
    private final Failures failures;
    private final CookieJar cookies = new CookieJar();
    /** One connection that waits for its next request. */
    private final AtomicReference<@Nullable ClientConnection> idle = new AtomicReference<>();

    /** Fields of all requests, replaced as a whole. */
    private volatile Headers headers = Headers.empty();

    private volatile boolean followRedirects;
    private volatile Duration timeout = TIMEOUT;
    private volatile boolean closed;

    TestClient(Wire.Connector connector, URI server, Failures failures) {
        this.connector = connector;
        this.server = server;
        this.failures = failures;
    }

    /**
     * Makes a client of a server that is not a {@link TestServer}.
     *
     * @param server its address, with {@code http}, or with {@code https} and the certificates that the JDK trusts; the path is
     *     not used
     * @return the client, to be closed
     * @throws IllegalArgumentException where the address is no such
     */
    public static TestClient of(URI server) {
        return new TestClient(Wire.to(server, null), server, new Failures());
    }

    /**
     * Makes a client of a server over TLS.
     *
     * @param server its address, with {@code https}; the path is not used
     * @param tls what says whom to trust
     * @return the client, to be closed
     * @throws IllegalArgumentException where the address is no such
     */
    public static TestClient of(URI server, SSLContext tls) {
        return new TestClient(Wire.to(server, Objects.requireNonNull(tls, "tls")), server, new Failures());
    }

    /**
     * Sets whether redirects are followed: as browsers do, within this server, ten at most. Off unless set, so that a test sees
     * them.
     *
     * @param value whether
     * @return this
     */
    public TestClient followRedirects(boolean value) {
        followRedirects = value;
        return this;
    }

    /**
     * Sets how long a read of the client waits.
     *
     * @param value at least a millisecond; 10 seconds unless set
     * @return this
     */
    public TestClient timeout(Duration value) {
        if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a timeout must be at least a millisecond, and at most 24 days: " + value);
        }
        timeout = value;
        return this;
    }

    /**
     * Sets a field for all requests that do not set it themselves, such as {@code Authorization}.
     *
     * @param name a token
     * @param value a field value
     * @return this
     */
    public TestClient header(String name, String value) {
        headers = headers.copy().set(name, value).freeze();
        return this;
    }

    /**
     * Sets a cookie, for all paths.
     *
     * @param name a token
     * @param value the value, as it is sent
     * @return this
     */
    public TestClient cookie(String name, String value) {
        cookies.set(name, value);
        return this;
    }

    /**
     * Returns a cookie that the server has set.
     *
     * @param name its name
     * @return its value, of whatever path; nothing where there is none
     */
    public Optional<String> cookie(String name) {
        return cookies.find(name);
    }

    /**
     * Forgets all cookies.
     *
     * @return this
     */
    public TestClient clearCookies() {
        cookies.clear();
        return this;
    }

    /**
     * Begins a GET.
     *
     * @param target the path, encoded, and the query where there is one
     * @return the request
     * @throws IllegalArgumentException where it is no request target
     */
    public TestRequest get(String target) {
        return request(HttpMethod.GET, target);
    }

    /**
     * Begins a POST.
     *
     * @param target as of {@link #get}
     * @return the request
     * @throws IllegalArgumentException where it is no request target
     */
    public TestRequest post(String target) {
        return request(HttpMethod.POST, target);
    }

    /**
     * Begins a PUT.
     *
     * @param target as of {@link #get}
     * @return the request
     * @throws IllegalArgumentException where it is no request target
     */
    public TestRequest put(String target) {
        return request(HttpMethod.PUT, target);
    }

    /**
     * Begins a DELETE.
     *
     * @param target as of {@link #get}
     * @return the request
     * @throws IllegalArgumentException where it is no request target
     */
    public TestRequest delete(String target) {
        return request(HttpMethod.DELETE, target);
    }

    /**
     * Begins a request.
     *
     * @param method any method
     * @param target the path, encoded, and the query where there is one; or another form that goes with the method
     * @return the request
     * @throws IllegalArgumentException where it is no request target
     */
    public TestRequest request(String method, String target) {
        return new TestRequest(this, method, target, headers.copy());
    }

    /** Closes the connection that waits for a request. */
    @Override
    public void close() {
        closed = true;
        drop(idle.getAndSet(null));
    }

    // ---- for requests

    /** Sends a request, and follows redirects. */
    TestResponse send(Sent first) {
        Sent sent = first;
        TestResponse previous = null;
        for (int hops = 0; ; hops++) {
            TestResponse response = exchange(sent, previous);
            String target = followRedirects ? redirect(response) : null;
            if (target == null) {
                return response;
            }
            if (hops == MOST_REDIRECTS) {
                throw new AssertionError("more than " + MOST_REDIRECTS + " redirects; the last:\n\n" + response);
            }
            sent = redirected(sent, response.status(), target);
            previous = response;
        }
    }

    /** Where a redirect within this server leads, or null. */
    private @Nullable String redirect(TestResponse response) {
        String location = response.headers().get("Location");
        if (location == null || !REDIRECTS.contains(response.status())) {
            return null;
        }
        URI to;
        try {
            to = server.resolve(response.target()).resolve(location);
        } catch (IllegalArgumentException e) {
            throw new AssertionError("Location is no URI reference: " + location + "\n\n" + response, e);
        }
        if (!Objects.equals(to.getScheme(), server.getScheme())
                || !Objects.equals(to.getAuthority(), server.getAuthority())) {
            return null;
        }
        String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
        return to.getRawQuery() == null ? path : path + "?" + to.getRawQuery();
    }

    /** RFC 9110 section 15.4: a POST becomes a GET, as in browsers, unless the status says that it must not. */
    private static Sent redirected(Sent sent, int status, String target) {
        boolean get = status == 303 && !sent.method().equals(HttpMethod.HEAD)
                || status < 303 && sent.method().equals(HttpMethod.POST);
        Headers headers = sent.headers().copy();
        headers.remove("Cookie");
        if (!get) {
            return new Sent(sent.method(), target, headers, sent.content());
        }
        headers.remove("Content-Length");
        headers.remove("Content-Type");
        headers.remove("Transfer-Encoding");
        return new Sent(HttpMethod.GET, target, headers, new byte[0]);
    }

    private TestResponse exchange(Sent plain, @Nullable TestResponse previous) {
        Begun begun = begin(plain, idle.getAndSet(null));
        Exchange exchange = begun.exchange;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        boolean complete = true;
        try {
            begun.content.transferTo(content);
        } catch (SocketTimeoutException e) {
            exchange.content = content.toByteArray();
            drop(begun.connection);
            throw exchange.error("the response did not come to its end within " + timeout.toMillis() + " ms", e);
        } catch (IOException e) {
            complete = false;
        }
        exchange.content = content.toByteArray();
        exchange.noteFailures();
        if (!complete || closed || !begun.connection.persists(exchange.sent(), begun.head, begun.content)) {
            drop(begun.connection);
        } else {
            drop(idle.getAndSet(begun.connection));
        }
        return new TestResponse(exchange, begun.head, begun.content.trailers(), complete, previous);
    }

    TestEvents events(Sent plain) {
        Begun begun = begin(plain, null);
        return new TestEvents(begun.exchange, begun.connection, begun.head, begun.content);
    }

    TestWebSocket webSocket(Sent plain) {
        Begun begun = begin(plain, null);
        return new TestWebSocket(begun.exchange, begun.connection, begun.head);
    }

    /** An exchange whose head has come. */
    private record Begun(
            Exchange exchange, ClientConnection connection, ClientConnection.Head head, ContentStream content) {}

    /**
     * Sends a request and reads the head of its answer; over another connection where one that was kept turns out to be closed
     * (RFC 9112 section 9.3.1).
     *
     * @param kept one that was used before, or null
     */
    private Begun begin(Sent plain, @Nullable ClientConnection kept) {
        Sent sent = complete(plain);
        ClientConnection connection = kept != null ? kept : connect(sent);
        Exchange exchange = new Exchange(sent, connection, failures);
        try {
            connection.send(sent);
            ClientConnection.Head head = connection.head(exchange.interims);
            exchange.head = head;
            cookies.take(path(sent.target()), head.headers());
            return new Begun(exchange, connection, head, connection.content(sent.method(), head));
        } catch (SocketTimeoutException e) {
            drop(connection);
            throw exchange.error(
                    "no answer within " + timeout.toMillis() + " ms to " + sent.method() + " " + sent.target(), e);
        } catch (IOException e) {
            drop(connection);
            if (kept != null && !connection.heard()) {
                return begin(plain, null);
            }
            throw exchange.error("no answer to " + sent.method() + " " + sent.target() + ": " + e.getMessage(), e);
        }
    }

    /** The request with the fields that are the client's matter: Host first (RFC 9110 section 7.2), and cookies. */
    private Sent complete(Sent plain) {
        Headers all = new Headers();
        if (!plain.headers().contains("Host")) {
            all.add("Host", server.getRawAuthority());
        }
        all.addAll(plain.headers());
        String cookie = cookies.field(path(plain.target()));
        if (cookie != null && !all.contains("Cookie")) {
            all.add("Cookie", cookie);
        }
        return new Sent(plain.method(), plain.target(), all.freeze(), plain.content());
    }

    private static String path(String target) {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    private ClientConnection connect(Sent sent) {
        try {
            return new ClientConnection(connector.connect((int) timeout.toMillis()));
        } catch (IOException e) {
            throw new AssertionError(
                    "no connection to " + server + " for " + sent.method() + " " + sent.target() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    static void drop(@Nullable ClientConnection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // It is gone, which is what was wanted.
            }
        }
    }
}
