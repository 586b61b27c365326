package dev.weir.bench.peer;

import io.undertow.Undertow;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.Options;

/** The small answer from Undertow's router, at as many routes as the driver says, on its IO thread. */
final class UndertowRoutes {
    private static final int BACKLOG = 1024;

    private UndertowRoutes() {}

    public static void main(String[] args) throws Exception {
        byte[] bytes = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer content = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        RoutingHandler routing = new RoutingHandler();
        Life.routes()
                .forEach(route -> routing.get(route, exchange -> {
                    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
                    exchange.getResponseSender().send(content.duplicate());
                }));
        Undertow server = Undertow.builder()
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .setSocketOption(Options.TCP_NODELAY, true)
                .addHttpListener(Life.port(args), "127.0.0.1")
                .setHandler(routing)
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        Life.listening(address.getPort());
    }
}
