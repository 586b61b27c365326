package dev.weir.http.core;

import dev.weir.http.api.Handler;
import dev.weir.http.core.listen.ListenAddress;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
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
import org.slf4j.LoggerFactory;

/**
 * An HTTP server. Made by {@link #builder}, started once, ended by {@link #shutdown} or {@link #close}.
 *
 * <pre>{@code
 * var server = Server.builder().address(":8080").handler((w, r) -> w.write("Hello, " + r.path())).build();
 * server.start();
 * ...
 * server.shutdown(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>A server that runs keeps the process alive. It installs no shutdown hook of the JVM by itself.
 *
 * <p><b>Threads.</b> Thread-safe: every method may be called from any thread, repeatedly, and at the same time.
 */
public final class Server implements AutoCloseable {
    private final Lifecycle life;

    private Server(ServerSettings settings) {
        this.life = new Lifecycle(settings);
    }

    /**
     * Begins to configure a server.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Serves until the process ends, or the calling thread is interrupted.
     *
     * @param address where to listen; see {@link Builder#address}
     * @param handler what answers
     * @throws IOException where the address cannot be listened on
     * @throws InterruptedException when the thread was interrupted; the server is closed then
     */
    public static void listenAndServe(String address, Handler handler) throws IOException, InterruptedException {
        builder().address(address).handler(handler).build().listenAndServe();
    }

    /**
     * Starts the server; returns when it listens.
     *
     * @throws IOException where the address cannot be listened on
     * @throws ServerClosed when the server was closed or shut down before
     * @throws IllegalStateException when it was started before, or where no protocol or TLS provider, or more than one,
     *     fits the settings; the message says what was found and what to change
     */
    public void start() throws IOException {
        life.start();
    }

