package dev.weir.http.core;

import dev.weir.http.core.connection.ConnectionRegistry;
import dev.weir.http.core.connection.ConnectionReports;
import dev.weir.http.core.connection.ConnectionRunner;
import dev.weir.http.core.connection.DefaultServerContext;
import dev.weir.http.core.connection.ProtocolTable;
import dev.weir.http.core.connection.TlsHandshaker;
import dev.weir.http.core.listen.Acceptor;
import dev.weir.http.core.listen.ListenAddress;
import dev.weir.http.core.listen.ListenerContext;
import dev.weir.http.core.listen.SocketListener;
import dev.weir.http.core.loop.Loops;
import dev.weir.http.core.proxy.ProxyGate;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.HandshakeLimit;
import dev.weir.http.core.support.Places;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import dev.weir.tls.spi.TlsProvider;
import dev.weir.tls.spi.TlsServerContext;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one server, which start together or not at all.
 *
 * <p><b>Threads.</b> Opened and started by one; the rest by any, but for an end, which one makes.
 */
final class Entrances {
    /** A name for the abuse of a listener's PROXY protocol, beside those of the protocols. */
    private static final String REFUSED = "PROXY_REFUSED";

    /** What all listeners with one configuration of TLS share. */
    private record Secured(TlsHandshaker handshaker, TlsProvider provider) {}

    /** One listener. */
    private static final class Entrance {
        final ListenerConfig config;
        final SocketListener socket;
        final @Nullable Secured secured;
        /** The server's, unless it has time-outs of its own. */
        final ServerContext context;

        final ProtocolTable protocols;

        /** Null until it is ready. */
        @Nullable
        Acceptor acceptor;

        /** Null where it shares those of the server, and until it is ready. */
        @Nullable
        Places own;

        boolean accepts;

        Entrance(
                ListenerConfig config,
                SocketListener socket,
                @Nullable Secured secured,
                ServerContext context,
                ProtocolTable protocols) {
            this.config = config;
            this.socket = socket;
            this.secured = secured;
            this.context = context;
            this.protocols = protocols;
        }
    }

    private final ServerSettings settings;
    private final DefaultServerContext context;
    private final List<Entrance> all = new ArrayList<>();
    private final IdentityHashMap<TlsConfig, Secured> secured = new IdentityHashMap<>();
    /** Of the listeners with time-outs of their own. */
    private final List<ProtocolTable> reopened = new ArrayList<>();

    private Entrances(ServerSettings settings, DefaultServerContext context) {
        this.settings = settings;
        this.context = context;
    }

    /** Opens all sockets, and what their TLS needs; where one cannot be opened, none is left open. */
    static Entrances open(
            ServerSettings settings, DefaultServerContext context, ProtocolTable protocols, ConnectionReports reports)
            throws IOException {
        Entrances opened = new Entrances(settings, context);
        boolean done = false;
        try {
            HandshakeLimit limit = new HandshakeLimit(settings.maxHandshakes);
            for (ListenerConfig each : settings.listeners) {
                opened.secure(each.tls, protocols, limit, reports);
                if (each.tls == null
                        && protocols.fallback() == null
                        && protocols.prefaced().isEmpty()) {
                    throw new IllegalStateException("none of the protocols " + protocols.names()
                            + " can be spoken without TLS: add the module dev.weir.http1, or set tls");
                }
            }
            for (ListenerConfig each : settings.listeners) {
                ServerConfig own = each.config(settings.config);
                boolean shared = own == settings.config;
                ServerContext seen = shared ? context : new ListenerContext(context, own);
                ProtocolTable spoken = shared ? protocols : opened.reopen(protocols, seen);
                opened.all.add(new Entrance(each, opened.socket(each), opened.secured.get(each.tls), seen, spoken));
            }
            done = true;
            return opened;
        } finally {
            if (!done) {
                opened.abandon();
            }
        }
    }

    private ProtocolTable reopen(ProtocolTable protocols, ServerContext listener) {
        ProtocolTable own = protocols.reopen(listener);
        reopened.add(own);
        return own;
    }

    private void secure(
            @Nullable TlsConfig tls, ProtocolTable protocols, HandshakeLimit limit, ConnectionReports reports)
            throws TlsConfigException {
        if (tls == null || secured.containsKey(tls)) {
            return;
        }
        TlsProvider provider = tls.provider();
        TlsServerContext opened = tls.toBuilder().provider(provider).build().open(protocols.names());
        secured.put(tls, new Secured(new TlsHandshaker(context, opened, limit, reports), provider));
    }

