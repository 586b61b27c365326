package dev.weir.bench.peer;

import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.json.Json;
import dev.weir.middleware.Compression;
import dev.weir.mux.ServeMux;
import java.time.Duration;

/** Weir with a router, compression around all of it, JSON and files. */
final class WeirToolbox {
    private WeirToolbox() {}

    public static void main(String[] args) throws Exception {
        byte[] text = Life.text();
        Order order = Order.sample();
        ServeMux mux = new ServeMux();
        mux.handle(
                "GET " + Life.TEXT_PATH,
                (w, r) -> w.header("Content-Type", "text/plain").write(text));
        mux.handle("GET " + Life.ORDER_PATH, (w, r) -> Json.write(w, order));
        mux.handle("POST " + Life.ORDERS_PATH, (w, r) -> {
            String summary = Json.read(r, Order.class).summary();
            w.header("Content-Type", Order.SUMMARY_TYPE).write(summary);
        });
        mux.handle(
                "GET /{path...}",
                FileServer.builder(Life.documents())
                        .precompressed(true)
                        // As nginx is set.
                        .openFiles(16, Duration.ofMinutes(1))
                        .build());
        Handler all = Compression.create().wrap(mux);
        Server server = Server.builder()
                .address("127.0.0.1:" + Life.port(args))
                .handler(all)
                .build();
        server.start();
        Life.listening(server.port());
    }
}
