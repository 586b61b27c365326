package dev.weir.http.core;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.tls.spi.TlsConfig;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Configures a server. Each setting has a default, but for the handler.
 *
 * <p><b>Threads.</b> For one thread.
 */
public final class ServerBuilder {
    /** With less, a few requests at a time could not be distinguished from an attack. */
    private static final long MIN_BUFFERED_BYTES = 1 << 20;
    /** More than any machine has processors that one process should use. */
    private static final int MAX_LOOPS = 1024;

    private final ServerConfig.Builder config = ServerConfig.builder();
    String address;
    Handler handler;
    TlsConfig tls;
    int loops = Runtime.getRuntime().availableProcessors();
    HandlerThreads handlerThreads = HandlerThreads.ELASTIC;
    int maxHandshakes = Runtime.getRuntime().availableProcessors();
    ConnStateListener listener;
    String log = Server.class.getName();
    ErrorRenderer errors = ErrorRenderer.plainText();

    @Nullable
    RequestListener requestListener;

    @Nullable
    ProxyProtocol proxy;

    final List<ConnectionListener> connectionListeners = new ArrayList<>();
    final List<ListenerConfig> listeners = new ArrayList<>();

    Consumer<Attachments> baseContext;
    BiConsumer<Attachments, SocketAddress> connContext;
    final Map<String, Protocol> given = new LinkedHashMap<>();
    final Map<String, ProtocolProvider> chosen = new LinkedHashMap<>();
    List<String> only = List.of();
    final Set<String> without = new HashSet<>();
    final List<Runnable> shutdownHooks = new ArrayList<>();
    Duration drainDelay = Duration.ZERO;
    Duration maxConnectionAge = Duration.ZERO;
    int maxConnections;
    long maxBufferedBytes = Math.max(MIN_BUFFERED_BYTES, Runtime.getRuntime().maxMemory() / 4);
    int backlog = 4096;
    boolean h2c = true;

    @SuppressWarnings("NullAway.Init") // build() sees what was not set
    ServerBuilder() {}

    /**
     * Has something else set settings: those from outside, as {@code dev.weir.settings.Settings} reads them, or a piece of a
     * program that several servers share. What is set before is replaced where it sets the same, and what is set afterwards
     * replaces it.
     *
     * @param value gets this builder, once and now
     * @return this
     */
    public ServerBuilder settings(Consumer<? super ServerBuilder> value) {
        value.accept(this);
        return this;
    }

    /**
     * Sets where to listen: {@code host:port}, {@code :port}, {@code [v6]:port} or {@code unix:/path}. With port 0
     * the system chooses a free port. Default {@code :80}, or {@code :443} with TLS.
     *
     * <p>At the path of a Unix socket, a socket that refuses connections (left by a server that was killed) is
     * replaced; anything else there is an error. The socket file is deleted at the end, unless something else has
     * taken its place.
     *
     * @param value the address
     * @return this
     */
    public ServerBuilder address(String value) {
        address = Objects.requireNonNull(value, "address");
        return this;
    }

    /**
     * Adds a listener. Where there is one, the server listens where its listeners say, and at {@link #address} only if that
     * {@link #tls} or {@link #proxyProtocol} is set as well: these describe one listener, which is the first then. All start together or not
     * at all.
     *
     * @param value the listener
     * @return this
     */
    public ServerBuilder listener(ListenerConfig value) {
        listeners.add(Objects.requireNonNull(value, "listener"));
        return this;
    }

    /**
     * Sets the handler that answers requests. Required.
     *
     * @param value the handler
     * @return this
     */
    public ServerBuilder handler(Handler value) {
        handler = Objects.requireNonNull(value, "handler");
        return this;
    }

    /**
     * Sets the TLS configuration of the listener at {@link #address}. Default: no TLS.
     *
     * @param value certificates and settings
     * @return this
     */
    public ServerBuilder tls(TlsConfig value) {
        tls = Objects.requireNonNull(value, "tls");
        return this;
    }

