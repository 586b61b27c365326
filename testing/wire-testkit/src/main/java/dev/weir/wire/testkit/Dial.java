package dev.weir.wire.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Opens connections to the server that is attacked. Thread-safe. */
@FunctionalInterface
public interface Dial {
    /** A new connection, whose handshake is done where it is one with TLS. */
    Socket connect() throws IOException;

    /** Connections without TLS to a port of this machine. */
    static Dial plain(int port) {
        return () -> new Socket(InetAddress.getLoopbackAddress(), port);
    }
}
