package dev.weir.http2.connection;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http2.frame.Setting;
import dev.weir.http2.stream.PeerSettings;
import dev.weir.http2.stream.SendWindow;
import dev.weir.http2.stream.SolicitedFrames;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a connection share: its lock, and the settings and window of the client. Made by the connection.
 *
 * <p><b>Threads.</b> The peer's settings, the window and the solicited frames are guarded by the lock.
 */
public final class ConnectionState {
    public final EngineContext context;
    public final Connection transport;
    public final ConnectionLock lock = new ConnectionLock();
    public final ConnectionWatch watch;
    /** The connection's share of the memory whose use clients decide on. */
    public final MemoryShare memory;

    public final PeerSettings peer = new PeerSettings();
    /** How much content may be sent on all streams together. */
    public final SendWindow sendWindow = new SendWindow((int) Setting.INITIAL_WINDOW_SIZE.initial());

    public final SolicitedFrames solicited = new SolicitedFrames();

    public ConnectionState(EngineContext context, Connection transport) {
        this.context = context;
        this.transport = transport;
        this.memory = transport.memory();
        this.watch = new ConnectionWatch(
                lock, transport, context.server.connectionListener().orElse(null));
    }

    /** Returns whether the connection is over TLS. */
    public boolean secure() {
        return transport.tls().isPresent();
    }

    /** Returns whether the calling thread, which handles frames, may wait for memory, or for a client that does not read. */
    public boolean mayWait() {
        return transport.place(Connection.NO_HANDLER) == Connection.Place.OWN;
    }

    /**
     * Logs what happened to the connection.
     *
     * @param cause null for none
     */
    public void debug(String what, @Nullable IOException cause) {
        context.server.logDebug("the HTTP/2 connection of " + transport.remoteAddress() + " " + what, cause);
    }
}
