package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.semantics.HandlerSemantics;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of samples/programs do what they say. */
class ProgramsTest {
    private static final Path SOURCES = Path.of(System.getProperty("weir.root"), "samples", "programs");

    @TempDir
    Path folder;

    private Program run(String name, List<String> addresses, String... arguments) throws IOException {
        return new Program(
                folder,
                SOURCES.resolve(name + ".java"),
                name.equals("Proxy") ? List.of("dev.weir", "java.net.http") : List.of(),
                addresses,
                List.of(),
                arguments);
    }

    private static HttpResponse<String> ask(HttpClient client, String method, String uri, String content)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .method(method, content.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(content))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void answers(int status, String content, HttpResponse<String> answer) {
        assertEquals(status + " " + content, answer.statusCode() + " " + answer.body());
    }

    private static void awaitAnswer(String content, HttpClient client, String uri, Program program) {
        Servers.await(
                () -> {
                    try {
                        return ask(client, "GET", uri, "").body().equals(content);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                program::log);
    }

    /** SIGTERM, while a handler waits for the content that it has asked for. */
    private static void endsInOrder(Program program, int which, String head, String content, String expected)
            throws IOException {
        try (Wire late = Wire.to(program.port(which))) {
            late.send(head + "Expect: 100-continue\r\n\r\n");
            assertEquals(100, late.answer(false).status(), late::transcript);
            program.terminate();
            Servers.await(() -> isRefused(program.port(which)), program::log);
            late.send(content);
            assertEquals(expected, late.answer(false).body(), late::transcript);
        }
        assertEquals(143, program.exitCode(), program::log);
    }

    private static boolean isRefused(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void twoServers() throws Exception {
        TestKeys keys = TestKeys.of("EC", "localhost");
        Files.writeString(folder.resolve("server.pem"), keys.certificatePem());
        Files.writeString(folder.resolve("server.key"), keys.keyPem());
        try (Program program = run("TwoServers", List.of(":8443", ":8080"));
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(new TlsPeer.Client().context())
                        .build()) {
            String secure = "https://localhost:" + program.port(0);
            String plain = "http://localhost:" + program.port(1);
            answers(200, "TextHandler !", ask(client, "GET", secure + "/text", ""));
            HttpResponse<String> index = ask(client, "GET", secure + "/", "");
            assertTrue(index.body().contains("<a href=/text>"), index.body());
            assertEquals(HttpClient.Version.HTTP_2, index.version());
            assertEquals(404, ask(client, "GET", secure + "/none", "").statusCode());
            answers(200, "got 5 bytes", ask(client, "POST", plain + "/", "hello"));
            HttpResponse<String> refused = ask(client, "GET", plain + "/", "");
            assertEquals(405, refused.statusCode());
            assertEquals("POST", refused.headers().firstValue("Allow").orElse(""));
            assertEquals(
                    413,
                    ask(client, "POST", plain + "/", "x".repeat((1 << 20) + 1)).statusCode());
            endsInOrder(program, 1, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n", "hello", "got 5 bytes");
        }
    }

    @Test
    void notes() throws Exception {
        try (Program program = run("Notes", List.of(":8080"));
                HttpClient client = HttpClient.newHttpClient()) {
            String notes = "http://localhost:" + program.port() + "/notes";
            answers(200, "[]", ask(client, "GET", notes, ""));
            HttpResponse<String> made = ask(client, "POST", notes, "{\"title\": \"buy \\\"milk\\u0021\\\"\\n\"}");
            answers(201, "{\"id\":1,\"title\":\"buy \\\"milk!\\\"\\n\",\"done\":false}", made);
            assertEquals("/notes/1", made.headers().firstValue("Location").orElse(""));
            assertEquals(
                    "application/json",
                    made.headers().firstValue("Content-Type").orElse(""));
            answers(
                    201,
                    "{\"id\":2,\"title\":\"\u00fcben\",\"done\":true}",
                    ask(client, "POST", notes, " { \"done\" : true , \"title\" : \"\u00fcben\" } "));
            answers(
                    200,
                    "{\"id\":1,\"title\":\"milk\",\"done\":true}",
                    ask(client, "PUT", notes + "/1", "{\"title\":\"milk\",\"done\":true}"));
            answers(
                    200,
                    "[{\"id\":1,\"title\":\"milk\",\"done\":true},{\"id\":2,\"title\":\"\u00fcben\",\"done\":true}]",
                    ask(client, "GET", notes, ""));
            assertEquals(204, ask(client, "DELETE", notes + "/1", "").statusCode());
            for (String gone : List.of("/1", "/7", "/x", "/99999999999")) {
                assertEquals(404, ask(client, "GET", notes + gone, "").statusCode(), gone);
                assertEquals(404, ask(client, "DELETE", notes + gone, "").statusCode(), gone);
            }
            for (String bad : List.of(
                    "{",
                    "{}",
                    "[]",
                    "null",
                    "{\"title\":1}",
                    "{\"title\":\"\"}",
                    "{\"title\":\"a\"} x",
                    "{\"title\":\"a\",}",
                    "{\"title\":\"a\",\"done\":\"yes\"}",
                    "{\"title\":\"a\nb\"}",
                    "{\"title\":\"\\x\"}",
                    "{\"title\":\"\\u+123\"}",
                    "{\"title\":\"a")) {
                assertEquals(400, ask(client, "POST", notes, bad).statusCode(), bad);
            }
            assertEquals(405, ask(client, "PATCH", notes, "{}").statusCode());
            assertEquals(413, ask(client, "POST", notes, " ".repeat(70_000)).statusCode());
        }
    }

    @Test
    void events() throws Exception {
        try (Program program = run("Events", List.of(":8080"));
                HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://localhost:" + program.port();
            HttpResponse<String> all = ask(client, "GET", base + "/events", "");
            assertEquals(
                    10,
                    all.body().lines().filter(line -> line.startsWith("id: ")).count(),
                    all.body());
            assertTrue(all.body().endsWith("event: end\ndata: that is all\n\n"), all.body());
            HttpResponse<String> rest = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/events"))
                            .header("Last-Event-ID", "8")
                            .build(),
                    BodyHandlers.ofString());
            assertTrue(rest.body().startsWith("id: 9\n"), rest.body());
            try (Socket leaves = new Socket("localhost", program.port())) {
                leaves.getOutputStream()
                        .write("GET /events HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertTrue(leaves.getInputStream().read() > 0);
            }
            awaitAnswer("0", client, base + "/watching", program);
        }
    }

    /** In a browser; what it shows is kept beside the reports. */
    @Test
    void eventsInABrowser() throws Exception {
        try (Program program = run("Events", List.of(":8080"))) {
            String url = "http://localhost:" + program.port() + "/";
            String shown = chromium("--dump-dom", url);
            assertTrue(
                    shown.contains("<li>event 1, 1 watching</li>")
                            && shown.contains("<li>event 10, 1 watching</li>")
                            && shown.contains("<p id=\"state\">that is all</p>"),
                    shown);
            Path picture = Files.createDirectories(Path.of("target", "screenshots"))
                    .resolve("events.png")
                    .toAbsolutePath();
            Files.deleteIfExists(picture);
            chromium("--window-size=600,700", "--screenshot=" + picture, url);
            assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, firstFour(picture));
        }
    }

    private static byte[] firstFour(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(4);
        }
    }

    private String chromium(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--user-data-dir=" + folder.resolve("browser"),
                // Time runs as long as anything is to come, up to so many of the page's milliseconds.
                "--virtual-time-budget=20000"));
        command.addAll(List.of(options));
        return new String(Tool.run("", command).out(), StandardCharsets.UTF_8);
    }

