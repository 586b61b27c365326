package dev.weir.http.core;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.core.listen.ListenAddress;
import dev.weir.http.core.listen.SocketSource;
import dev.weir.http.core.listen.UnixAccess;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.tls.spi.TlsConfig;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One of several places where a server listens: {@link ServerBuilder#listener} adds it. All listeners of a server start
 * together or not at all, and end with one {@link Server#shutdown}. What a listener does not set itself, its handler,
 * time-outs and places among it, is the server's; sizes and rates always are.
 *
 * <pre>{@code
 * Server.builder()
 *         .handler(mux)
 *         .listener(ListenerConfig.on(":443").name("public").tls(tls).build())
 *         .listener(ListenerConfig.on(":80").name("plain").redirectToHttps(443).build())
 *         .listener(ListenerConfig.on("unix:/run/weir/admin.sock").name("admin").unixMode("660").build())
 *         .build();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class ListenerConfig {
    /** The attribute of each request that has the {@linkplain Builder#name name} of the listener it came by. */
    public static final AttributeKey<String> NAME = AttributeKey.of("dev.weir.http.core.listener");

    final String name;
    /** Null where the socket is there already. */
    final @Nullable SocketAddress address;

    final @Nullable ServerSocketChannel socket;
    /** Where that listens; null where its channel knows. */
    private final @Nullable SocketAddress known;

    final @Nullable TlsConfig tls;
    final @Nullable ProxyProtocol proxy;
    /** Null for the server's. */
    final @Nullable Handler handler;

    /** Zero for places of the server's. */
    final int maxConnections;

    private final List<Consumer<ServerConfig.Builder>> timeouts;
    private final int backlog;
    private final boolean reusePort;
    private final @Nullable UnixAccess access;

    private ListenerConfig(Builder from) {
        this.address = from.address;
        this.socket = from.socket;
        this.known = from.known;
        this.tls = from.tls;
        this.proxy = from.proxy;
        this.handler = from.handler;
        this.maxConnections = from.maxConnections;
        this.timeouts = List.copyOf(from.timeouts);
        this.backlog = from.backlog;
        this.reusePort = from.reusePort;
        UnixAccess asked = new UnixAccess(from.mode, from.owner, from.group);
        this.access = asked.isEmpty() ? null : asked;
        this.name = from.name.isEmpty() ? source(0).toString() : from.name;
    }

    /**
     * Begins a listener at an address.
     *
     * @param address {@code host:port}, {@code :port}, {@code [v6]:port} or {@code unix:/path}, as for {@link
     *     ServerBuilder#address}
     * @return a builder
     * @throws IllegalArgumentException where it is none of these
     */
    public static Builder on(String address) {
        return new Builder(ListenAddress.parse(Objects.requireNonNull(address, "address")), null);
    }

    /**
     * Begins a listener on a socket that is bound already. It is the server's from its start on: the server makes it
     * non-blocking, and closes it at its end or when it cannot start. The file of a Unix socket stays.
     *
     * @param socket the socket
     * @return a builder
     */
    public static Builder on(ServerSocketChannel socket) {
        return new Builder(null, Objects.requireNonNull(socket, "socket"));
    }

    /**
     * The same with a socket whose channel does not know where it listens, as it was put there by other means than Java's.
     *
     * @param socket the socket
     * @param address where it listens, for the log and {@link Server#localAddress}
     * @return a builder
     */
    public static Builder on(ServerSocketChannel socket, SocketAddress address) {
        Builder builder = on(socket);
        builder.known = Objects.requireNonNull(address, "address");
        return builder;
    }

    /**
     * Begins a listener on the socket that the process has got for its standard input, by {@link System#inheritedChannel}: as
     * systemd gives it with {@code StandardInput=socket}, and inetd with {@code wait}. There is one for a process at most. Java
     * points the standard input, output and error at {@code /dev/null} when it takes it: a log that goes there is lost.
     *
     * @return a builder
     */
    public static Builder inherited() {
        return new Builder(null, null);
    }

    /**
     * Returns the name.
     *
     * @return the name, which no other listener of the server has
     */
    public String name() {
        return name;
    }

    /** Returns the server's settings with the time-outs of this listener; the same object where it has none. */
    ServerConfig config(ServerConfig servers) {
        if (timeouts.isEmpty()) {
            return servers;
        }
        ServerConfig.Builder own = servers.toBuilder();
        timeouts.forEach(each -> each.accept(own));
        return own.build();
    }

    SocketSource source(int serversBacklog) {
        SocketAddress at = address;
        ServerSocketChannel given = socket;
        if (at != null) {
            return new SocketSource.Bound(at, backlog == 0 ? serversBacklog : backlog, reusePort, access);
        }
        return given != null ? new SocketSource.Given(given, known) : new SocketSource.Inherited();
    }

    /**
     * Makes a {@link ListenerConfig}.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private final @Nullable SocketAddress address;
        private final @Nullable ServerSocketChannel socket;
        private @Nullable SocketAddress known;
        private String name = "";
        private @Nullable TlsConfig tls;
        private @Nullable ProxyProtocol proxy;
        private @Nullable Handler handler;
        private int maxConnections;
        private final List<Consumer<ServerConfig.Builder>> timeouts = new ArrayList<>();
        private int backlog;
        private boolean reusePort;
        private String mode = "";
        private String owner = "";
        private String group = "";

        private Builder(@Nullable SocketAddress address, @Nullable ServerSocketChannel socket) {
            this.address = address;
            this.socket = socket;
        }

        /**
         * Sets the name: for the log, and for handlers, which find it with {@code r.attribute(ListenerConfig.NAME)}. Default: the
         * address as it was given.
         *
         * @param value a name that no other listener of the server has
         * @return this
         */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /**
         * Sets the TLS configuration. Default: no TLS.
         *
         * @param value certificates and settings; several listeners may share one
         * @return this
         */
        public Builder tls(TlsConfig value) {
            tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * Has each connection begin with a header of the PROXY protocol. Default: none does.
         *
         * @param value who may send it, and its limits
         * @return this
         */
        public Builder proxyProtocol(ProxyProtocol value) {
            proxy = Objects.requireNonNull(value, "proxyProtocol");
            return this;
        }

        /**
         * Sets a handler for what comes by this listener. Default: the server's.
         *
         * @param value the handler
         * @return this
         */
        public Builder handler(Handler value) {
            handler = Objects.requireNonNull(value, "handler");
            return this;
        }

        /**
         * Does nothing but send clients to the same host, path and query by https: with 301 for GET and HEAD, else with 308.
         *
         * @param port the port of https, as clients reach it
         * @return this
         * @throws IllegalArgumentException where it is not from 1 to 65535
         */
        public Builder redirectToHttps(int port) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port is from 1 to 65535, not " + port);
            }
            return handler(new HttpsRedirect(port));
        }

        /**
         * Sets the most connections that are open by this listener at once; more wait to be accepted. They have places of their
         * own: they do not count for {@link ServerBuilder#maxConnections}, so that a listener for health checks and for those who
         * run the server answers when all places of the others are taken. Default: places are the server's.
         *
         * @param value 1 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder maxConnections(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxConnections must be 1 or more, not " + value);
            }
            maxConnections = value;
            return this;
        }

        /**
         * Sets the most time for a request's head, and for the TLS handshake before it, as {@link
         * ServerBuilder#readHeaderTimeout} does for all listeners. Default: the server's.
         *
         * @param value zero for none
         * @return this
         * @throws IllegalArgumentException where it is negative
         */
        public Builder readHeaderTimeout(Duration value) {
            return timeout("readHeaderTimeout", value, config -> config.readHeaderTimeout(value));
        }

        /**
         * Sets the most time for a whole request, as {@link ServerBuilder#readTimeout} does for all listeners. Default: the
         * server's.
         *
         * @param value zero for none
         * @return this
         * @throws IllegalArgumentException where it is negative
         */
        public Builder readTimeout(Duration value) {
            return timeout("readTimeout", value, config -> config.readTimeout(value));
        }

        /**
         * Sets the most time from the end of a request's head to the end of the response, as {@link
         * ServerBuilder#writeTimeout} does for all listeners. Default: the server's.
         *
         * @param value zero for none
         * @return this
         * @throws IllegalArgumentException where it is negative
         */
        public Builder writeTimeout(Duration value) {
            return timeout("writeTimeout", value, config -> config.writeTimeout(value));
        }

        /**
         * Sets the most time between requests, as {@link ServerBuilder#idleTimeout} does for all listeners: a listener that a
         * balancer keeps connections to can have it longer than the public one. Default: the server's.
         *
         * @param value zero for this listener's {@code readTimeout}, and where that is none for its {@code readHeaderTimeout}
         * @return this
         * @throws IllegalArgumentException where it is negative
         */
        public Builder idleTimeout(Duration value) {
            return timeout("idleTimeout", value, config -> config.idleTimeout(value));
        }

        private Builder timeout(String what, Duration value, Consumer<ServerConfig.Builder> setting) {
            ServerBuilder.timeout(what, value);
            timeouts.add(setting);
            return this;
        }

        /**
         * Sets the most connections that the system queues for this listener. Default: {@link ServerBuilder#backlog}.
         *
         * @param value 1 or more
         * @return this
         * @throws IllegalArgumentException for less
         */
        public Builder backlog(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("backlog must be 1 or more, not " + value);
            }
            backlog = value;
            return this;
        }

        /**
         * Sets whether others may listen at the same address ({@code SO_REUSEPORT}), each getting a part of the connections: so
         * the next process of a program can start before the last one ends. What that loses: connections that the system has
         * queued for a process and that this has not accepted when it closes are reset, as the others do not get them; a second
         * start by mistake is no error any more; parts are not equal; and whatever process of the same user asks
         * for it gets a part. A socket that a parent process holds, or systemd, loses nothing. Default false.
         *
         * @param value the new value
         * @return this
         */
        public Builder reusePort(boolean value) {
            reusePort = value;
            return this;
        }

        /**
         * Sets the permissions of a Unix socket: who may write to it may connect. They are set right after the socket is made,
         * which the umask has its say in. Default: as the umask has them.
         *
         * @param octal as for {@code chmod}, such as {@code 660}
         * @return this
         * @throws IllegalArgumentException where it is no such number
         */
        public Builder unixMode(String octal) {
            new UnixAccess(octal, "", "").check();
            mode = octal;
            return this;
        }

        /**
         * Sets whose a Unix socket is; to give it to another user a process must be root, to give it to another group it must
         * be in it. Default: the process's own.
         *
         * @param user the user's name; empty for the process's own
         * @param userGroup the group's name; empty for the process's own
         * @return this
         */
        public Builder unixOwner(String user, String userGroup) {
            owner = Objects.requireNonNull(user, "user");
            group = Objects.requireNonNull(userGroup, "userGroup");
            return this;
        }

        /**
         * Returns the listener.
         *
         * @return a new configuration
         * @throws IllegalArgumentException where the settings do not fit together; the message says what to change
         */
        public ListenerConfig build() {
            boolean unix = address instanceof UnixDomainSocketAddress;
            if (!unix && !(mode + owner + group).isEmpty()) {
                throw new IllegalArgumentException("mode and owner are for a listener at unix:/path");
            }
            if (reusePort && (unix || address == null)) {
                throw new IllegalArgumentException("reusePort is for a listener at host:port");
            }
            if (backlog != 0 && address == null) {
                throw new IllegalArgumentException("a socket that is bound has its backlog already: leave it out");
            }
            return new ListenerConfig(this);
        }
    }
}
