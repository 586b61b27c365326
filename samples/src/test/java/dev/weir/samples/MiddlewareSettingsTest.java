package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options for what stands around the demo: what each of them does, in memory. */
@Timeout(60)
class MiddlewareSettingsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("10.1.1.1", 4711);
    private static final Handler PROSE =
            (w, r) -> w.header("X-Client", r.client()).write("All work. ".repeat(500));

    @TempDir
    Path folder;

    private static Handler around(Handler handler, String... more) throws Exception {
        String[] line = new String[more.length + 1];
        line[0] = "demo";
        System.arraycopy(more, 0, line, 1, more.length);
        Options options = Options.parse(line);
        return options.middleware().around(handler, options);
    }

    private static RequestBuilder request() {
        return MemoryRequest.builder().target("/some/path").remoteAddress(PEER);
    }

    @ParameterizedTest
    @CsvSource({"'', gzip, true", "'', '', false", "--compress=on, gzip, true", "--compress=off, gzip, false"})
    void compress(String option, String accept, boolean coded) throws Exception {
        Handler handler = option.isEmpty() ? around(PROSE) : around(PROSE, option);
        RequestBuilder request = accept.isEmpty() ? request() : request().header("Accept-Encoding", accept);
        ResponseRecorder answer = ResponseRecorder.serve(handler, request.build());
        assertEquals(coded, answer.headers().contains("Content-Encoding"));
    }

    @Test
    void originsThatMayRead() throws Exception {
        Handler handler = around(PROSE, "--cors-origin", "https://app.example,https://other.example");
        for (String origin : List.of("https://app.example", "https://other.example", "https://evil.example")) {
            ResponseRecorder answer = ResponseRecorder.serve(
                    handler, request().header("Origin", origin).build());
            assertEquals(
                    origin.contains("evil") ? Optional.empty() : Optional.of(origin),
                    answer.headers().find("Access-Control-Allow-Origin"));
        }
        ResponseRecorder preflight = ResponseRecorder.serve(
                handler,
                request()
                        .method("OPTIONS")
                        .header("Origin", "https://app.example")
                        .header("Access-Control-Request-Method", "DELETE")
                        .build());
        assertEquals(204, preflight.status());
        assertTrue(preflight.headers().get("Access-Control-Allow-Methods").contains("DELETE"));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 192.0.2.7", "'192.168.0.0/16,10.1.1.1', 192.0.2.7", "192.168.0.0/16, 10.1.1.1"})
    void proxiesThatAreTrusted(String networks, String client) throws Exception {
        ResponseRecorder answer = ResponseRecorder.serve(
                around(PROSE, "--trusted-proxies", networks),
                request().header("X-Forwarded-For", "192.0.2.7").build());
        assertEquals(client, answer.headers().get("X-Client"));
    }

    @Test
    void identifiers() throws Exception {
        assertFalse(ResponseRecorder.serve(around(PROSE), request().build())
                .headers()
                .contains("X-Request-Id"));
        RequestBuilder sent = request().header("X-Request-Id", "given");
        String own = ResponseRecorder.serve(around(PROSE, "--request-id"), sent.build())
                .headers()
                .get("X-Request-Id");
        assertFalse(own == null || own.equals("given"), "a stranger's is not taken");
        assertEquals(
                "given",
                ResponseRecorder.serve(around(PROSE, "--request-id", "--trusted-proxies", "10.0.0.0/8"), sent.build())
                        .headers()
                        .get("X-Request-Id"));
        assertFalse(ResponseRecorder.serve(around(PROSE, "--request-id=off"), sent.build())
                .headers()
                .contains("X-Request-Id"));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "--cors-origin app.example | --cors-origin: ",
                "--cors-origin a,,b | --cors-origin: not a list of names",
                "--trusted-proxies 10.0.0.0/40 | --trusted-proxies: ",
                "--trusted-proxies localhost | --trusted-proxies: ",
                "--compress yes | --compress: not on or off: yes",
                "--request-id=maybe | --request-id: not on or off: maybe",
                "--access-log | --access-log wants a value: -|FILE",
            },
            delimiterString = " | ")
    void mistakes(String line, String message) {
        UsageException e = assertThrows(UsageException.class, () -> Options.parse(("demo " + line).split(" ")));
        assertTrue(e.getMessage().startsWith(message), e::getMessage);
    }

    @Test
    void theLogIsAddedToWithWhatNoHandlerSeesToo() throws Exception {
        Path log = Files.writeString(folder.resolve("access.log"), "before\n");
        ProgramServers servers = ProgramServers.start(Options.parse(
                "demo", "--port", "0", "--host", "127.0.0.1", "--access-log", log.toString(), "--errors", "text"));
        try {
            int port = Integer.parseInt(servers.urls().getFirst().replaceAll(".*:|/", ""));
            for (String request : List.of("GET /text HTTP/1.0\r\n\r\n", "nonsense\r\n\r\n")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                        InputStream in = socket.getInputStream()) {
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    assertTrue(in.readAllBytes().length > 0);
                }
            }
        } finally {
            assertTrue(servers.stop(Duration.ofSeconds(10)));
        }
        List<String> lines = Files.readAllLines(log);
        assertEquals(3, lines.size(), lines::toString);
        assertEquals("before", lines.getFirst());
        assertTrue(lines.get(1).matches("127.0.0.1 - - \\[.*] \"GET /text HTTP/1.0\" 200 13"), lines::toString);
        assertTrue(lines.get(2).matches("127.0.0.1 - - \\[.*] \"-\" 400 \\d+"), lines::toString);
    }

    @Test
    void aLogThatCannotBeWritten() throws Exception {
        Options options = Options.parse("demo", "--port", "0", "--access-log", folder.toString());
        String said = assertThrows(UsageException.class, () -> ProgramServers.start(options))
                .getMessage();
        assertTrue(said.startsWith("cannot write the access log: "), said);
    }
}
