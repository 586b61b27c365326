package dev.weir.conformance.client;

import dev.weir.http.api.Handler;
import dev.weir.http.core.ConnState;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A server, and the JDK's own client that asks it. */
public final class JavaClient implements AutoCloseable {
    /** How many connections the server has had. */
    public final AtomicInteger connections = new AtomicInteger();

    public final Server server;
    public final HttpClient client;
    public final String base;

    public JavaClient(boolean secure, HttpClient.Version version, Handler handler) throws IOException {
        ServerBuilder builder = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .connState((id, address, state) -> {
                    if (state == ConnState.NEW) {
                        connections.incrementAndGet();
                    }
                });
        server = (secure ? builder.tls(Certificates.server()) : builder).build();
        server.start();
        HttpClient.Builder made =
                HttpClient.newBuilder().version(version).connectTimeout(Duration.ofMillis(Wire.SAFETY_MILLIS));
        client = (secure ? made.sslContext(Certificates.client()) : made).build();
        base = (secure ? "https" : "http") + "://localhost:" + server.port();
    }

    public HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(URI.create(base + target));
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        server.close();
    }
}
