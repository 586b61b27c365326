package dev.weir.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.netty.handler.codec.DateFormatter;
import java.util.Date;

/** The plain-text answer from Vert.x, on its event loop, where it may not block. */
final class VertxPlaintext {
    private static volatile String date = DateFormatter.format(new Date());

    private VertxPlaintext() {}

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
        vertx.setPeriodic(1000, _ -> date = DateFormatter.format(new Date()));
        Buffer content = Buffer.buffer(Life.CONTENT);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Life.port(args)))
                .requestHandler(request -> {
                    if (Life.PATH.equals(request.path())) {
                        request.response().putHeader("date", date).putHeader("content-type", "text/plain").end(content);
                    } else {
                        request.response().setStatusCode(404).end();
                    }
                });
        server.listen().toCompletionStage().toCompletableFuture().get();
        Life.listening(server.actualPort());
    }
}
