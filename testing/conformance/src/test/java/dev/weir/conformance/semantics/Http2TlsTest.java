package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Certificates;
import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import java.io.IOException;

/** Handler semantics over HTTP/2 with TLS. */
class Http2TlsTest extends DemoSemantics {
    @Override
    ServerBuilder configure(ServerBuilder builder) {
        return builder.tls(Certificates.server());
    }

    @Override
    Client connect(Server server) throws IOException {
        return new Http2Client(Certificates.connect(server.port(), "h2"), true, "localhost:" + server.port());
    }

    @Override
    boolean secure() {
        return true;
    }
}
