package dev.weir.conformance.observe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.observe.Metrics;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus itself scrapes the metrics, and finds in them what was asked for. */
class PrometheusTest {
    private static final int REQUESTS = 7;

    @TempDir
    Path directory;

    private int port;

    @Test
    void scrapes() throws Exception {
        Metrics metrics = new Metrics();
        ServeMux mux = new ServeMux();
        mux.handle("GET /items/{id}", (w, _) -> w.write("hello"));
        mux.handle("GET /metrics", metrics.handler());
        try (Server server = Servers.start(b -> b.requestListener(metrics).connectionListener(metrics), mux)) {
            try (Wire wire = Wire.to(server.port())) {
                for (int i = 0; i < REQUESTS; i++) {
                    wire.send("GET /items/" + i + " HTTP/1.1\r\nHost: h\r\n\r\n")
                            .answer(false);
                }
            }
            Process prometheus = start(server.port());
            try (HttpClient client = HttpClient.newHttpClient()) {
                String query = "http_server_request_duration_seconds_count{http_route=\"/items/{id}\"}";
                Servers.await(
                        () -> value(client, query).contains("\"" + REQUESTS + "\"]"),
                        () -> value(client, query) + log());
                assertTrue(value(client, "up").contains("\"1\"]"), () -> value(client, "up"));
            } finally {
                prometheus.destroy();
                if (!prometheus.waitFor(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS)) {
                    prometheus.destroyForcibly().waitFor();
                }
            }
        }
    }

    private Process start(int scraped) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(
                directory.resolve("prometheus.yml"),
                "scrape_configs:\n  - job_name: weir\n    scrape_interval: 1s\n    static_configs:\n      - targets:"
                        + " ['127.0.0.1:" + scraped + "']\n");
        try {
            return new ProcessBuilder(
                            System.getProperty("weir.prometheus", "prometheus"),
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("prometheus is not here (Debian: prometheus)");
        }
    }

    private String log() {
        try {
            return "\n" + Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String value(HttpClient client, String query) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                    + URLEncoder.encode(query, StandardCharsets.UTF_8));
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
