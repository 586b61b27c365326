package dev.weir.conformance.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.tls.spi.CertificateFiles;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate is replaced a hundred times while clients come and go and others stay: none fails. */
class TlsSwapTest {
    private static final int SWAPS = 100;

    @TempDir
    Path folder;

    private void put(TestKeys keys) throws Exception {
        Files.writeString(folder.resolve("chain.pem"), keys.certificatePem());
        Files.writeString(folder.resolve("key.pem"), keys.keyPem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsse", "openssl", "bouncycastle"})
    void nobodyNotices(String provider) throws Exception {
        List<TestKeys> keys = List.of(
                TestKeys.of("EC", "localhost"), TestKeys.of("RSA", "localhost"), TestKeys.issued("EC", "localhost"));
        put(keys.getFirst());
        TlsConfig tls = TlsConfig.builder()
                .certificates(CertificateFiles.builder()
                        .pem(folder.resolve("chain.pem"), folder.resolve("key.pem"))
                        .build())
                .reloadInterval(Duration.ZERO)
                .provider(provider)
                .build();
        AtomicInteger swaps = new AtomicInteger();
        AtomicInteger visits = new AtomicInteger();
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .tls(tls)
                .handler((w, r) -> w.write(r.protocol()))
                .build()) {
            server.start();
            List<Future<Integer>> clients = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (boolean stays : new boolean[] {true, false}) {
                    for (boolean http2 : new boolean[] {true, false}) {
                        clients.add(threads.submit(() -> client(server, stays, http2, swaps, visits)));
                    }
                }
                for (int i = 1; i <= SWAPS; i++) {
                    // Somebody comes, and some go on, between one swap and the next.
                    int before = visits.get();
                    long shaken = server.stats().handshakes();
                    Servers.await(
                            () -> visits.get() > before + 2 && server.stats().handshakes() > shaken
                                    || clients.stream().anyMatch(Future::isDone),
                            () -> "the clients stand still");
                    put(keys.get(i % keys.size()));
                    assertTrue(server.reloadCertificates());
                    swaps.set(i);
                }
                for (Future<Integer> client : clients) {
                    assertTrue(client.get() > 1);
                }
            }
            assertEquals(0, server.stats().handshakesFailed());
            assertEquals(0, server.stats().handlersFailed());
            assertTrue(server.stats().handshakes() >= SWAPS, server.stats()::toString);
        }
    }

    /** Asks until all swaps are done, on one connection or on ever new ones; any failure is thrown. */
    private static int client(Server server, boolean stays, boolean http2, AtomicInteger swaps, AtomicInteger visits)
            throws Exception {
        int asked = 0;
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                .build();
        HttpClient.Version version = http2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
        HttpClient client = null;
        try {
            while (swaps.get() < SWAPS) {
                if (client == null || !stays) {
                    if (client != null) {
                        client.close();
                    }
                    client = HttpClient.newBuilder()
                            .version(version)
                            .sslContext(new TlsPeer.Client().context())
                            .build();
                }
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                assertEquals(200, response.statusCode());
                assertEquals(version == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1", response.body());
                asked++;
                visits.incrementAndGet();
            }
        } finally {
            if (client != null) {
                client.close();
            }
        }
        return asked;
    }
}
