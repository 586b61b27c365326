package com.example.app;

import dev.weir.handlers.Health;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.middleware.Compression;
import dev.weir.middleware.SecurityHeaders;
import dev.weir.mux.ServeMux;
import dev.weir.observe.Metrics;
import dev.weir.settings.Settings;
import java.io.IOException;
import java.time.Duration;

/** The application's routes, and the two servers: one for its clients, one for those who run it. */
final class App {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Server server;
    private final Server admin;

    private App(Server server, Server admin) {
        this.server = server;
        this.admin = admin;
    }

    /** All that clients can ask for; tests use it without a server. */
    static Handler routes() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /{$}", (w, r) -> w.write("Hello from my-app.\n"));
        mux.handle("GET /health/live", Health.live());
        mux.handle("GET /health/ready", Health.ready());
        new Notes().register(mux);
        return SecurityHeaders.create().then(Compression.create()).wrap(mux);
    }

    /**
     * Starts both servers.
     *
     * @param settings what may differ from one place to another: they stand over what stands before them here
     * @param adminAddress where metrics are; not for everybody
     */
    static App start(Settings settings, String adminAddress) throws IOException {
        Metrics metrics = new Metrics();
        Server server = Server.builder()
                .address(":8080")
                .settings(settings)
                .handler(routes())
                .errors(ErrorRenderer.byAccept())
                .requestListener(metrics)
                .connectionListener(metrics)
                .build();
        metrics.watch(server);

        ServeMux inside = new ServeMux();
        inside.handle("GET /metrics", metrics.handler());
        Server admin = Server.builder().address(adminAddress).handler(inside).build();

        admin.start();
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            admin.close();
            throw e;
        }
        return new App(server, admin);
    }

    void awaitStop() throws InterruptedException {
        server.awaitStop();
    }

    /** Lets requests that are being answered finish; those who look at the program see it end. */
    void stop() {
        server.shutdown(GRACE);
        admin.close();
    }
}
