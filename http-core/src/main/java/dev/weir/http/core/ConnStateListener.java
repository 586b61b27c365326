package dev.weir.http.core;

import java.net.SocketAddress;

/** Listener for changes of the state of a server's connections. */
@FunctionalInterface
public interface ConnStateListener {
    /**
     * A connection has come into a state. The states of a connection are reported in order, one at a time, on a
     * thread of that connection: as long as this blocks, that connection may wait, and no other does. What it throws
     * is logged and changes nothing.
     *
     * @param id the connection's number, unique within the server
     * @param remoteAddress the client's address
     * @param state the state
     */
    void changed(long id, SocketAddress remoteAddress, ConnState state);
}
