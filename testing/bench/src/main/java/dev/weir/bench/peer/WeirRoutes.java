package dev.weir.bench.peer;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import java.nio.charset.StandardCharsets;

/** The small answer from Weir's router, at as many routes as the driver says. */
final class WeirRoutes {
    private WeirRoutes() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        ServeMux mux = new ServeMux();
        Life.routes()
                .forEach(route -> mux.handle(
                        "GET " + route,
                        (w, r) -> w.header("Content-Type", "text/plain").write(content)));
        Server server = Server.builder()
                .address("127.0.0.1:" + Life.port(args))
                .handler(mux)
                .build();
        server.start();
        Life.listening(server.port());
    }
}
