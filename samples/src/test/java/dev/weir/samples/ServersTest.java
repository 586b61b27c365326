package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping as the launcher does, and what a user reads when that does not work. */
@Timeout(60)
class ServersTest {
    @TempDir
    Path work;

    private static String complaint(String... args) {
        return assertThrows(
                        UsageException.class,
                        () -> ProgramServers.start(Options.parse(args)).stop(Duration.ZERO))
                .getMessage();
    }

    @Test
    void startsAndStops() throws Exception {
        ProgramServers servers = ProgramServers.start(
                Options.parse("demo", "--port", "0", "--host", "127.0.0.1", "--dir", work.toString()));
        assertEquals(1, servers.urls().size());
        assertTrue(
                servers.urls().getFirst().matches("http://localhost:[1-9]\\d*/"),
                servers.urls().toString());
        assertEquals(0, servers.stats().requestsServed());
        assertTrue(servers.stop(Duration.ofSeconds(5)));
        servers.awaitStop();
    }

    private static HttpResponse<String> ask(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The one for those who run the program shows the others, and ends after them. */
    @Test
    void adminEndsLast() throws Exception {
        ProgramServers servers = ProgramServers.start(
                Options.parse("demo", "--port", "0", "--host", "127.0.0.1", "--admin", "127.0.0.1:0"));
        assertEquals(2, servers.urls().size(), servers.urls()::toString);
        String demo = servers.urls().getFirst();
        String console = servers.urls().getLast();
        assertTrue(console.endsWith("/console/"), console);
        String admin = console.substring(0, console.length() - "console/".length());
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertEquals("TextHandler !", ask(client, demo + "text").body());
            assertEquals(404, ask(client, demo + "metrics").statusCode());
            assertEquals(200, ask(client, admin + "health/live").statusCode());
            assertEquals(200, ask(client, admin + "health/ready").statusCode());
            String metrics = ask(client, admin + "metrics").body();
            assertTrue(metrics.contains("http_route=\"/text\",network_protocol_version="), metrics);
            assertEquals(200, ask(client, console).statusCode());
            CompletableFuture<HttpResponse<String>> slow = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(demo + "delay/3000")).build(),
                    HttpResponse.BodyHandlers.ofString());
            while (servers.stats().runningHandlers() == 0) {
                Thread.sleep(1);
            }
            Thread.ofPlatform().start(() -> {
                try {
                    stopped.complete(servers.stop(Duration.ofSeconds(30)));
                } catch (InterruptedException e) {
                    stopped.completeExceptionally(e);
                }
            });
            while (ask(client, admin + "health/ready").statusCode() != 503) {
                assertFalse(slow.isDone(), "it was not said that the server shuts down");
                Thread.sleep(10);
            }
            assertEquals(200, ask(client, admin + "health/live").statusCode());
            assertEquals(200, slow.get().statusCode());
        }
        assertTrue(stopped.get(20, TimeUnit.SECONDS));
        servers.awaitStop();
    }

    @Test
    void listensOnAUnixSocket() throws Exception {
        Path socket = work.resolve("weir.sock");
        ProgramServers servers = ProgramServers.start(Options.parse("echo", "--address", "unix:" + socket));
        assertEquals(List.of("unix:" + socket), servers.urls());
        assertTrue(servers.stop(Duration.ofSeconds(5)));
    }

    /** As settings have it: several listeners of one server. */
    @Test
    void severalListeners() throws Exception {
        Path file = Files.write(
                work.resolve("weir.conf"),
                List.of(
                        "weir.address = 127.0.0.1:0",
                        "weir.listener.admin.address = unix:" + work.resolve("a.sock"),
                        "weir.listener.admin.unix-mode = 600"));
        ProgramServers servers = ProgramServers.start(Options.parse("demo", "--settings", file.toString()));
        assertEquals(2, servers.urls().size(), servers.urls()::toString);
        assertTrue(servers.urls().getFirst().startsWith("http://localhost:"), servers.urls()::toString);
        assertEquals("unix:" + work.resolve("a.sock"), servers.urls().getLast());
        assertTrue(servers.stop(Duration.ofSeconds(5)));
    }

    @Test
    void servesAFolder() throws Exception {
        Files.writeString(work.resolve("a.html"), "<h1>a</h1>");
        ProgramServers servers = ProgramServers.start(Options.parse("serve", work.toString(), "--port", "0", "--live"));
        String url = servers.urls().getFirst();
        assertTrue(url.startsWith("http://localhost:"), url);
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertTrue(ask(client, url).body().contains("a.html"));
            assertTrue(ask(client, url + "a.html").body().startsWith("<h1>a</h1><script "));
        }
        assertTrue(servers.stop(Duration.ofSeconds(5)));
        servers = ProgramServers.start(Options.parse("serve", work.toString(), "--port", "0", "--no-listing"));
        url = servers.urls().getFirst();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertEquals(404, ask(client, url).statusCode());
            assertEquals("<h1>a</h1>", ask(client, url + "a.html").body());
        }
        assertTrue(servers.stop(Duration.ofSeconds(5)));
    }

    @Test
    void takenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            String said = complaint("echo", "--port", "" + taken.getLocalPort());
            assertEquals("cannot listen on :" + taken.getLocalPort() + ": Address already in use", said.strip());
            assertEquals(1, said.lines().count());
        }
    }

    @Test
    void settingOutOfRange() {
        assertEquals(
                "weir.max-header-bytes is \"5\" (option --max-header-bytes): maxHeaderBytes must be 1024 or more, not"
                        + " 5",
                complaint("echo", "--max-header-bytes", "5"));
    }

    @Test
    void addressThatIsNone() {
        String said = complaint("echo", "--address", "8080");
        assertTrue(
                said.startsWith("weir.address is \"8080\" (option --address): the address \"8080\" is none of "), said);
    }

    @Test
    void protocolThatIsNotThere() {
        String said = complaint("echo", "--port", "0", "--protocols", "spdy/3");
        assertTrue(said.contains("spdy/3"), said);
        assertEquals(1, said.lines().count());
    }

    @Test
    void folderThatIsNotThere() {
        String folder = work.resolve("none").toString();
        assertEquals("there is no folder " + folder + " to serve", complaint("demo", "--port", "0", "--dir", folder));
        assertEquals("there is no folder " + folder + " to serve", complaint("serve", "--port", "0", folder));
    }

    @Test
    void certificateThatIsNotThere() {
        String certificate = work.resolve("none.pem").toString();
        String said = complaint("echo", "--tls-port", "0", "--cert", certificate, "--key", certificate);
        assertTrue(
                said.startsWith("weir.tls.certificate is \"" + certificate + "\" (option --tls-certificate): "), said);
        assertEquals(1, said.lines().count());
    }

    @Test
    void certificateThatIsNone() throws IOException {
        String certificate =
                Files.writeString(work.resolve("bad.pem"), "not PEM\n").toString();
        String said = complaint("echo", "--tls-port", "0", "--cert", certificate, "--key", certificate);
        assertTrue(
                said.startsWith("weir.tls.certificate is \"" + certificate + "\" (option --tls-certificate): "), said);
        assertEquals(1, said.lines().count());
    }
}
