package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.JavaClient;
import dev.weir.conformance.semantics.HandlerSemantics;
import dev.weir.http.api.Handler;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The JDK's own client over HTTP/2. */
class JavaHttp2ClientTest {
    /** Far below what is sent, far above what windows and buffers hold. */
    private static final long MOST_MEMORY = 512L << 20;

    private static final Handler HANDLER = (w, r) -> {
        w.header("X-Protocol", r.protocol());
        if (r.rawPath().equals("/zeros")) {
            byte[] zeros = new byte[65_536];
            for (long left = Long.parseLong(r.query()); left > 0; left -= zeros.length) {
                w.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        } else if (r.rawPath().equals("/count")) {
            w.write(Long.toString(r.content().transferTo(OutputStream.nullOutputStream())));
        } else {
            r.content().transferTo(w);
        }
    };

    private static JavaClient serving(boolean secure) throws IOException {
        return new JavaClient(secure, HttpClient.Version.HTTP_2, HANDLER);
    }

    @Test
    void overTls() throws Exception {
        try (JavaClient f = serving(true)) {
            byte[] content = HandlerSemantics.random(2_000_000);
            for (int i = 0; i < 3; i++) {
                HttpResponse<byte[]> response = f.client.send(
                        f.to("/").POST(BodyPublishers.ofByteArray(content)).build(), BodyHandlers.ofByteArray());
                assertEquals(HttpClient.Version.HTTP_2, response.version());
                assertEquals(
                        "HTTP/2", response.headers().firstValue("x-protocol").orElse(""));
                assertArrayEquals(content, response.body());
            }
            assertEquals(1, f.connections.get(), "all on one connection");
        }
    }

    /** The client asks for an upgrade, which RFC 9113 has retired: it is answered in HTTP/1.1. */
    @Test
    void withoutTlsItStaysWithHttp1() throws Exception {
        try (JavaClient f = serving(false)) {
            HttpResponse<String> response =
                    f.client.send(f.to("/").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
            assertEquals(HttpClient.Version.HTTP_1_1, response.version());
            assertEquals("x", response.body());
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        try (JavaClient f = serving(true)) {
            f.client.send(f.to("/").build(), BodyHandlers.discarding());
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(f.client.sendAsync(
                        f.to("/").POST(BodyPublishers.ofString("number " + i)).build(), BodyHandlers.ofString()));
            }
            for (int i = 0; i < 200; i++) {
                assertEquals(
                        "number " + i,
                        all.get(i)
                                .get(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS)
                                .body());
            }
        }
    }

    /** Large content both ways on a connection that small requests share: these are answered while it goes on. */
    @Test
    void smallRequestsBesideAGibibyteEachWay() throws Exception {
        long length = 1L << 30;
        try (JavaClient f = serving(true)) {
            f.client.send(f.to("/").build(), BodyHandlers.discarding());
            CompletableFuture<HttpResponse<String>> up = f.client.sendAsync(
                    f.to("/count")
                            .POST(BodyPublishers.ofInputStream(() -> zeros(length)))
                            .build(),
                    BodyHandlers.ofString());
            AtomicLong received = new AtomicLong();
            CompletableFuture<Long> down = f.client
                    .sendAsync(f.to("/zeros?" + length).build(), BodyHandlers.ofInputStream())
                    .thenApplyAsync(response -> count(response.body(), received));
            int answered = 0;
            while (!up.isDone() || !down.isDone()) {
                HttpResponse<String> small = f.client.send(
                        f.to("/").POST(BodyPublishers.ofString("small")).build(), BodyHandlers.ofString());
                assertEquals("small", small.body());
                if (received.get() < length) {
                    answered++;
                }
                if (answered % 50 == 1) {
                    // Both sides are in this process; what piled up anywhere would be found here.
                    System.gc();
                    long used = Runtime.getRuntime().totalMemory()
                            - Runtime.getRuntime().freeMemory();
                    assertTrue(used < MOST_MEMORY, "bytes in use: " + used);
                }
                Thread.sleep(5);
            }
            assertEquals(Long.toString(length), up.get().body());
            assertEquals(length, down.get());
            assertTrue(answered >= 20, "answered while the large ones went on: " + answered);
            assertEquals(1, f.connections.get(), "all on one connection");
        }
    }

    private static long count(InputStream body, AtomicLong received) {
        byte[] buffer = new byte[65_536];
        try (body) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                received.addAndGet(n);
            }
            return received.get();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InputStream zeros(long length) {
        return new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] b, int off, int len) {
                if (left <= 0) {
                    return -1;
                }
                int n = (int) Math.min(len, left);
                left -= n;
                return n;
            }
        };
    }
}
