package dev.weir.http.core.connection;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.Deadlines;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What happens to a connection on its own virtual thread: handshake, choice of a protocol, service, end. */
public final class ConnectionRunner {
    /**
     * How many connections may be accepted and not have had their first turn; the others wait in the system's backlog.
     * Without the bound, connections in large numbers that are each reset at once would use up the file descriptors and
     * delay the connections that are being served.
     */
    private static final int BEGINNING = 256;
    /** The most time to wait for a place, as handlers that compute may leave no thread to begin on. */
    private static final long BEGIN_MILLIS = 50;

    private final Semaphore beginning = new Semaphore(BEGINNING);
    private final ServerContext context;
    private final ProtocolTable protocols;
    /** Null without TLS. */
    private final @Nullable TlsHandshaker tls;

    /** Makes the attributes of a connection from its client's address. */
    private final Function<SocketAddress, Map<AttributeKey<?>, Object>> attributes;

    public ConnectionRunner(
            ServerContext context,
            ProtocolTable protocols,
            @Nullable TlsHandshaker tls,
            Function<SocketAddress, Map<AttributeKey<?>, Object>> attributes) {
        this.context = context;
        this.protocols = protocols;
        this.tls = tls;
        this.attributes = attributes;
    }

    /** Serves a connection on a thread of its own; the accept loop waits here while too many have not begun. */
    public void start(ServerConnection connection) {
        boolean counted = awaitBeginning();
        boolean started = false;
        try {
            Thread.ofVirtual().name("weir-connection-", connection.id()).start(() -> {
                if (counted) {
                    beginning.release();
                }
                run(connection);
            });
            started = true;
        } finally {
            // A thread may find no memory: then the accept loop ends the connection.
            if (!started && counted) {
                beginning.release();
            }
        }
    }

    private boolean awaitBeginning() {
        try {
            return beginning.tryAcquire(BEGIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run(ServerConnection connection) {
        connection.begun();
        try {
            connection.attributes(attributes.apply(connection.remoteAddress()));
            Protocol protocol = tls == null ? choosePlain(connection) : chooseSecure(connection, tls);
            if (protocol != null) {
                protocol.serve(connection);
            }
        } catch (IOException e) {
            context.logDebug("the connection of " + connection.remoteAddress() + " has failed", e);
        } catch (Throwable e) {
            context.logError("serving " + connection.remoteAddress() + " failed", e);
        } finally {
            connection.leave();
        }
    }

    /** The protocol that the handshake has agreed on; null when there is nothing to serve. */
    private @Nullable Protocol chooseSecure(ServerConnection connection, TlsHandshaker tls) throws IOException {
        String name = tls.handshake(connection);
        if (name == null) {
            return null;
        }
        connection.busy(false);
        ProtocolTable.Entry entry = name.isEmpty() ? protocols.fallback() : protocols.named(name);
        if (entry == null) {
            context.logDebug(
                    "no protocol for " + connection.remoteAddress() + ", which agreed on \"" + name + "\"", null);
            return null;
        }
        connection.serveAs(entry.name());
        return entry.protocol();
    }

    /** The protocol whose preface the first bytes are, else the fallback; null when there is none. */
    private @Nullable Protocol choosePlain(ServerConnection connection) throws IOException {
        ProtocolTable.Entry chosen = protocols.fallback();
        if (!protocols.prefaced().isEmpty()) {
            ProtocolTable.Entry matched = byPreface(connection);
            chosen = matched != null ? matched : chosen;
        }
        if (chosen == null) {
            context.logDebug("no protocol for " + connection.remoteAddress() + ", which named none", null);
            return null;
        }
        connection.serveAs(chosen.name());
        return chosen.protocol();
    }

    /** Reads until the bytes differ from every preface, or are one. */
    private ProtocolTable.@Nullable Entry byPreface(ServerConnection connection) throws IOException {
        List<ProtocolTable.Entry> candidates = new ArrayList<>(protocols.prefaced());
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        long nanos = Deadlines.nanos(context.config().headTimeout());
        connection.readDeadline(Deadlines.after(connection.readySince(), nanos));
        ProtocolTable.Entry matched = null;
        while (matched == null && !candidates.isEmpty()) {
            try {
                if (connection.read(bytes) < 0) {
                    break;
                }
            } catch (SocketTimeoutException e) {
                // Whoever logs that the connection has failed says this with it.
                throw new IOException("no request began in time", e);
            }
            connection.busy(true);
            candidates.removeIf(entry -> !agrees(bytes, entry.preface()));
            for (ProtocolTable.Entry entry : candidates) {
                if (bytes.position() >= entry.preface().length) {
                    matched = entry;
                }
            }
        }
        connection.pushBack(bytes.flip());
        connection.readDeadline(0);
        return matched;
    }

    private static boolean agrees(ByteBuffer bytes, byte[] preface) {
        int length = Math.min(bytes.position(), preface.length);
        for (int i = 0; i < length; i++) {
            if (bytes.get(i) != preface[i]) {
                return false;
            }
        }
        return true;
    }
}
