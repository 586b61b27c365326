package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of samples/programs that are middleware: in memory, and as they are. */
class MiddlewareProgramsTest {
    private static final Path SOURCES = Path.of(System.getProperty("weir.root"), "samples", "programs");
    private static final int MOST_LINES = 30;

    @TempDir
    static Path classes;

    @TempDir
    Path folder;

    private static String source(String name) throws IOException {
        return Files.readString(SOURCES.resolve(name + ".java"));
    }

    private static CompiledSource compiled(String name) throws IOException {
        return CompiledSource.of(classes, name, source(name));
    }

    private Program run(String name, String... others) throws IOException {
        return new Program(folder, SOURCES.resolve(name + ".java"), List.of(), List.of(":8080"), List.of(others));
    }

    private static Answer ask(int port, String request) throws IOException {
        try (Wire wire = Wire.to(port)) {
            return wire.send(request.replace("\n", "\r\n")).finalAnswer(request.startsWith("HEAD"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessLog", "Gzip", "TrustedProxy"})
    void isShort(String name) throws IOException {
        List<String> code = source(name)
                .lines()
                .filter(line -> !line.isBlank() && !line.strip().matches("(import |/\\*\\*|\\*|//).*"))
                .toList();
        assertTrue(code.size() < MOST_LINES, () -> code.size() + " lines:\n" + String.join("\n", code));
    }

    @Nested
    class AccessLog {
        /** More routes than the program has, for what can become of a request. */
        private Program logging() throws IOException {
            return run("AccessLog", "var mux = new ServeMux();", """
                var mux = new ServeMux();
                mux.handle("GET /fails", (w, r) -> { throw new IllegalStateException("on purpose"); });
                mux.handle("GET /gone", (w, r) -> { throw new HttpError(410); });
                mux.handle("GET /breaks", (w, r) -> { w.write("12345"); w.flush(); throw new AbortHandler(); });
                """);
        }

        /** The lines of the log, without times. */
        private List<String> lines(Program program, int count) {
            Servers.await(() -> lines(program).size() >= count, program::log);
            return lines(program);
        }

        private static List<String> lines(Program program) {
            String log = program.log();
            // The last line may be half written.
            return log.substring(0, log.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.contains(" route="))
                    .map(line -> line.replaceFirst("^.*?Z ", "").replaceFirst("ms=\\d+[.,]\\d ", ""))
                    .toList();
        }

        @Test
        void hasALineForEachRequest() throws Exception {
            String host = " HTTP/1.1\nHost: h\n\n";
            try (Program program = logging()) {
                ask(program.port(), "GET /hello/you?a=b" + host);
                ask(program.port(), "HEAD /hello/you" + host);
                ask(program.port(), "GET /none" + host);
                ask(program.port(), "POST /hello/you" + host);
                ask(program.port(), "GET /fails" + host);
                ask(program.port(), "GET /gone" + host);
                try (Wire wire = Wire.to(program.port())) {
                    wire.send("GET /breaks HTTP/1.1\r\nHost: h\r\n\r\n").restOrReset();
                }
                // A refused request has its line when its answer is out, so the next is not asked before.
                ask(program.port(), "GET /" + "x".repeat(70_000) + host);
                lines(program, 8);
                ask(program.port(), "GET / HTTP/1.1\n\n");
                lines(program, 9);
                ask(program.port(), "nonsense\n\n");
                List<String> lines = lines(program, 10);
                String client = "127.0.0.1 ";
                assertEquals(
                        List.of(
                                client + "\"GET /hello/you?a=b HTTP/1.1\" route=\"GET /hello/{name}\" status=200"
                                        + " bytes=11 COMPLETE",
                                client + "\"HEAD /hello/you HTTP/1.1\" route=\"GET /hello/{name}\" status=200 bytes=0"
                                        + " COMPLETE",
                                client + "\"GET /none HTTP/1.1\" route=\"\" status=404 bytes=19 COMPLETE"),
                        lines.subList(0, 3));
                assertTrue(
                        lines.get(3).startsWith(client + "\"POST /hello/you HTTP/1.1\" route=\"\" status=405 "),
                        lines.get(3));
                assertEquals(
                        List.of(
                                client + "\"GET /fails HTTP/1.1\" route=\"GET /fails\" status=500 bytes=22 COMPLETE",
                                client + "\"GET /gone HTTP/1.1\" route=\"GET /gone\" status=410 bytes=5 COMPLETE",
                                client + "\"GET /breaks HTTP/1.1\" route=\"GET /breaks\" status=200 bytes=5 ABORTED"),
                        lines.subList(4, 7));
                List<String> statuses = List.of("414", "400", "400");
                for (int i = 0; i < statuses.size(); i++) {
                    String line = lines.get(7 + i);
                    assertTrue(
                            line.startsWith(client + "\"")
                                    && line.contains(" status=" + statuses.get(i) + " ")
                                    && line.endsWith(" REFUSED"),
                            line);
                }
                // Nothing twice: the last one is the last, and there is one for each.
                ask(program.port(), "GET /hello/again" + host);
                assertEquals(11, lines(program, 11).size());
            }
        }

        @Test
        void cannotBeBrokenByAClient() throws Exception {
            assertEquals("/a?status=200?b??c", compiled("AccessLog").call("plain", "/a\"status=200\nb\\\u0085c"));
            try (Program program = logging()) {
                ask(program.port(), "GET /hello/\"x HTTP/1.1\nHost: h\n\n");
                String line = lines(program, 1).getFirst();
                assertEquals(4, line.chars().filter(c -> c == '"').count(), line);
            }
        }
    }

    @Nested
    class Gzip {
        private static final String TEXT = "All work and no play.\n".repeat(100);

        private static Middleware gzip;

        @BeforeAll
        static void compile() throws Exception {
            gzip = compiled("Gzip").field("GZIP", Middleware.class);
        }

        private ResponseRecorder get(Handler handler, String accept) {
            return answer(handler, "GET", accept);
        }

        private ResponseRecorder answer(Handler handler, String method, String accept) {
            RequestBuilder request = MemoryRequest.builder().method(method);
            ResponseRecorder answer = ResponseRecorder.serve(
                    gzip.wrap(handler),
                    (accept.isEmpty() ? request : request.header("Accept-Encoding", accept)).build());
            assertTrue(answer.ended(), () -> "" + answer.failure());
            return answer;
        }

        private static String unzipped(byte[] content) throws IOException {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        private static boolean coded(ResponseRecorder answer) {
            return answer.headers().find("Content-Encoding").equals(Optional.of("gzip"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "gzip|true",
                    "GZIP|true",
                    "deflate, gzip;q=1.0, *;q=0.5|true",
                    "br ; q=1 , gzip ; q=0.001|true",
                    "*|true",
                    "gzip;q=0|false",
                    "gzip;q=0.000, *|false",
                    "*;q=0|false",
                    "identity, gzip;q=0.5|false",
                    "gzip;q=0.5, identity;q=0.5|true",
                    "gzip;q=two|false",
                    "gzip;q=2|false",
                    "br, deflate|false",
                    "agzip, gzipa|false",
                    ";q=,,;|false",
                    "''|false"
                })
        void asTheClientWants(String accept, boolean expected) throws IOException {
            ResponseRecorder answer = get((w, _) -> w.write(TEXT), accept);
            assertEquals(expected, coded(answer));
            assertEquals(List.of("Accept-Encoding"), answer.headers().all("Vary"));
            assertEquals(TEXT, expected ? unzipped(answer.contentBytes()) : answer.contentText());
        }

        @ParameterizedTest
        @CsvSource({
            "text/plain, true",
            "TEXT/HTML; charset=utf-8, true",
            "application/json, true",
            "application/problem+json; charset=utf-8, true",
            "image/svg+xml, true",
            "text/javascript, true",
            "image/png, false",
            "application/octet-stream, false",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document, false",
            "video/mp4, false"
        })
        void whatCompresses(String type, boolean expected) {
            ResponseRecorder answer =
                    get((w, _) -> w.header("Content-Type", type).write(TEXT), "gzip");
            assertEquals(expected, coded(answer));
            assertEquals(expected, answer.headers().contains("Vary"));
        }

        @Test
        void whatTheServerGuessesCompressesToo() {
            assertTrue(coded(get((w, _) -> w.write("<!doctype html>" + TEXT), "gzip")));
            assertFalse(coded(get((w, _) -> w.write(new byte[5000]), "gzip")));
        }

        @Test
        void whatIsLeftAlone() {
            for (Handler handler : List.<Handler>of(
                    (w, _) -> w.header("Content-Encoding", "br").write(TEXT),
                    (w, _) ->
                            w.header("Cache-Control", "max-age=5, no-transform").write(TEXT),
                    (w, _) -> w.status(206)
                            .header("Content-Type", "text/plain")
                            .header("Content-Range", "bytes 0-2199/9999")
                            .write(TEXT),
                    (w, _) -> w.status(206)
                            .header("Content-Type", "text/x; boundary=b")
                            .write(TEXT),
                    (w, _) -> w.write("short"),
                    (w, _) -> w.status(204).header("Content-Type", "text/plain").write(TEXT),
                    (w, _) -> w.status(302).header("Location", "/"),
                    (_, _) -> {
                        throw HttpError.notFound();
                    })) {
                ResponseRecorder answer = get(handler, "gzip");
                assertFalse(
                        answer.headers().find("Content-Encoding").orElse("").contains("gzip"), "" + answer.headers());
                assertEquals(List.of(), answer.headers().all("Vary"));
            }
        }

        @Test
        void anErrorThatIsLongIsCompressed() throws IOException {
            ResponseRecorder answer = get(
                    (_, _) -> {
                        throw new HttpError(416, TEXT.replace('\n', ' ')).with("X-Kept", "yes");
                    },
                    "gzip");
            assertEquals(
                    "416 gzip yes",
                    answer.status() + " "
                            + answer.headers().find("Content-Encoding").orElse("") + " "
                            + answer.headers().find("X-Kept").orElse(""));
            assertEquals(TEXT.replace('\n', ' ') + "\n", unzipped(answer.contentBytes()));
        }

        @Test
        void aVaryThatIsThereIsAddedTo() {
            assertEquals(
                    List.of("Origin", "Accept-Encoding"),
                    get((w, _) -> w.header("Vary", "Origin").write(TEXT), "gzip")
                            .headers()
                            .all("Vary"));
            assertEquals(
                    List.of("origin, accept-encoding"),
                    get((w, _) -> w.header("Vary", "origin, accept-encoding").write(TEXT), "")
                            .headers()
                            .all("Vary"));
        }

        /** In one piece, by pieces, with a length that was named: HEAD says what GET does. */
        @Test
        void headHasTheFieldsOfGet() {
            for (Handler handler : List.<Handler>of(
                    (w, _) -> w.header("ETag", "\"1\"").write(TEXT),
                    (w, _) -> w.header("ETag", "\"1\"").write(TEXT.repeat(10)),
                    (w, r) -> {
                        w.header("Content-Type", "text/plain").header("Content-Length", "" + TEXT.length());
                        if (r.method().equals("GET")) {
                            w.write(TEXT);
                        }
                    },
                    (w, _) -> w.header("Content-Type", "image/png").write(TEXT),
                    (w, _) -> w.write("short"))) {
                for (String accept : List.of("gzip", "")) {
                    var get = get(handler, accept).headers().copy();
                    var head = answer(handler, "HEAD", accept).headers();
                    if (!head.contains("Content-Length")) {
                        // What comes out of an encoder is as long as it is, which HEAD need not say (RFC 9110 section
                        // 9.3.2).
                        get.remove("Content-Length");
                    }
                    assertEquals(get.toString(), head.toString());
                }
            }
        }

        @Test
        void anEtagIsWeakWhereTheBytesAreOthers() {
            Handler tagged = (w, _) -> w.header("ETag", "\"1\"").write(TEXT);
            assertEquals("W/\"1\"", get(tagged, "gzip").headers().get("ETag"));
            assertEquals("\"1\"", get(tagged, "br").headers().get("ETag"));
        }

        /** A file: the first time, the second time, a part of it. */
        @Test
        void aFileIsValidatedAndCutIntoRangesAsBefore() throws Exception {
            Path file = Files.writeString(
                    Files.createDirectory(folder.resolve("site")).resolve("a.txt"), TEXT);
            // One that has just changed has a weak ETag of itself.
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
            Handler files = gzip.wrap(FileServer.of(folder.resolve("site")));
            ResponseRecorder first = file(files, "Accept-Encoding", "gzip");
            String etag = first.headers().get("ETag");
            assertTrue(etag.startsWith("W/"), etag);
            assertEquals(List.of(), first.headers().all("Accept-Ranges"));
            assertEquals(TEXT, unzipped(first.contentBytes()));
            ResponseRecorder second = file(files, "Accept-Encoding", "gzip", "If-None-Match", etag);
            assertEquals(
                    "304 " + etag + " Accept-Encoding",
                    second.status() + " " + second.headers().get("ETag") + " "
                            + second.headers().get("Vary"));
            assertEquals(0, second.contentBytes().length);
            ResponseRecorder plain = file(files, "If-None-Match", etag);
            assertEquals(etag.substring(2), plain.headers().get("ETag"));
            ResponseRecorder part = file(files, "Accept-Encoding", "gzip", "Range", "bytes=0-4");
            assertEquals("206 All w", part.status() + " " + part.contentText());
            // Whose bytes are compressed cannot have more of them that are not.
            ResponseRecorder rest = file(files, "Accept-Encoding", "gzip", "Range", "bytes=5-", "If-Range", etag);
            assertEquals(200, rest.status());
            assertEquals(TEXT, unzipped(rest.contentBytes()));
        }

        private static ResponseRecorder file(Handler files, String... fields) {
            RequestBuilder request = MemoryRequest.builder().target("/a.txt");
            for (int i = 0; i < fields.length; i += 2) {
                request.header(fields[i], fields[i + 1]);
            }
            return ResponseRecorder.serve(files, request.build());
        }

        @Test
        void asItIs() throws Exception {
            try (Program program = run("Gzip")) {
                String plain =
                        ask(program.port(), "GET / HTTP/1.1\nHost: h\n\n").body();
                Answer coded = ask(program.port(), "GET / HTTP/1.1\nHost: h\nAccept-Encoding: gzip\n\n");
                assertEquals("gzip", coded.field("Content-Encoding"));
                assertTrue(
                        coded.body().length() < plain.length() / 10,
                        () -> coded.body().length() + " bytes");
                assertEquals(plain, unzipped(coded.body().getBytes(StandardCharsets.ISO_8859_1)));
            }
        }

        /** What was flushed can be read while the handler still waits. */
        @Test
        void aFlushReachesTheClient() throws Exception {
            CountDownLatch read = new CountDownLatch(1);
            Server server = Server.builder()
                    .address("127.0.0.1:0")
                    .errorLog(Servers.LOG)
                    .handler(gzip.wrap((w, _) -> {
                        w.header("Content-Type", "text/event-stream").write("data: 1\n\n");
                        w.flush();
                        assertTrue(read.await(30, TimeUnit.SECONDS));
                        w.write("data: 2\n\n");
                    }))
                    .build();
            server.start();
            try (server;
                    Wire wire = Wire.to(server.port())) {
                wire.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
                assertEquals("gzip", wire.head(false).field("Content-Encoding"));
                ByteArrayOutputStream sent = new ByteArrayOutputStream();
                while (!readable(sent.toByteArray()).equals("data: 1\n\n")) {
                    sent.writeBytes(wire.chunk().getBytes(StandardCharsets.ISO_8859_1));
                }
                read.countDown();
                for (String chunk = wire.chunk(); chunk != null; chunk = wire.chunk()) {
                    sent.writeBytes(chunk.getBytes(StandardCharsets.ISO_8859_1));
                }
                assertEquals("data: 1\n\ndata: 2\n\n", unzipped(sent.toByteArray()));
            }
        }

        /** What can be read of compressed content that has not come to its end. */
        private static String readable(byte[] part) throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(part))) {
                for (int b = in.read(); b >= 0; b = in.read()) {
                    text.write(b);
                }
                return text + " to the end";
            } catch (EOFException e) {
                return text.toString(StandardCharsets.UTF_8);
            }
        }
    }

    @Nested
    class TrustedProxy {
        private static final String ASKED = "http://example.org/path";

        private static Middleware proxy;

        @BeforeAll
        static void compile() throws Exception {
            proxy = compiled("TrustedProxy").field("TRUSTED_PROXY", Middleware.class);
        }

        /** Who asked for what, as the handler sees it. */
        private String seen(SocketAddress from, String... fields) {
            RequestBuilder request = MemoryRequest.builder()
                    .authority("example.org")
                    .target("/path")
                    .remoteAddress(from);
            for (int i = 0; i < fields.length; i += 2) {
                request.header(fields[i], fields[i + 1]);
            }
            return ResponseRecorder.serve(
                            proxy.wrap((w, r) -> w.write(r.client() + " " + r.scheme() + "://" + r.authority()
                                    + r.path()
                                    + (r.authority().equals(r.headers().get("Host")) ? "" : " with another Host"))),
                            request.build())
                    .contentText();
        }

        private static InetSocketAddress at(String address) {
            return new InetSocketAddress(InetAddress.ofLiteral(address), 50_000);
        }

        @Test
        void aProxyIsBelieved() {
            assertEquals(
                    "192.0.2.7 https://shop.example:8443/path",
                    seen(
                            at("127.0.0.1"),
                            "X-Forwarded-For",
                            "192.0.2.7",
                            "X-Forwarded-Proto",
                            "https",
                            "X-Forwarded-Host",
                            "shop.example:8443"));
            assertEquals("127.0.0.1 " + ASKED, seen(at("127.0.0.1")));
        }

        @Test
        void nobodyElseIs() {
            for (SocketAddress stranger :
                    List.of(at("192.0.2.1"), at("2001:db8::6"), UnixDomainSocketAddress.of("/run/x"))) {
                String client = stranger instanceof InetSocketAddress inet
                                && inet.getAddress().getAddress().length == 4
                        ? "192.0.2.1"
                        : stranger instanceof InetSocketAddress ? "2001:db8::6" : "unix";
                assertEquals(
                        client + " " + ASKED,
                        seen(
                                stranger,
                                "X-Forwarded-For",
                                "127.0.0.1",
                                "X-Forwarded-Proto",
                                "https",
                                "X-Forwarded-Host",
                                "evil.example"));
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "192.0.2.7|192.0.2.7",
                    "6.6.6.6, 192.0.2.7|192.0.2.7",
                    "6.6.6.6, 192.0.2.7, 2001:db8::5, ::1|192.0.2.7",
                    "127.0.0.1, 192.0.2.7|192.0.2.7",
                    "2001:DB8:0:0::7|2001:db8::7",
                    "::ffff:192.0.2.7|192.0.2.7",
                    "::1|::1",
                    "192.0.2.7, unknown|127.0.0.1",
                    "192.0.2.7, unknown, ::1|::1",
                    "192.0.2.7,|127.0.0.1",
                    "1|127.0.0.1",
                    "100.200|127.0.0.1",
                    "192.0.2.256|127.0.0.1",
                    "1:2:3|127.0.0.1",
                    "fe80::1%1|127.0.0.1",
                    "localhost|127.0.0.1",
                    ",|127.0.0.1"
                })
        void theListIsReadFromTheRight(String value, String client) {
            assertEquals(client + " " + ASKED, seen(at("127.0.0.1"), "X-Forwarded-For", value));
        }

        @Test
        void severalLinesAreOneList() {
            assertEquals(
                    "192.0.2.7 " + ASKED,
                    seen(at("::1"), "X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "192.0.2.7, 127.0.0.1"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "X-Forwarded-Proto|http, https|https://example.org/path",
                    "X-Forwarded-Proto|https, ftp|http://example.org/path",
                    "X-Forwarded-Proto|javascript|http://example.org/path",
                    "X-Forwarded-Proto|''|http://example.org/path",
                    "X-Forwarded-Host|evil.example, shop.example|http://shop.example/path",
                    "X-Forwarded-Host|[2001:db8::1]:80|http://[2001:db8::1]:80/path",
                    "X-Forwarded-Host|a/b|http://example.org/path",
                    "X-Forwarded-Host|a@b|http://example.org/path",
                    "X-Forwarded-Host|a:b|http://example.org/path",
                    "X-Forwarded-Host|,|http://example.org/path"
                })
        void whatIsMalformedIsIgnored(String name, String value, String expected) {
            assertEquals("127.0.0.1 " + expected, seen(at("127.0.0.1"), name, value));
        }

        /** The log within names the client, and the route that a router further in has found. */
        @Test
        void theLogNamesTheClient() throws Exception {
            List<String> log = new ArrayList<>();
            Middleware access = next -> (w, r) -> {
                w.onEnd((RequestEnd end) -> log.add(r.client() + " " + end.pattern() + " " + end.client()));
                next.serve(w, r);
            };
            var mux = new ServeMux();
            mux.handle("GET /path", (w, _) -> w.write("x"));
            ResponseRecorder.serve(
                    proxy.then(access).wrap(mux),
                    MemoryRequest.builder()
                            .target("/path")
                            .remoteAddress(at("127.0.0.1"))
                            .header("X-Forwarded-For", "192.0.2.7")
                            .build());
            assertEquals(List.of("192.0.2.7 GET /path 127.0.0.1"), log);
        }

        @Test
        void asItIs() throws Exception {
            try (Program program = run("TrustedProxy")) {
                assertEquals(
                        "192.0.2.7 asked for https://h/x\n",
                        ask(
                                        program.port(),
                                        "GET /x HTTP/1.1\nHost: h\nX-Forwarded-For: 192.0.2.7\n"
                                                + "X-Forwarded-Proto: https\n\n")
                                .body());
            }
        }
    }
}