    /**
     * Has each connection at {@link #address} begin with a header of the PROXY protocol. Default: none does.
     *
     * @param value who may send it, and its limits
     * @return this
     */
    public ServerBuilder proxyProtocol(ProxyProtocol value) {
        proxy = Objects.requireNonNull(value, "proxyProtocol");
        return this;
    }

    /**
     * Sets the listener for changes of connection state. Default: none.
     *
     * @param value the listener
     * @return this
     */
    public ServerBuilder connState(ConnStateListener value) {
        listener = Objects.requireNonNull(value, "connState");
        return this;
    }

    /**
     * Sets how many loops serve the connections: threads that wait for many connections at once, read, run handlers and
     * write. Default: the number of processors.
     *
     * @param value 1 to 1,024
     * @return this
     * @throws IllegalArgumentException outside of that
     */
    public ServerBuilder loops(int value) {
        loops = atLeast(1, "loops", value);
        if (value > MAX_LOOPS) {
            throw new IllegalArgumentException("loops is " + value + ", at most " + MAX_LOOPS);
        }
        return this;
    }

    /**
     * Sets which threads run handlers. Default {@link HandlerThreads#ELASTIC}.
     *
     * @param value the threads
     * @return this
     */
    public ServerBuilder handlerThreads(HandlerThreads value) {
        handlerThreads = Objects.requireNonNull(value, "handlerThreads");
        return this;
    }

    /**
     * Sets how many TLS handshakes compute at once; others wait their turn, within their deadline. A handshake costs
     * as much as a thousand small requests, so that new clients in large numbers queue here and do not delay those
     * that are connected. Default: the number of processors.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder maxHandshakes(int value) {
        maxHandshakes = atLeast(1, "maxHandshakes", value);
        return this;
    }

    /**
     * Sets the name of the SLF4J logger: failures of handlers and of accepting are logged as errors, that the server
     * listens and that it has ended at info, what clients cause at debug. Where SLF4J has no provider and would drop all of
     * that, it goes to the {@link System.Logger} of this name; {@code slf4j-nop} is a provider. Default {@code
     * dev.weir.http.core.Server}.
     *
     * @param value the logger's name
     * @return this
     */
    public ServerBuilder errorLog(String value) {
        log = Objects.requireNonNull(value, "errorLog");
        return this;
    }

    /**
     * Sets what writes the content of error answers: of those that handlers throw or send, and of those to requests that no
     * handler sees. Default {@link ErrorRenderer#plainText}.
     *
     * @param value the renderer
     * @return this
     */
    public ServerBuilder errors(ErrorRenderer value) {
        errors = Objects.requireNonNull(value, "errors");
        return this;
    }

    /**
     * Adds what gets word of every request that is over, after those that were added before. Default: nothing does, which
     * costs nothing.
     *
     * @param value the listener
     * @return this
     */
    public ServerBuilder requestListener(RequestListener value) {
        RequestListener added = Objects.requireNonNull(value, "requestListener");
        requestListener = requestListener == null ? added : new RequestListeners(requestListener, added);
        return this;
    }

    /**
     * Adds what gets word of handshakes, connections and the shutdown. Default: nothing does, which costs nothing.
     *
     * @param value the listener
     * @return this
     */
    public ServerBuilder connectionListener(ConnectionListener value) {
        connectionListeners.add(Objects.requireNonNull(value, "connectionListener"));
        return this;
    }

    /**
     * Attaches values to every request of the server. Called once, when the server is built.
     *
     * @param value puts the values
     * @return this
     */
    public ServerBuilder baseContext(Consumer<Attachments> value) {
        baseContext = Objects.requireNonNull(value, "baseContext");
        return this;
    }

