package dev.weir.http.core.connection;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.core.loop.Loops;
import dev.weir.http.core.proxy.ProxyGate;
import dev.weir.http.core.proxy.ProxyReader;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives connections to the loops that serve them.
 *
 * <p><b>Threads.</b> {@link #start} is for who accepts; the rest for a connection's steps.
 */
public final class ConnectionRunner implements ConnectionStarter {
    /**
     * How many connections may be accepted and not have had their first turn; the others wait in the system's backlog.
     * Without the bound, connections in large numbers that are each reset at once would use up the file descriptors and
     * delay the connections that are being served.
     */
    private static final int BEGINNING = 256;

    private final Semaphore beginning = new Semaphore(BEGINNING);
    private final Runnable begun = beginning::release;
    private final Runnable uncounted = () -> {};
    private final ServerContext context;
    private final ProtocolTable protocols;
    private final Loops loops;
    private final ConnectionReports reports;
    private final Entrance entrance;

    /**
     * What the connections of one listener have in common.
     *
     * @param name the listener's
     * @param tls null without TLS
     * @param proxy null where no connection begins with a header of the PROXY protocol
     * @param attributes makes what is attached to a connection's requests
     */
    public record Entrance(
            String name,
            @Nullable TlsHandshaker tls,
            @Nullable ProxyGate proxy,
            Function<ConnectionInfo, Map<AttributeKey<?>, Object>> attributes) {}

    public ConnectionRunner(
            ServerContext context, ProtocolTable protocols, Loops loops, ConnectionReports reports, Entrance entrance) {
        this.context = context;
        this.protocols = protocols;
        this.loops = loops;
        this.reports = reports;
        this.entrance = entrance;
    }

    @Override
    public boolean takeTurn(long millis) throws InterruptedException {
        return millis == 0 ? beginning.tryAcquire() : beginning.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void freeTurn() {
        beginning.release();
    }

    @Override
    public void start(ServerConnection connection, boolean counted) throws IOException {
        boolean started = false;
        try {
            connection.listener = entrance.name;
            ConnectionSteps steps = new ConnectionSteps(this, connection, counted ? begun : uncounted);
            // The loop is not called before the socket is given to its queue.
            connection.io.socket.join(loops.next(), steps);
            connection.io.socket.again();
            started = true;
        } finally {
            // There may be no memory: then who accepts ends the connection.
            if (!started && counted) {
                beginning.release();
            }
        }
    }

    // ---- for the steps

    void failed(ServerConnection connection, Throwable why) {
        context.logError("serving " + connection.remoteAddress() + " failed", why);
    }

    /** The protocol waits for more than it was given. */
    void waits(ServerConnection connection) {
        connection.io.seen();
    }

    /** A connection has its protocol. */
    void serving(ServerConnection connection, String protocol) {
        connection.serveAs(protocol, reports);
        reports.serving(connection, protocol);
    }

    /** A connection is served step by step, where the session is not null. */
    void serves(ServerConnection connection, @Nullable ProtocolSession session) {
        connection.state.serveBy(session);
    }

    /** What reads the proxy's header; null where none is wanted. */
    @Nullable
    ProxyReader proxyReader(ServerConnection connection) {
        return entrance.proxy == null ? null : new ProxyReader(connection, entrance.proxy);
    }

    Map<AttributeKey<?>, Object> attributes(ServerConnection connection) {
        return entrance.attributes.apply(connection);
    }

    /** Begins the handshake; null without TLS. */
    TlsHandshaker.@Nullable Attempt handshake(ServerConnection connection) {
        return entrance.tls == null
                ? null
                : entrance.tls.begin(
                        connection, Deadlines.nanos(context.config().handshakeTimeout()));
    }

    /** The protocol that a handshake has agreed on; null when there is nothing to serve. */
    ProtocolTable.@Nullable Entry secured(ServerConnection connection, @Nullable String name) {
        if (name == null) {
            return null;
        }
        connection.busy(false);
        ProtocolTable.Entry entry = name.isEmpty() ? protocols.fallback() : protocols.named(name);
        if (entry == null) {
            context.logDebug(
                    "no protocol for " + connection.remoteAddress() + ", which agreed on \"" + name + "\"", null);
        }
        return entry;
    }

    /** What chooses by the first bytes; null where there is no choice. */
    @Nullable
    PlainChoice choose(ServerConnection connection) {
        return protocols.prefaced().isEmpty()
                ? null
                : new PlainChoice(
                        connection, protocols, Deadlines.nanos(context.config().headTimeout()));
    }

    /** The protocol of a connection without TLS; null when there is none. */
    ProtocolTable.@Nullable Entry plain(ServerConnection connection, ProtocolTable.@Nullable Entry matched) {
        ProtocolTable.Entry chosen = matched != null ? matched : protocols.fallback();
        if (chosen == null) {
            context.logDebug("no protocol for " + connection.remoteAddress() + ", which named none", null);
        }
        return chosen;
    }
}
