package dev.weir.bench.peer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import java.nio.charset.StandardCharsets;

/** The small answer from Helidon's router, at as many routes as the driver says. */
final class HelidonRoutes {
    private static final Header CONTENT_TYPE = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");

    private HelidonRoutes() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(Life.port(args))
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routes -> Life.routes()
                        .forEach(route -> routes.get(
                                route,
                                (request, response) ->
                                        response.header(CONTENT_TYPE).send(content))))
                .build()
                .start();
        Life.listening(server.port());
    }
}
