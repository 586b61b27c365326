package dev.weir.bench.peer;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The answers from the JDK's own server, each request on a virtual thread. */
final class JdkPlaintext {
    private static final int BACKLOG = 1024;

    private JdkPlaintext() {}

    public static void main(String[] args) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Life.port(args));
        HttpServer server = Tls.wanted() ? secure(address) : HttpServer.create(address, BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        HttpHandler small = fixed(Life.CONTENT.getBytes(StandardCharsets.US_ASCII));
        server.createContext(Life.PATH, small);
        server.createContext(Life.BODY_PATH, fixed(Life.body()));
        server.createContext(Life.SLEEP_PATH, exchange -> {
            try {
                Thread.sleep(Life.SLEEP_MILLIS);
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            small.handle(exchange);
        });
        server.createContext(Life.ECHO_PATH, exchange -> {
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            // 0 stands for a length that is not known.
            exchange.sendResponseHeaders(200, length == null ? 0 : Long.parseLong(length));
            try (OutputStream out = exchange.getResponseBody()) {
                exchange.getRequestBody().transferTo(out);
            }
        });
        server.start();
        Life.listening(server.getAddress().getPort());
    }

    private static HttpHandler fixed(byte[] content) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, content.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(content);
            }
        };
    }

    private static HttpsServer secure(InetSocketAddress address) throws GeneralSecurityException, IOException {
        SSLContext context = Tls.context();
        HttpsServer server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                parameters.setSSLParameters(new SSLParameters(new String[] {Tls.SUITE}, new String[] {Tls.VERSION}));
            }
        });
        return server;
    }
}
