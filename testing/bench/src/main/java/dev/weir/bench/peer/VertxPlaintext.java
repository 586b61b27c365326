package dev.weir.bench.peer;

import io.netty.handler.codec.DateFormatter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.util.Date;
import java.util.Set;

/** The answers from Vert.x, on its event loop, where handlers may not block. */
final class VertxPlaintext {
    private static volatile String date = DateFormatter.format(new Date());

    private VertxPlaintext() {}

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
        vertx.setPeriodic(1000, _ -> date = DateFormatter.format(new Date()));
        Buffer content = Buffer.buffer(Life.CONTENT);
        String file = Life.documents() + Life.FILE_PATH;
        Buffer body = Buffer.buffer(Life.body());
        HttpServer server = vertx.createHttpServer(options(Life.port(args))).requestHandler(request -> {
            HttpServerResponse response =
                    request.response().putHeader("date", date).putHeader("content-type", "text/plain");
            switch (request.path()) {
                case Life.PATH -> response.end(content);
                case Life.BODY_PATH -> response.end(body);
                case Life.FILE_PATH -> response.sendFile(file);
                case Life.ECHO_PATH -> echo(request, response);
                default -> response.setStatusCode(404).end();
            }
        });
        server.listen().toCompletionStage().toCompletableFuture().get();
        Life.listening(server.actualPort());
    }

    private static HttpServerOptions options(int port) {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
        if (Tls.wanted()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                            new PfxOptions().setPath(Tls.file().toString()).setPassword(new String(Tls.password())))
                    .setEnabledSecureTransportProtocols(Set.of(Tls.VERSION))
                    .addEnabledCipherSuite(Tls.SUITE);
        }
        return options;
    }

    private static void echo(HttpServerRequest request, HttpServerResponse response) {
        String length = request.getHeader("content-length");
        if (length == null) {
            response.setChunked(true);
        } else {
            response.putHeader("content-length", length);
        }
        // It waits where either side is not ready, and resets the exchange where one fails.
        request.pipeTo(response);
    }
}