    private SocketListener socket(ListenerConfig config) throws IOException {
        try {
            return config.source(settings.backlog).open();
        } catch (IOException e) {
            if (settings.listeners.size() == 1) {
                throw e;
            }
            BindException named = new BindException("listener \"" + config.name + "\": " + e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    /** Closes what is open, as the server cannot start; nothing the second time. */
    void abandon() {
        for (Entrance each : all) {
            if (each.accepts) {
                acceptor(each).stop();
            } else {
                close(each.socket::close);
            }
        }
        all.clear();
        closeProtocols();
        // Sockets that were handed in and not looked at yet are the server's as well.
        for (ListenerConfig each : settings.listeners) {
            if (each.socket != null) {
                close(each.socket);
            }
        }
    }

    private void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            context.logError("cannot close a listener", e);
        }
    }

    /** Closes the protocols that are not the server's, as no connection is left; nothing the second time. */
    void closeProtocols() {
        reopened.forEach(ProtocolTable::closeOwn);
        reopened.clear();
    }

    /** Makes what accepts connections, and does not accept yet. */
    void ready(Loops loops, ConnectionRegistry registry, ConnectionReports reports) {
        AtomicLong ids = new AtomicLong();
        for (Entrance each : all) {
            ProxyProtocol proxy = each.config.proxy;
            ConnectionRunner runner = new ConnectionRunner(
                    each.context,
                    each.protocols,
                    loops,
                    reports,
                    new ConnectionRunner.Entrance(
                            each.config.name,
                            each.secured == null ? null : each.secured.handshaker,
                            proxy == null ? null : gate(proxy, each.config.name),
                            settings.attributes(each.config.name)));
            if (each.config.maxConnections != 0) {
                each.own = new Places(each.config.maxConnections);
            }
            each.acceptor = new Acceptor(
                    each.socket,
                    context,
                    registry,
                    each.own == null ? registry.places() : each.own,
                    runner,
                    ids,
                    Thread::sleep);
        }
    }

    private ProxyGate gate(ProxyProtocol proxy, String name) {
        return proxy.gate((peer, reason) -> {
            context.counters().abuse(REFUSED);
            context.logPeerFault("no PROXY protocol at " + name, peer, reason);
        });
    }

    /** Begins to accept, everywhere. */
    void start(Loops loops) throws IOException {
        for (Entrance each : all) {
            acceptor(each).start(loops.next());
            each.accepts = true;
        }
    }

    private static Acceptor acceptor(Entrance entrance) {
        Acceptor made = entrance.acceptor;
        assert made != null : "ready() comes first";
        return made;
    }

    /** Stops listening, everywhere. */
    void stop() {
        for (Entrance each : all) {
            acceptor(each).stop();
        }
    }

    // ---- what they are

    /** Where they listen, by name, in order. */
    Map<String, SocketAddress> addresses() {
        Map<String, SocketAddress> addresses = new LinkedHashMap<>();
        for (Entrance each : all) {
            addresses.put(each.config.name, each.socket.address());
        }
        return addresses;
    }

    /** Tells the log of each. */
    void logStart(LifeLog log, ProtocolTable protocols) {
        for (Entrance each : all) {
            SocketAddress address = each.socket.address();
            String name =
                    all.size() == 1 || each.config.name.equals(ListenAddress.text(address)) ? "" : each.config.name;
            log.started(address, name, protocols, each.secured == null ? null : each.secured.provider);
        }
    }

    /** How much of their own places listeners have taken. */
    List<LimitView> limits() {
        List<LimitView> limits = new ArrayList<>();
        for (Entrance each : all) {
            Places own = each.own;
            if (own != null) {
                limits.add(new LimitView(each.config.name + ".maxConnections", own.taken(), own.most()));
            }
        }
        return limits;
    }

    long handshakes() {
        long sum = 0;
        for (Secured each : secured.values()) {
            sum += each.handshaker.succeeded();
        }
        return sum;
    }

    long handshakesFailed() {
        long sum = 0;
        for (Secured each : secured.values()) {
            sum += each.handshaker.failed();
        }
        return sum;
    }
}
