package dev.weir.bench.peer;

import io.netty.handler.codec.DateFormatter;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Date;
import java.util.Set;

/**
 * The answers from Vert.x, on its event loops, where handlers may not block. It gives a verticle one loop, so that there
 * is a verticle for each.
 */
final class VertxPlaintext extends VerticleBase {
    private static volatile String date = DateFormatter.format(new Date());

    private final Buffer content = Buffer.buffer(Life.CONTENT);
    private final Buffer body = Buffer.buffer(Life.body());
    private final String documents = Life.documents().toString();
    private final int port;

    private VertxPlaintext(int port) {
        this.port = port;
    }

    public static void main(String[] args) throws Exception {
        int loops = Runtime.getRuntime().availableProcessors();
        int port = Life.port(args) == 0 ? freePort() : Life.port(args);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.setPeriodic(1000, _ -> date = DateFormatter.format(new Date()));
        vertx.deployVerticle(() -> new VertxPlaintext(port), new DeploymentOptions().setInstances(loops))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        Life.listening(port);
    }

    /** With 0 each verticle would have a port of its own. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public Future<HttpServer> start() {
        return vertx.createHttpServer(options(port))
                .requestHandler(this::answer)
                .listen();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response =
                request.response().putHeader("date", date).putHeader("content-type", "text/plain");
        switch (request.path()) {
            case Life.PATH -> response.end(content);
            // By the loop's clock, as it may not sleep.
            case Life.SLEEP_PATH -> vertx.setTimer(Life.SLEEP_MILLIS, _ -> response.end(content));
            case Life.BODY_PATH -> response.end(body);
            case Life.FILE_PATH, Life.FILE_4K_PATH, Life.FILE_64K_PATH -> response.sendFile(documents + request.path());
            case Life.ECHO_PATH -> echo(request, response);
            default -> response.setStatusCode(404).end();
        }
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
