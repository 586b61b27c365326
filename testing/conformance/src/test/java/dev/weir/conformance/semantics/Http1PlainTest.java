package dev.weir.conformance.semantics;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import java.net.InetAddress;
import java.net.Socket;

/** Handler semantics over HTTP/1.1 without TLS. */
class Http1PlainTest extends Http1Semantics {
    @Override
    ServerBuilder configure(ServerBuilder builder) {
        return builder;
    }

    @Override
    Socket socket(Server server) throws java.io.IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    @Override
    boolean secure() {
        return false;
    }
}
