package dev.weir.http2;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.MemoryShare;
import java.io.IOException;

/**
 * What the parts of a connection share: its lock, and what the client has told us of itself. Made by the connection.
 *
 * <p><b>Threads.</b> The peer's settings, the window and the solicited frames are guarded by the lock.
 */
final class ConnectionState {
    final EngineContext context;
    final Connection transport;
    final ConnectionLock lock = new ConnectionLock();
    /** The connection's share of the memory whose use clients decide on. */
    final MemoryShare memory;

    final PeerSettings peer = new PeerSettings();
    /** How much content may be sent on all streams together. */
    final SendWindow sendWindow = new SendWindow((int) Setting.INITIAL_WINDOW_SIZE.initial());

    final SolicitedFrames solicited = new SolicitedFrames();

    ConnectionState(EngineContext context, Connection transport) {
        this.context = context;
        this.transport = transport;
        this.memory = transport.memory();
    }

    /** Returns whether the connection is over TLS. */
    boolean secure() {
        return transport.tls().isPresent();
    }

    /**
     * Logs what happened to the connection.
     *
     * @param cause null for none
     */
    void debug(String what, IOException cause) {
        context.server.logDebug("the HTTP/2 connection of " + transport.remoteAddress() + " " + what, cause);
    }
}
