package dev.weir.bench.peer;

import io.javalin.Javalin;
import java.nio.charset.StandardCharsets;

/** The small answer from Javalin's router, at as many routes as the driver says. */
final class JavalinRoutes {
    private JavalinRoutes() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        Javalin server = Javalin.create(config -> {
                    config.concurrency.useVirtualThreads = true;
                    config.startup.showJavalinBanner = false;
                    Life.routes()
                            .forEach(route -> config.routes.get(
                                    route, ctx -> ctx.contentType("text/plain").result(content)));
                })
                .start("127.0.0.1", Life.port(args));
        Life.listening(server.port());
    }
}