    /**
     * Starts the server and waits until it has ended. Returns normally after a {@link #shutdown} or a {@link #close}.
     *
     * @throws IOException as {@link #start}
     * @throws ServerClosed when the server was closed or shut down before this call
     * @throws InterruptedException when the thread was interrupted; the server is closed then
     */
    public void listenAndServe() throws IOException, InterruptedException {
        start();
        try {
            awaitStop();
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    /**
     * Waits until the server has ended: at once when it has, for ever when it is never started or ended.
     *
     * @throws InterruptedException when the thread was interrupted
     */
    public void awaitStop() throws InterruptedException {
        life.awaitEnd();
    }

    /**
     * Where the server listens.
     *
     * @return the address, with the port that was found where 0 was asked for
     * @throws IllegalStateException before it was started
     */
    public SocketAddress localAddress() {
        SocketAddress address = life.address();
        if (address == null) {
            throw new IllegalStateException("the server does not listen: start() comes first");
        }
        return address;
    }

    /**
     * The port that the server listens on.
     *
     * @return from 1 to 65535, or -1 for a Unix socket
     * @throws IllegalStateException before it was started
     */
    public int port() {
        return localAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    /**
     * Counts of what the server does.
     *
     * @return the counts now
     */
    public ServerStats stats() {
        return life.stats();
    }

    /**
     * Looks for new certificates now, where the configuration's source can {@linkplain
     * dev.weir.tls.spi.CertificateSource#reload() reload}. Connections keep what they have; handshakes that begin
     * from now on get the new ones.
     *
     * @return whether there were new ones
     * @throws TlsConfigException when the new ones are of no use; the old ones stay
     * @throws IllegalStateException when the server speaks no TLS
     */
    public boolean reloadCertificates() throws TlsConfigException {
        return life.reloadCertificates();
    }

    /**
     * Ends the server without losing a request: stops listening, closes the connections that nobody waits on, lets the
     * others finish what they answer, and at the end of the grace cuts what is left. The actions of
     * {@link Builder#onShutdown} run meanwhile. Returns when all has ended. A call while another goes on waits as well, and
     * the shorter grace counts.
     *
     * @param grace the most time to wait; zero for none
     * @return true when everything ended inside the grace; false when something was cut, or an action still runs
     */
    public boolean shutdown(Duration grace) {
        return life.shutdown(Objects.requireNonNull(grace, "grace"));
    }

    /** Ends the server at once; connections are cut. */
    @Override
    public void close() {
        life.close();
    }

    /**
     * Configures a server. Each setting has a default, but for the handler.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        /** With less, a few requests at a time could not be told from an attack. */
        private static final long MIN_BUFFERED_BYTES = 1 << 20;

        private String address;
        private Handler handler;
        private TlsConfig tls;
        private int maxHandshakes = Runtime.getRuntime().availableProcessors();
        private ConnStateListener listener;
        private String log = Server.class.getName();
        private Consumer<Attachments> baseContext;
        private BiConsumer<Attachments, SocketAddress> connContext;
        private final Map<String, Protocol> given = new LinkedHashMap<>();
        private final Map<String, ProtocolProvider> chosen = new LinkedHashMap<>();
        private List<String> only = List.of();
        private final Set<String> without = new HashSet<>();
        private final List<Runnable> shutdownHooks = new ArrayList<>();
        private Duration readHeaderTimeout = Duration.ofSeconds(10);
        private Duration readTimeout = Duration.ZERO;
        private Duration writeTimeout = Duration.ZERO;
        private Duration idleTimeout = Duration.ofMinutes(2);
        private Duration lingerTimeout = Duration.ofMillis(500);
        private int minRequestRate = 240;
        private int maxHeaderBytes = 65536;
        private int maxHeaderCount = 500;
        private int maxTargetBytes = 16384;
        private int maxConnections = 0;
        private long maxBufferedBytes =
                Math.max(MIN_BUFFERED_BYTES, Runtime.getRuntime().maxMemory() / 4);
        private int responseBufferSize = 4096;
        private int maxDrainBytes = 262144;
        private int backlog = 4096;
        private boolean answerOptionsAsterisk = true;
        private boolean sendDate = true;
        private boolean cancelOnHalfClose;
        private boolean trustTargetScheme;
        private boolean h2c = true;

        @SuppressWarnings("NullAway.Init") // build() sees what was not set
        private Builder() {}

        /**
         * Where to listen: {@code host:port}, {@code :port}, {@code [v6]:port} or {@code unix:/path}. Port 0 finds a free
         * one. {@code :80} by default, {@code :443} with TLS.
         *
         * <p>At the path of a Unix socket only a socket that refuses a connection, as one that a server has left that was
         * killed, is replaced at the start; anything else there is an error. At the end it is deleted, unless something
         * else has taken its place.
         *
         * @param value the address
         * @return this
         */
        public Builder address(String value) {
            address = Objects.requireNonNull(value, "address");
            return this;
        }

        /**
         * What answers requests. Required.
         *
         * @param value the handler
         * @return this
         */
        public Builder handler(Handler value) {
            handler = Objects.requireNonNull(value, "handler");
            return this;
        }

        /**
         * Speaks TLS. None by default.
         *
         * @param value certificates and all else
         * @return this
         */
        public Builder tls(TlsConfig value) {
            tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * Is told of the connections' states. None by default.
         *
         * @param value the listener
         * @return this
         */
        public Builder connState(ConnStateListener value) {
            listener = Objects.requireNonNull(value, "connState");
            return this;
        }

        /**
         * How many TLS handshakes compute at once; others wait their turn, within their deadline. A handshake costs as much
         * as a thousand small requests, so a crowd of new clients stands in line here and not before those who are served.
         * As many as there are processors by default.
         *
         * @param value 1 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxHandshakes(int value) {
            maxHandshakes = atLeast(1, "maxHandshakes", value);
            return this;
        }

        /**
         * The name of the SLF4J logger that failures of handlers, of accepting and of TLS are told to, as errors, and what
         * clients cause, at debug. {@code dev.weir.http.core.Server} by default.
         *
         * @param value the logger's name
         * @return this
         */
        public Builder errorLog(String value) {
            log = Objects.requireNonNull(value, "errorLog");
            return this;
        }

        /**
         * Attaches values to every request of the server. Called once, when the server is built.
         *
         * @param value puts the values
         * @return this
         */
        public Builder baseContext(Consumer<Attachments> value) {
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
        public Builder connContext(BiConsumer<Attachments, SocketAddress> value) {
            connContext = Objects.requireNonNull(value, "connContext");
            return this;
        }

        /**
         * Serves a protocol by hand, in the place of a provider of the same name if there is one.
         *
         * @param name the ALPN name
         * @param protocol what serves its connections
         * @return this
         */
        public Builder protocol(String name, Protocol protocol) {
            given.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(protocol, "protocol"));
            return this;
        }

        /**
         * Uses this provider, in the place of one of the same name if one is found: for example one with limits of its own,
         * {@code new Http2Provider(Http2Config.DEFAULT.withMaxConcurrentStreams(100))}.
         *
         * @param provider what opens the protocol
         * @return this
         */
        public Builder protocol(ProtocolProvider provider) {
            chosen.put(provider.name(), provider);
            return this;
        }

        /**
         * The protocols to speak, by ALPN name. All that are found by default.
         *
         * @param names at least one name
         * @return this
         */
        public Builder protocols(String... names) {
            if (names.length == 0) {
                throw new IllegalArgumentException("protocols wants at least one name");
            }
            only = List.of(names);
            return this;
        }

        /**
         * Leaves a protocol out.
         *
         * @param name the ALPN name
         * @return this
         */
        public Builder withoutProtocol(String name) {
            without.add(Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * Has an action run when the server begins to shut down or is closed. Each runs once, on a thread of its own, beside
         * the others: after the server has stopped listening and its connections have been told, and within the grace, which
         * a shutdown waits for them as for its connections. What takes longer is left to itself, as it is after
         * {@link Server#close}, which waits for a second at most.
         *
         * @param hook the action
         * @return this
         */
        public Builder onShutdown(Runnable hook) {
            shutdownHooks.add(Objects.requireNonNull(hook, "hook"));
            return this;
        }

        /**
         * The most time for a request's head: from its first byte, from the accept of the connection, or from the end of the
         * TLS handshake, to its last. A head that is late is answered with 408. 10 seconds by default.
         *
         * @param value zero or more; zero for none
         * @return this
         * @throws IllegalArgumentException for less than zero
         */
        public Builder readHeaderTimeout(Duration value) {
            readHeaderTimeout = timeout("readHeaderTimeout", value);
            return this;
        }

        /**
         * The most time for a whole request, head and content, from its first byte, from the accept of the connection, or
         * from the end of the TLS handshake. Where it is shorter than {@link #readHeaderTimeout} it limits the head as well.
         * None by default.
         *
         * @param value zero or more; zero for none
         * @return this
         * @throws IllegalArgumentException for less than zero
         */
        public Builder readTimeout(Duration value) {
            readTimeout = timeout("readTimeout", value);
            return this;
        }

        /**
         * The most time from the end of a request's head to the end of the response; per stream on HTTP/2. It ends with
         * a tunnel's beginning. None by default.
         *
         * @param value zero or more; zero for none
         * @return this
         * @throws IllegalArgumentException for less than zero
         */
        public Builder writeTimeout(Duration value) {
            writeTimeout = timeout("writeTimeout", value);
            return this;
        }

        /**
         * Sets the most time between requests; default 2 minutes. Zero falls back to {@link #readTimeout}, and where that
         * is none to {@link #readHeaderTimeout}; an idle connection is kept without a bound only where all three are zero.
         *
         * @param value zero or more; zero for the fallback
         * @return this
         * @throws IllegalArgumentException for less than zero
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = timeout("idleTimeout", value);
            return this;
        }

        /**
         * How long a connection that is closed with the client still sending is kept, so that the client sees the answer;
         * what comes meanwhile is dropped, up to 1 MiB, or {@link #maxDrainBytes} where that is more. Over HTTP/2 also how
         * long a stream is read whose answer is out, before the client is told to stop. 500 milliseconds by default; zero
         * for not at all.
         *
         * @param value zero or more; zero for none
         * @return this
         * @throws IllegalArgumentException for less than zero
         */
        public Builder lingerTimeout(Duration value) {
            lingerTimeout = timeout("lingerTimeout", value);
            return this;
        }

        /**
         * Content that comes slower than so many bytes a second, for longer than 5 seconds, is cut (408 where an answer
         * can still go out). Only time counts in which a handler waits and the client could send; none of it once the
         * handler has {@linkplain dev.weir.http.api.ResponseWriter#flush flushed} its response, or taken the connection
         * over. 240 by default; zero for none.
         *
         * @param value 0 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder minRequestRate(int value) {
            minRequestRate = atLeast(0, "minRequestRate", value);
            return this;
        }

        /**
         * The most bytes of request line and fields together; on HTTP/2 the decoded list, with 32 bytes a field on top. More
         * is answered with 431. 64 KiB by default.
         *
         * @param value 1024 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = atLeast(1024, "maxHeaderBytes", value);
            return this;
        }

        /**
         * The most field lines. More are answered with 431. 500 by default.
         *
         * @param value 1 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxHeaderCount(int value) {
            maxHeaderCount = atLeast(1, "maxHeaderCount", value);
            return this;
        }

        /**
         * The most bytes of a request line. More are answered with 414. 16 KiB by default.
         *
         * @param value 64 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxTargetBytes(int value) {
            maxTargetBytes = atLeast(64, "maxTargetBytes", value);
            return this;
        }

        /**
         * The most connections at once. When they are reached the accept loop waits; nobody is cut. Zero, the default, for
         * no limit.
         *
         * @param value 0 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxConnections(int value) {
            maxConnections = atLeast(0, "maxConnections", value);
            return this;
        }

        /**
         * The most memory that clients decide on, for all connections together: content that no handler has read, heads
         * that are not whole, what waits for clients that do not read, beyond the first few KiB of each connection. Above
         * a half of it clients may not send ahead any further, above three quarters connections that hold much of it are
         * read from no further, and what goes beyond it is refused: over HTTP/1.1 with 503, over HTTP/2 by a reset of the
         * stream. Requests without content and with a small head are always served. A quarter of the heap ({@link
         * Runtime#maxMemory}) by default.
         *
         * @param value bytes, 1,048,576 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxBufferedBytes(long value) {
            if (value < MIN_BUFFERED_BYTES) {
                throw new IllegalArgumentException(
                        "maxBufferedBytes must be " + MIN_BUFFERED_BYTES + " or more, not " + value);
            }
            maxBufferedBytes = value;
            return this;
        }

        /**
         * How many bytes of content are held back before the head goes out; content that fits gets a
         * {@code Content-Length}. 4 KiB by default.
         *
         * @param value 512 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder responseBufferSize(int value) {
            responseBufferSize = atLeast(512, "responseBufferSize", value);
            return this;
        }

        /**
         * The most content that is read and dropped after a handler, to keep the connection; over HTTP/2 before the
         * client is told to stop. 256 KiB by default.
         *
         * @param value 0 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxDrainBytes(int value) {
            maxDrainBytes = atLeast(0, "maxDrainBytes", value);
            return this;
        }

        /**
         * The most connections that the system accepts before the server does; it may take less. 4,096 by default.
         *
         * @param value 1 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder backlog(int value) {
            backlog = atLeast(1, "backlog", value);
            return this;
        }

        /**
         * Whether {@code OPTIONS *} is answered with 200 by the server itself. It is by default.
         *
         * @param value whether
         * @return this
         */
        public Builder answerOptionsAsterisk(boolean value) {
            answerOptionsAsterisk = value;
            return this;
        }

        /**
         * Whether responses get a {@code Date} unless the handler has set or suppressed it. They do by default.
         *
         * @param value whether
         * @return this
         */
        public Builder sendDate(boolean value) {
            sendDate = value;
            return this;
        }

        /**
         * Whether a client that closes its side of the connection, and sends nothing more, is taken for one that has gone:
         * its requests are {@linkplain dev.weir.http.api.Request#cancelled() cancelled}. It is not by default: such a client
         * still gets its answers (RFC 9112 section 9.6). Worth setting where clients never half-close and handlers wait for
         * long without writing, as a client that has closed both sides looks the same until something is written to it.
         *
         * @param value whether
         * @return this
         */
        public Builder cancelOnHalfClose(boolean value) {
            cancelOnHalfClose = value;
            return this;
        }

        /**
         * Whether the target of a request may name the other of {@code http} and {@code https} than the connection has:
         * for servers that nobody reaches but through a gateway that ends TLS and passes the scheme on, in an absolute
         * target or in {@code :scheme}. Then {@link dev.weir.http.api.Request#scheme} is the scheme that was named.
         * By default such a request is answered with 421 (RFC 9110 section 7.4).
         *
         * @param value whether
         * @return this
         */
        public Builder trustTargetScheme(boolean value) {
            trustTargetScheme = value;
            return this;
        }

        /**
         * Whether connections without TLS are told by their preface, so that HTTP/2 is spoken with prior knowledge where its
         * module is there. They are by default.
         *
         * @param value whether
         * @return this
         */
        public Builder h2c(boolean value) {
            h2c = value;
            return this;
        }

        private static Duration timeout(String name, Duration value) {
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
         * Makes the server; it is not started yet.
         *
         * @return the server
         * @throws IllegalStateException where the handler is missing
         * @throws IllegalArgumentException where the settings do not fit together; the message says what to change
         */
        public Server build() {
            if (handler == null) {
                throw new IllegalStateException("a server needs a handler: call handler(...)");
            }
            if (maxTargetBytes > maxHeaderBytes) {
                maxTargetBytes = maxHeaderBytes;
            }
            Attachments base = new Attachments(Map.of());
            if (baseContext != null) {
                baseContext.accept(base);
            }
            Duration idle =
                    !idleTimeout.isZero() ? idleTimeout : !readTimeout.isZero() ? readTimeout : readHeaderTimeout;
            ServerConfig config = new ServerConfig(
                    readHeaderTimeout,
                    readTimeout,
                    writeTimeout,
                    idle,
                    minRequestRate,
                    maxHeaderBytes,
                    maxHeaderCount,
                    maxTargetBytes,
                    responseBufferSize,
                    maxDrainBytes,
                    lingerTimeout,
                    answerOptionsAsterisk,
                    sendDate,
                    cancelOnHalfClose,
                    trustTargetScheme);
            String where = address != null ? address : tls == null ? ":80" : ":443";
            return new Server(new ServerSettings(
                    ListenAddress.parse(where),
                    backlog,
                    handler,
                    config,
                    LoggerFactory.getLogger(log),
                    listener,
                    maxConnections,
                    maxBufferedBytes,
                    tls,
                    maxHandshakes,
                    Map.copyOf(given),
                    Map.copyOf(chosen),
                    only,
                    Set.copyOf(without),
                    h2c,
                    base.values(),
                    connContext,
                    List.copyOf(shutdownHooks)));
        }
    }
}