    /**
     * Attaches values to every request of a connection. Called once a connection, on its own thread, with the client's
     * address.
     *
     * @param value puts the values
     * @return this
     */
    public ServerBuilder connContext(BiConsumer<Attachments, SocketAddress> value) {
        connContext = Objects.requireNonNull(value, "connContext");
        return this;
    }

    /**
     * Serves a protocol with the given implementation, in place of a provider of the same name.
     *
     * @param name the ALPN name
     * @param protocol what serves its connections
     * @return this
     */
    public ServerBuilder protocol(String name, Protocol protocol) {
        given.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(protocol, "protocol"));
        return this;
    }

    /**
     * Uses this provider, in place of one of the same name that would be found: for example one with limits of its
     * own, as an {@code Http2Provider} with its configuration.
     *
     * @param provider what opens the protocol
     * @return this
     */
    public ServerBuilder protocol(ProtocolProvider provider) {
        chosen.put(provider.name(), provider);
        return this;
    }

    /**
     * Sets the protocols to serve, by ALPN name. Default: all that are found.
     *
     * @param names at least one name
     * @return this
     */
    public ServerBuilder protocols(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("protocols wants at least one name");
        }
        only = List.of(names);
        return this;
    }

    /**
     * Excludes a protocol.
     *
     * @param name the ALPN name
     * @return this
     */
    public ServerBuilder withoutProtocol(String name) {
        without.add(Objects.requireNonNull(name, "name"));
        return this;
    }

    /**
     * Adds an action that runs when the server begins to shut down or is closed. Each runs once, on a thread of its
     * own: after the server has stopped listening and its connections are draining, and within the grace period, in
     * which a shutdown waits for actions as for connections. {@link Server#close} waits for them for a second at
     * most.
     *
     * @param hook the action
     * @return this
     */
    public ServerBuilder onShutdown(Runnable hook) {
        shutdownHooks.add(Objects.requireNonNull(hook, "hook"));
        return this;
    }

    /**
     * Sets how long a graceful shutdown goes on as before, while {@link dev.weir.http.api.Request#shuttingDown} is true
     * already: a balancer that asks whether the server is ready hears that it is not, and sends its requests elsewhere before
     * they would be refused. In its second half answers over HTTP/1 have {@code Connection: close}, so that clients which keep
     * their connections leave them in time. Let half of it be longer than the time in which the balancer notices. It is part
     * of the grace of {@link Server#shutdown}, which is never exceeded. Default: none.
     *
     * @param value zero or more; zero for none
     * @return this
     * @throws IllegalArgumentException for less than zero
     */
    public ServerBuilder drainDelay(Duration value) {
        drainDelay = timeout("drainDelay", value);
        return this;
    }

    /**
     * Sets how old a connection gets, give or take a tenth by chance: then its next answer over HTTP/1 is its last, with {@code
     * Connection: close}, and over HTTP/2 it ends with GOAWAY as in a shutdown, with all answers that are due. So a balancer in
     * front spreads load on servers that are new. No request is lost; tunnels and connections that were taken over are
     * left alone. Default: none.
     *
     * @param value zero or more; zero for none
     * @return this
     * @throws IllegalArgumentException for less than zero
     */
    public ServerBuilder maxConnectionAge(Duration value) {
        maxConnectionAge = timeout("maxConnectionAge", value);
        return this;
    }

    /**
     * Sets the most time for a request's head, to its last byte: from its first byte, or, for the first request, from
     * the accept of the connection or the end of the TLS handshake. A head that is late is answered with 408. Default
     * 10 seconds.
     *
     * @param value zero or more; zero for none
     * @return this
     * @throws IllegalArgumentException for less than zero
     */
    public ServerBuilder readHeaderTimeout(Duration value) {
        config.readHeaderTimeout(timeout("readHeaderTimeout", value));
        return this;
    }

    /**
     * Sets the most time for a whole request, head and content; it begins as that of {@link #readHeaderTimeout}, and
     * limits the head as well where it is shorter. Default: none.
     *
     * @param value zero or more; zero for none
     * @return this
     * @throws IllegalArgumentException for less than zero
     */
    public ServerBuilder readTimeout(Duration value) {
        config.readTimeout(timeout("readTimeout", value));
        return this;
    }

    /**
     * Sets the most time from the end of a request's head to the end of the response; per stream on HTTP/2. It ends
     * when a tunnel begins. Default: none.
     *
     * @param value zero or more; zero for none
     * @return this
     * @throws IllegalArgumentException for less than zero
     */
    public ServerBuilder writeTimeout(Duration value) {
        config.writeTimeout(timeout("writeTimeout", value));
        return this;
    }

    /**
     * Sets the most time between requests; default 2 minutes. Zero falls back to {@link #readTimeout}, and where that
     * is none to {@link #readHeaderTimeout}; an idle connection is kept without a bound only where all three are zero. It
     * also bounds each silence of a client whose response was {@linkplain dev.weir.http.api.ResponseWriter#flush flushed}
     * before its content has ended.
     *
     * @param value zero or more; zero for the fallback
     * @return this
     * @throws IllegalArgumentException for less than zero
     */
    public ServerBuilder idleTimeout(Duration value) {
        config.idleTimeout(timeout("idleTimeout", value));
        return this;
    }

    /**
     * Sets how long a connection that is closed while the client still sends is read from, so that the client sees
     * the answer; what comes is dropped, up to 1 MiB, or {@link #maxDrainBytes} where that is more. Over HTTP/2 also
     * how long a stream is read whose answer is complete, before the client is asked to stop. Default 500
     * milliseconds; zero for not at all.
     *
     * @param value zero or more; zero for none
     * @return this
     * @throws IllegalArgumentException for less than zero
     */
    public ServerBuilder lingerTimeout(Duration value) {
        config.lingerTimeout(timeout("lingerTimeout", value));
        return this;
    }

    /**
     * Sets the lowest rate of request content, in bytes a second. Content that comes more slowly for longer than 5
     * seconds fails, with 408 where an answer can still go out. Only time counts in which a handler waits and the
     * client could send; none of it once the handler has {@linkplain dev.weir.http.api.ResponseWriter#flush flushed}
     * its response, or accepted a tunnel. A handler may {@linkplain dev.weir.http.api.ResponseWriter#minRequestRate set
     * another} for its request. Default 240; zero for none.
     *
     * @param value 0 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder minRequestRate(int value) {
        config.minRequestRate(atLeast(0, "minRequestRate", value));
        return this;
    }

    /**
     * Sets the most bytes of request line and fields together; on HTTP/2 of the decoded list, with 32 bytes a field
     * added. More is answered with 431. Default 64 KiB.
     *
     * @param value 1024 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder maxHeaderBytes(int value) {
        config.maxHeaderBytes(atLeast(1024, "maxHeaderBytes", value));
        return this;
    }

    /**
     * Sets the most field lines. More are answered with 431. Default 500.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder maxHeaderCount(int value) {
        config.maxHeaderCount(atLeast(1, "maxHeaderCount", value));
        return this;
    }

    /**
     * Sets the most bytes of a request line, at most {@link #maxHeaderBytes}. More are answered with 414. Default 16
     * KiB.
     *
     * @param value 64 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder maxTargetBytes(int value) {
        config.maxTargetBytes(atLeast(64, "maxTargetBytes", value));
        return this;
    }

    /**
     * Sets the most connections at once. At the limit none is accepted; no connection is closed. Default 0, for
     * no limit.
     *
     * @param value 0 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder maxConnections(int value) {
        maxConnections = atLeast(0, "maxConnections", value);
        return this;
    }

    /**
     * Sets the most memory that clients decide on, for all connections together: content that no handler has read,
     * incomplete heads, output for clients that do not read, beyond the first few KiB of each connection. Above half
     * of it clients may send no further ahead, above three quarters connections that hold much of it are not read
     * from, and what exceeds it is refused: over HTTP/1.1 with 503, over HTTP/2 by a reset of the stream. Requests
     * without content and with a small head are always served. Default: a quarter of the heap ({@link
     * Runtime#maxMemory}).
     *
     * @param value bytes, 1,048,576 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder maxBufferedBytes(long value) {
        if (value < MIN_BUFFERED_BYTES) {
            throw new IllegalArgumentException(
                    "maxBufferedBytes must be " + MIN_BUFFERED_BYTES + " or more, not " + value);
        }
        maxBufferedBytes = value;
        return this;
    }

    /**
     * Sets how many bytes of content are held back before the head is sent; content that fits gets a {@code
     * Content-Length}. Default 4 KiB.
     *
     * @param value 512 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder responseBufferSize(int value) {
        config.responseBufferSize(atLeast(512, "responseBufferSize", value));
        return this;
    }

    /**
     * Sets the most content that is read and dropped after a handler, to keep the connection; over HTTP/2 before the
     * client is asked to stop. Default 256 KiB.
     *
     * @param value 0 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder maxDrainBytes(int value) {
        config.maxDrainBytes(atLeast(0, "maxDrainBytes", value));
        return this;
    }

    /**
     * Sets the most connections that the system queues for the server to accept; the system may limit it further.
     * Default 4,096.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException for less
     */
    public ServerBuilder backlog(int value) {
        backlog = atLeast(1, "backlog", value);
        return this;
    }

    /**
     * Sets whether the server itself answers {@code OPTIONS *}, with 200. Default true.
     *
     * @param value the new value
     * @return this
     */
    public ServerBuilder answerOptionsAsterisk(boolean value) {
        config.answerOptionsAsterisk(value);
        return this;
    }

    /**
     * Sets whether responses get a {@code Date} unless the handler has set or suppressed it. Default true.
     *
     * @param value the new value
     * @return this
     */
    public ServerBuilder sendDate(boolean value) {
        config.sendDate(value);
        return this;
    }

    /**
     * Sets whether the requests of a client that closes its side of the connection are {@linkplain
     * dev.weir.http.api.Request#cancelled() cancelled}. Default false: such a client still gets its answers (RFC 9112
     * section 9.6). Useful where clients never half-close and handlers wait for long without writing, as a client
     * that has closed both sides looks the same until something is written to it.
     *
     * @param value the new value
     * @return this
     */
    public ServerBuilder cancelOnHalfClose(boolean value) {
        config.cancelOnHalfClose(value);
        return this;
    }

    /**
     * Sets whether the target of a request may name the other of {@code http} and {@code https} than the connection
     * has: for servers behind a gateway that ends TLS and passes the scheme on, in an absolute target or in {@code
     * :scheme}. Then {@link dev.weir.http.api.Request#scheme} is the scheme that was named. Default false: such a
     * request is answered with 421 (RFC 9110 section 7.4).
     *
     * @param value the new value
     * @return this
     */
    public ServerBuilder trustTargetScheme(boolean value) {
        config.trustTargetScheme(value);
        return this;
    }

    /**
     * Sets whether protocols are recognised by their preface on connections without TLS: HTTP/2 with prior knowledge,
     * where its module is present. Default true.
     *
     * @param value the new value
     * @return this
     */
    public ServerBuilder h2c(boolean value) {
        h2c = value;
        return this;
    }

    static Duration timeout(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must be zero (for none) or more, not " + value);
        }
        return value;
    }

    private static int atLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be " + least + " or more, not " + value);
        }
        return value;
    }

    /**
     * Makes the server, which is not started.
     *
     * @return the server
     * @throws IllegalStateException where the handler is missing
     * @throws IllegalArgumentException where the settings do not fit together; the message says what to change
     */
    public Server build() {
        if (handler == null) {
            throw new IllegalStateException("a server needs a handler: call handler(...)");
        }
        return new Server(new ServerSettings(this, config.build()));
    }
}
