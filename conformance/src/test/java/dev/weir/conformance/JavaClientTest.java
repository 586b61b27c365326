package dev.weir.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.core.ConnState;
import dev.weir.http.core.Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own client, over http and https. */
class JavaClientTest {
    private static final Handler HANDLER = (w, r) -> {
        switch (r.rawPath()) {
            case "/echo" -> r.content().transferTo(w);
            case "/refuse" -> w.status(403).write("no");
            case "/cut" -> {
                w.header("Content-Length", "100").write("half");
                w.flush();
            }
            case "/large" -> w.write("x".repeat(1 << 20));
            case "/slow" -> {
                w.write("first ");
                w.flush();
                Thread.sleep(100);
                w.write("second");
            }
            default -> w.header("X-Saw", r.method() + " " + r.protocol()).write(r.rawPath());
        }
    };

    private static final class Fixture implements AutoCloseable {
        final AtomicInteger connections = new AtomicInteger();
        final Server server;
        final HttpClient client;
        final String base;

        Fixture(boolean secure) throws IOException {
            Server.Builder builder = Server.builder().address("127.0.0.1:0").handler(HANDLER).errorLog(Servers.LOG)
                    .connState((id, address, state) -> {
                        if (state == ConnState.NEW) {
                            connections.incrementAndGet();
                        }
                    });
            server = (secure ? builder.tls(Certificates.server()) : builder).build();
            server.start();
            HttpClient.Builder made = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofMillis(Wire.SAFETY_MILLIS));
            client = (secure ? made.sslContext(Certificates.client()) : made).build();
            base = (secure ? "https" : "http") + "://localhost:" + server.port();
        }

        HttpRequest.Builder to(String target) {
            return HttpRequest.newBuilder(URI.create(base + target)).timeout(Duration.ofMillis(Wire.SAFETY_MILLIS));
        }

        @Override
        public void close() {
            client.shutdownNow();
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestsOfEveryKind(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            byte[] content = new byte[300_000];
            new Random(1).nextBytes(content);
            HttpResponse<String> get = f.client.send(f.to("/get").build(), BodyHandlers.ofString());
            assertEquals(200, get.statusCode());
            assertEquals("/get", get.body());
            assertEquals("GET HTTP/1.1", get.headers().firstValue("x-saw").orElse(""));
            HttpResponse<Void> head = f.client.send(f.to("/head").HEAD().build(), BodyHandlers.discarding());
            assertEquals(5, head.headers().firstValueAsLong("content-length").orElse(-1));
            assertArrayEquals(content, f.client.send(f.to("/echo").POST(BodyPublishers.ofByteArray(content)).build(),
                    BodyHandlers.ofByteArray()).body());
            assertArrayEquals(content, f.client.send(f.to("/echo").PUT(
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content))).build(),
                    BodyHandlers.ofByteArray()).body());
            assertEquals(1 << 20, f.client.send(f.to("/large").build(), BodyHandlers.ofString()).body().length());
            assertEquals("first second", f.client.send(f.to("/slow").build(), BodyHandlers.ofString()).body());
            assertEquals(1, f.connections.get(), "connections that one client needed, one request after another");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void expectContinue(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> echo = f.client.send(f.to("/echo").expectContinue(true)
                        .POST(BodyPublishers.ofString("hello")).build(), BodyHandlers.ofString());
                assertEquals(200, echo.statusCode());
                assertEquals("hello", echo.body());
                HttpResponse<String> refused = f.client.send(f.to("/refuse").expectContinue(true)
                        .POST(BodyPublishers.ofString("hello")).build(), BodyHandlers.ofString());
                assertEquals(403, refused.statusCode());
                assertEquals("no", refused.body());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseThatIsCutIsNoResponse(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            assertThrows(IOException.class, () -> f.client.send(f.to("/cut").build(), BodyHandlers.ofString()));
            assertEquals("/next", f.client.send(f.to("/next").build(), BodyHandlers.ofString()).body());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void streamingIsSeenAsItComes(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            HttpResponse<InputStream> slow = f.client.send(f.to("/slow").build(), BodyHandlers.ofInputStream());
            try (InputStream in = slow.body()) {
                assertEquals("first ", new String(in.readNBytes(6), StandardCharsets.US_ASCII));
                assertEquals("second", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyAtOnce(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(f.client.sendAsync(f.to("/echo").POST(BodyPublishers.ofString("content " + i)).build(),
                        BodyHandlers.ofString()));
            }
            for (int i = 0; i < all.size(); i++) {
                HttpResponse<String> response = all.get(i).get(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
                assertEquals("200 content " + i, response.statusCode() + " " + response.body());
            }
        }
    }
}
