package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Handler semantics over HTTP/2 without TLS, with a client that knows beforehand. */
class Http2PlainTest extends DemoSemantics {
    @Override
    ServerBuilder configure(ServerBuilder builder) {
        return builder;
    }

    @Override
    Client connect(Server server) throws IOException {
        return new Http2Client(
                new Socket(InetAddress.getLoopbackAddress(), server.port()), false, "localhost:" + server.port());
    }

    @Override
    boolean secure() {
        return false;
    }
}
