package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.conformance.client.JavaClient;
import dev.weir.http.api.Handler;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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

    private static JavaClient serving(boolean secure) throws IOException {
        return new JavaClient(secure, HttpClient.Version.HTTP_1_1, HANDLER);
    }

    private static HttpRequest.Builder to(JavaClient f, String target) {
        return f.to(target).timeout(Duration.ofMillis(Wire.SAFETY_MILLIS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestsOfEveryKind(boolean secure) throws Exception {
        try (JavaClient f = serving(secure)) {
            byte[] content = new byte[300_000];
            new Random(1).nextBytes(content);
            HttpResponse<String> get = f.client.send(to(f, "/get").build(), BodyHandlers.ofString());
            assertEquals(200, get.statusCode());
            assertEquals("/get", get.body());
            assertEquals("GET HTTP/1.1", get.headers().firstValue("x-saw").orElse(""));
            HttpResponse<Void> head = f.client.send(to(f, "/head").HEAD().build(), BodyHandlers.discarding());
            assertEquals(5, head.headers().firstValueAsLong("content-length").orElse(-1));
            assertArrayEquals(
                    content,
                    f.client
                            .send(
                                    to(f, "/echo")
                                            .POST(BodyPublishers.ofByteArray(content))
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body());
            assertArrayEquals(
                    content,
                    f.client
                            .send(
                                    to(f, "/echo")
                                            .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body());
            assertEquals(
                    1 << 20,
                    f.client
                            .send(to(f, "/large").build(), BodyHandlers.ofString())
                            .body()
                            .length());
            assertEquals(
                    "first second",
                    f.client
                            .send(to(f, "/slow").build(), BodyHandlers.ofString())
                            .body());
            assertEquals(1, f.connections.get(), "connections that one client needed, one request after another");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void expectContinue(boolean secure) throws Exception {
        try (JavaClient f = serving(secure)) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> echo = f.client.send(
                        to(f, "/echo")
                                .expectContinue(true)
                                .POST(BodyPublishers.ofString("hello"))
                                .build(),
                        BodyHandlers.ofString());
                assertEquals(200, echo.statusCode());
                assertEquals("hello", echo.body());
                HttpResponse<String> refused = f.client.send(
                        to(f, "/refuse")
                                .expectContinue(true)
                                .POST(BodyPublishers.ofString("hello"))
                                .build(),
                        BodyHandlers.ofString());
                assertEquals(403, refused.statusCode());
                assertEquals("no", refused.body());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseThatIsCutIsNoResponse(boolean secure) throws Exception {
        try (JavaClient f = serving(secure)) {
            assertThrows(IOException.class, () -> f.client.send(to(f, "/cut").build(), BodyHandlers.ofString()));
            assertEquals(
                    "/next",
                    f.client
                            .send(to(f, "/next").build(), BodyHandlers.ofString())
                            .body());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void streamingIsSeenAsItComes(boolean secure) throws Exception {
        try (JavaClient f = serving(secure)) {
            HttpResponse<InputStream> slow = f.client.send(to(f, "/slow").build(), BodyHandlers.ofInputStream());
            try (InputStream in = slow.body()) {
                assertEquals("first ", new String(in.readNBytes(6), StandardCharsets.US_ASCII));
                assertEquals("second", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyAtOnce(boolean secure) throws Exception {
        try (JavaClient f = serving(secure)) {
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(f.client.sendAsync(
                        to(f, "/echo")
                                .POST(BodyPublishers.ofString("content " + i))
                                .build(),
                        BodyHandlers.ofString()));
            }
            for (int i = 0; i < all.size(); i++) {
                HttpResponse<String> response = all.get(i).get(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
                assertEquals("200 content " + i, response.statusCode() + " " + response.body());
            }
        }
    }
}
