package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.conformance.wire.Row;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** curl against the demo's routes, over http and https. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlTest {
    @TempDir
    static Path folder;

    private Server plain;
    private Server secure;
    private Path upload;
    private byte[] content;

    @BeforeAll
    void start() throws Exception {
        Tool.output(List.of("curl", "--version"));
        Files.writeString(folder.resolve("a.txt"), "0123456789");
        content = new byte[500_000];
        new Random(2).nextBytes(content);
        upload = Files.write(folder.resolve("upload"), content);
        AtomicReference<Server> running = new AtomicReference<>();
        var handler = DemoHandlers.of(
                () -> running.get() == null ? ServerStats.NONE : running.get().stats(), folder);
        plain = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .build();
        secure = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .tls(Certificates.server())
                .build();
        plain.start();
        secure.start();
        running.set(plain);
    }

    @AfterAll
    void stop() {
        for (Server server : new Server[] {plain, secure}) {
            if (server != null) {
                server.close();
            }
        }
    }

    /** Runs curl; BASE in an argument stands for the server. */
    private Tool.Said curl(boolean tls, String... arguments) throws Exception {
        String base = tls ? "https://localhost:" + secure.port() : "http://localhost:" + plain.port();
        List<String> command =
                new ArrayList<>(List.of("curl", "-q", "-sS", "-k", "-4", "--http1.1", "--max-time", "20"));
        for (String argument : arguments) {
            command.add(argument.replace("BASE", base));
        }
        return Tool.run("", command);
    }

    private record Row(String name, int code, String has, String... arguments) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, String has, String... arguments) {
        return new Row(name, 0, has, arguments);
    }

    static Stream<Row> rows() {
        return Stream.of(
                row("GET", "Hello, World!", "BASE/plaintext"),
                row("GET with head", "HTTP/1.1 200 OK\r\n", "-i", "BASE/json"),
                row("HEAD", "Content-Length: 13\r\n", "-I", "BASE/plaintext"),
                // With ALPN curl would offer "http/1.0" alone, which is no name that anybody here has.
                row("1.0", "Hello, World!", "-0", "--no-alpn", "BASE/plaintext"),
                row("POST", "a=b", "-d", "a=b", "BASE/echo"),
                row("PUT", "a=b", "-X", "PUT", "-d", "a=b", "BASE/echo"),
                row(
                        "a type that comes back",
                        "Content-Type: a/b\r\n",
                        "-i",
                        "-H",
                        "Content-Type: a/b",
                        "-d",
                        "x",
                        "BASE/echo"),
                row("two requests on a connection", "Hello, World!TextHandler !", "BASE/plaintext", "BASE/text"),
                row(
                        "Expect",
                        "HTTP/1.1 100 Continue\r\n",
                        "-i",
                        "-H",
                        "Expect: 100-continue",
                        "-d",
                        "hello",
                        "BASE/echo"),
                row(
                        "Expect that is refused",
                        "HTTP/1.1 405 ",
                        "-i",
                        "-H",
                        "Expect: 100-continue",
                        "-d",
                        "hello",
                        "BASE/text"),
                row("another Expect", "HTTP/1.1 417 ", "-i", "-H", "Expect: foo", "-d", "hello", "BASE/echo"),
                row("a range", "234", "-r", "2-4", "BASE/files/a.txt"),
                row("a range, with head", "Content-Range: bytes 2-4/10\r\n", "-i", "-r", "2-4", "BASE/files/a.txt"),
                row("a file", "0123456789", "BASE/files/a.txt"),
                row("trailers", "X-Declared: announced before the content\r\n", "-i", "--raw", "BASE/trailers"),
                row("103", "HTTP/1.1 103 Early Hints\r\n", "-i", "BASE/early-hints"),
                row("204", "204", "-w", "%{http_code}", "BASE/status/204"),
                row("304", "304", "-w", "%{http_code}", "BASE/status/304"),
                row("404", "HTTP/1.1 404 Not Found\r\n", "-i", "BASE/none"),
                row("a path that is cleaned", "Hello, World!", "-L", "--path-as-is", "BASE//./plaintext"),
                row("a long header", "\"x-long\"", "-H", "x-long: " + "x".repeat(20_000), "BASE/request"),
                row(
                        "a header that is too long",
                        "HTTP/1.1 431 ",
                        "-i",
                        "-H",
                        "x-long: " + "x".repeat(80_000),
                        "BASE/request"),
                row("500", "HTTP/1.1 500 ", "-i", "BASE/panic"),
                new Row("a response that is cut", 18, "", "BASE/panic-late"),
                row("Connection: close", "Connection: close\r\n", "-i", "-H", "Connection: close", "BASE/text"),
                row("OPTIONS *", "HTTP/1.1 200 OK\r\n", "-i", "-X", "OPTIONS", "--request-target", "*", "BASE/"),
                row("a stream", "line 100\n", "-N", "BASE/stream/100"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void overHttp(Row row) throws Exception {
        check(row, curl(false, row.arguments()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void overHttps(Row row) throws Exception {
        check(row, curl(true, row.arguments()));
    }

    private static void check(Row row, Tool.Said result) {
        String description = "curl " + String.join(" ", row.arguments()) + "\n  exit code " + result.code() + "\n  "
                + Wire.show(result.err()) + "\n  " + Wire.show(result.text());
        // 18 and 56 are both curl's words for content that was cut, by the framing or by TLS.
        assertTrue(result.code() == row.code() || row.code() == 18 && result.code() == 56, description);
        assertTrue(result.text().contains(row.has()), "no " + Wire.show(row.has()) + " of " + description);
    }

    @Test
    void uploads() throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            assertArrayEquals(
                    content, curl(tls, "-T", upload.toString(), "BASE/echo").out());
            assertArrayEquals(
                    content,
                    curl(tls, "-T", upload.toString(), "-H", "Transfer-Encoding: chunked", "BASE/echo")
                            .out());
            assertArrayEquals(
                    content,
                    curl(tls, "-T", upload.toString(), "-H", "Expect:", "BASE/echo")
                            .out());
            assertArrayEquals(
                    content,
                    curl(tls, "-0", "--no-alpn", "-T", upload.toString(), "BASE/echo")
                            .out());
        }
    }

    @Test
    void anUploadThatNobodyReads() throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            Tool.Said refused = curl(tls, "-H", "Expect:", "-T", upload.toString(), "-w", "%{http_code}", "BASE/text");
            assertTrue(refused.text().endsWith("405"), refused::toString);
        }
    }

    @Test
    void oneMebibyteDown() throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            assertEquals(1 << 20, curl(tls, "BASE/big").out().length);
        }
    }

    /** Without {@code --http1.1}: curl offers HTTP/2, and is answered by whatever both speak. */
    @Test
    void withWhateverVersionCurlLikes() throws Exception {
        assertEquals("Hello, World!", curl(true, "--http2", "BASE/plaintext").text());
        assertEquals("Hello, World!", curl(false, "--http2", "BASE/plaintext").text());
    }
}
