package dev.weir.samples.support;

import dev.weir.handlers.Health;
import dev.weir.http.api.HttpError;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.mux.Route;
import dev.weir.mux.ServeMux;
import dev.weir.observe.AccessLog;
import dev.weir.observe.Metrics;
import dev.weir.observe.ServerConsole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What those who run the program look at: health, metrics and the live page, on a server of its own. */
public final class AdminServer {
    private final Metrics metrics = new Metrics();
    /** Null until the program's routes are known, and where there are none to list. */
    private @Nullable ServeMux shown;

    /** Has the metrics hear of what a server does. */
    public void listenTo(ServerBuilder server) {
        server.requestListener(metrics).connectionListener(metrics);
    }

    /** Has the page list routes. */
    public void show(ServeMux routes) {
        shown = routes;
    }

    /**
     * Makes the server.
     *
     * @param address where it listens
     * @param servers those that it tells of
     * @param log the log that it tells of; null for none
     * @throws IllegalArgumentException for an address that is none
     */
    public Server build(String address, List<Server> servers, @Nullable AccessLog log) {
        Health ready = Health.ready();
        ServerConsole.Builder console = ServerConsole.builder()
                .title("Weir's demo")
                .metrics(metrics)
                .health(ready)
                .routes(this::patterns)
                .loopbackOnly();
        for (Server server : servers) {
            metrics.watch(server);
            console.server(server.settings().getOrDefault("tls", "off").equals("off") ? "http" : "https", server);
        }
        if (log != null) {
            metrics.watch(log);
        }
        ServeMux mux = new ServeMux();
        mux.handle("GET /health/live", Health.live());
        mux.handle("GET /health/ready", (w, r) -> {
            // This server goes on for a while when the others, which are meant, do not.
            if (servers.stream().anyMatch(server -> server.view(0).shuttingDown())) {
                throw new HttpError(503, "shutting down");
            }
            ready.serve(w, r);
        });
        mux.handle("GET /metrics", metrics.handler());
        mux.handle("/console/", console.build());
        return Server.builder().address(address).handler(mux).build();
    }

    private List<String> patterns() {
        ServeMux routes = shown;
        return routes == null
                ? List.of()
                : routes.routes().stream().map(Route::pattern).toList();
    }
}
