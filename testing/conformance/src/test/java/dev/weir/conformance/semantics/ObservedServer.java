package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server whose log and listener are watched, and a client of it. */
final class ObservedServer implements AutoCloseable {
    final Ends ends = new Ends();
    final Server server;
    final Client client;

    ObservedServer(Wiring wiring, UnaryOperator<ServerBuilder> settings, Handler handler) throws Exception {
        server = wiring.configure(settings.apply(Server.builder()
                        .address("127.0.0.1:0")
                        .handler(ends.wrap(handler))
                        .requestListener(ends)
                        .errorLog(Servers.LOG)))
                .build();
        server.start();
        client = wiring.connect(server);
    }

    ObservedServer(Wiring wiring, Handler handler) throws Exception {
        this(wiring, b -> b, handler);
    }

    /** A request without content. */
    Call get(String target) throws IOException {
        Call call = client.open("GET", target, List.of(), 0);
        call.end(List.of());
        return call;
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        ends.assertNoMore();
    }
}