    @Test
    void upload() throws Exception {
        byte[] large = HandlerSemantics.random(5_000_000);
        try (Program program = run("Upload", List.of(":8080"));
                HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://localhost:" + program.port();
            HttpResponse<String> made = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/files/large"))
                            .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                            .build(),
                    BodyHandlers.ofString());
            answers(201, "got 5000000 bytes\n", made);
            assertArrayEquals(
                    large,
                    client.send(
                                    HttpRequest.newBuilder(URI.create(base + "/files/large"))
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body());
            try (Wire slow = Wire.to(program.port())) {
                slow.send("PUT /files/slow HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
                awaitAnswer("slow 5\n", client, base + "/progress", program);
                assertEquals(
                        409, ask(client, "PUT", base + "/files/slow", "other").statusCode());
            }
            // Its client has gone: nothing of it is left.
            Servers.await(
                    () -> {
                        try (Stream<Path> files = Files.list(folder.resolve("uploads"))) {
                            return files.map(file -> file.getFileName().toString())
                                    .toList()
                                    .equals(List.of("large"));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    program::log);
            answers(200, "", ask(client, "GET", base + "/progress", ""));
            assertEquals(
                    400, ask(client, "PUT", base + "/files/..%2Fescape", "x").statusCode());
            assertFalse(Files.exists(folder.resolve("escape")));
        }
    }

    @Test
    void proxy() throws Exception {
        try (Program behind = new Program(
                        Files.createDirectory(folder.resolve("behind")),
                        SOURCES.resolve("Events.java"),
                        List.of(),
                        List.of(":8080"),
                        List.of());
                Program proxy = run("Proxy", List.of(":9090"), "http://localhost:" + behind.port());
                HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://localhost:" + proxy.port();
            answers(200, "0", ask(client, "GET", base + "/watching", ""));
            assertEquals(404, ask(client, "GET", base + "/none?x=1", "").statusCode());
            assertEquals(405, ask(client, "POST", base + "/events", "content").statusCode());
            HttpResponse<Stream<String>> events = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/events")).build(), BodyHandlers.ofLines());
            assertEquals(
                    "text/event-stream",
                    events.headers().firstValue("Content-Type").orElse(""));
            assertEquals(
                    10, events.body().filter(line -> line.startsWith("id: ")).count());
            behind.stop();
            assertEquals(502, ask(client, "GET", base + "/watching", "").statusCode());
        }
    }
}
