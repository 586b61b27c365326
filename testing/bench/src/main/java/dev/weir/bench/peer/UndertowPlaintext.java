package dev.weir.bench.peer;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.Options;
import org.xnio.Sequence;

/**
 * The answers from Undertow, on its IO thread, where handlers may not block: its fastest way for an answer that is
 * ready. Handing them to a worker, which may, would cost it two switches of threads a request; only the handler that
 * sleeps is handed over.
 */
final class UndertowPlaintext {
    private static final int BACKLOG = 1024;
    /** Enough for those that sleep at once; the eight for each core that it has by itself are not. */
    private static final int WORKERS = 256;

    private static final ByteBuffer CONTENT = direct(Life.CONTENT.getBytes(StandardCharsets.US_ASCII));
    private static final ByteBuffer BODY = direct(Life.body());

    private UndertowPlaintext() {}

    public static void main(String[] args) throws Exception {
        Undertow.Builder builder = Undertow.builder()
                .setWorkerThreads(WORKERS)
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setHandler(UndertowPlaintext::serve);
        int port = Life.port(args);
        if (Tls.wanted()) {
            builder.setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(Tls.VERSION))
                    .setSocketOption(Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(Tls.SUITE))
                    .addHttpsListener(port, "127.0.0.1", Tls.context());
        } else {
            builder.addHttpListener(port, "127.0.0.1");
        }
        Undertow server = builder.build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        Life.listening(address.getPort());
    }

    private static ByteBuffer direct(byte[] content) {
        return ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer();
    }

    private static void sleep(HttpServerExchange exchange) throws InterruptedException {
        Thread.sleep(Life.SLEEP_MILLIS);
        exchange.getResponseSender().send(CONTENT.duplicate());
    }

    private static void serve(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        switch (exchange.getRequestPath()) {
            case Life.PATH -> exchange.getResponseSender().send(CONTENT.duplicate());
            case Life.SLEEP_PATH -> exchange.dispatch(UndertowPlaintext::sleep);
            case Life.BODY_PATH -> exchange.getResponseSender().send(BODY.duplicate());
            case Life.ECHO_PATH ->
                exchange.getRequestReceiver()
                        .receiveFullBytes(
                                (whole, content) -> whole.getResponseSender().send(ByteBuffer.wrap(content)));
            default -> exchange.setStatusCode(404).endExchange();
        }
    }
}
