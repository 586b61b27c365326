package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Certificates;
import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Http1Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** How a client reaches a server: what its tests are run over. */
enum Wiring {
    HTTP1("HTTP/1.1", false),
    H2C("HTTP/2", false),
    H2("HTTP/2", true);

    /** What requests say. */
    final String protocol;

    private final boolean secure;

    Wiring(String protocol, boolean secure) {
        this.protocol = protocol;
        this.secure = secure;
    }

    boolean http2() {
        return this != HTTP1;
    }

    ServerBuilder configure(ServerBuilder builder) throws Exception {
        return secure ? builder.tls(Certificates.server()) : builder;
    }

    Client connect(Server server) throws IOException {
        String authority = "localhost:" + server.port();
        return http2()
                ? new Http2Client(socket(server), secure, authority)
                : new Http1Client(() -> socket(server), authority);
    }

    Socket socket(Server server) throws IOException {
        return secure
                ? Certificates.connect(server.port(), "h2")
                : new Socket(InetAddress.getLoopbackAddress(), server.port());
    }
}
