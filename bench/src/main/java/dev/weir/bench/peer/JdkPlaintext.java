package dev.weir.bench.peer;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The plain-text answer from the JDK's own server, each request on a virtual thread. */
final class JdkPlaintext {
    private static final int BACKLOG = 1024;

    private JdkPlaintext() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Life.port(args));
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(Life.PATH, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, content.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(content);
            }
        });
        server.start();
        Life.listening(server.getAddress().getPort());
    }
}
