package dev.weir.attack;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Dial;
import java.io.IOException;
import java.net.Socket;

/** Handlers that break the rules, over TLS. */
class HandlerFaultTlsTest extends HandlerFaults {
    private final TlsServer tls = new TlsServer("jsse");

    @Override
    void configure(ServerBuilder builder) {
        super.configure(builder);
        tls.configure(builder);
    }

    @Override
    Dial dialTo(Server running) {
        return tls.dial(running.port(), "http/1.1");
    }

    @Override
    GoodClient http2Client() throws IOException {
        return GoodClient.http2(tls.dial(server().port(), "h2"));
    }

    @Override
    Socket connect(Speaks protocol) throws IOException {
        return tls.dial(server().port(), protocol == Speaks.HTTP1 ? "http/1.1" : "h2")
                .connect();
    }
}
