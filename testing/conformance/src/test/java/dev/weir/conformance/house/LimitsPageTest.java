package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Uploads;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.json.Json;
import dev.weir.middleware.Decompression;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statuses that {@code docs/limits.md} names: just below each limit none of them, just above it that one. */
class LimitsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root")).resolve("docs/limits.md");

    /** A row of the page by its beginning, and what is asked within its limit and beyond it. */
    private record Limit(String row, int status, String within, String beyond) {
        @Override
        public String toString() {
            return row;
        }
    }

    private static String get(String target, String fields) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + fields + "\r\n";
    }

    static Stream<Limit> heads() {
        return Stream.of(
                new Limit("request line", 414, get("/" + "a".repeat(16_000), ""), get("/" + "a".repeat(16_400), "")),
                new Limit(
                        "head: request line and fields",
                        431,
                        get("/", "A: " + "b".repeat(65_000) + "\r\n"),
                        get("/", "A: " + "b".repeat(65_536) + "\r\n")),
                new Limit("number of fields", 431, get("/", "A: b\r\n".repeat(498)), get("/", "A: b\r\n".repeat(499))));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void limitsOfAHead(Limit limit) throws IOException {
        saysSo(limit);
        try (Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler((w, r) -> {})
                .errorLog(Servers.LOG)
                .build()) {
            server.start();
            try (Wire wire = Wire.to(server.port())) {
                assertEquals(200, wire.send(limit.within).answer(false).status(), wire::transcript);
            }
            try (Wire wire = Wire.to(server.port())) {
                assertEquals(limit.status, wire.send(limit.beyond).answer(false).status(), wire::transcript);
            }
        }
    }

    private static String part(String fields, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n" + fields + "\r\n" + content + "\r\n";
    }

    private static String parts(int count) {
        return part("", "v").repeat(count) + "--b--\r\n";
    }

    static Stream<Limit> forms() {
        return Stream.of(
                new Limit(
                        "a form",
                        413,
                        "a=" + "b".repeat(10 * 1024 * 1024 - 2),
                        "a=" + "b".repeat(10 * 1024 * 1024 - 1)),
                new Limit("a form", 400, "a&".repeat(9_999) + "a", "a&".repeat(10_000) + "a"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void limitsOfAForm(Limit limit) throws IOException {
        saysSo(limit);
        Handler handler = (w, r) -> w.write("" + r.form().required("a").length());
        assertEquals(200, asked(handler, "application/x-www-form-urlencoded", limit.within));
        assertEquals(limit.status, asked(handler, "application/x-www-form-urlencoded", limit.beyond));
    }

    static Stream<Limit> multiparts() {
        return Stream.of(
                new Limit("multipart", 400, parts(1000), parts(1001)),
                new Limit(
                        "multipart",
                        400,
                        part("A: b\r\n".repeat(99), "v") + "--b--\r\n",
                        part("A: b\r\n".repeat(100), "v") + "--b--\r\n"),
                new Limit(
                        "multipart",
                        400,
                        part("A: " + "b".repeat(16_000) + "\r\n", "v") + "--b--\r\n",
                        part("A: " + "b".repeat(16_400) + "\r\n", "v") + "--b--\r\n"));
    }

    @ParameterizedTest
    @MethodSource("multiparts")
    void limitsOfMultipart(Limit limit) throws IOException {
        saysSo(limit);
        Handler handler = (w, r) -> {
            var parts = r.multipart();
            while (parts.next().isPresent()) {
                w.status(200);
            }
        };
        assertEquals(200, asked(handler, "multipart/form-data; boundary=b", limit.within));
        assertEquals(limit.status, asked(handler, "multipart/form-data; boundary=b", limit.beyond));
    }

    static Stream<Limit> cookies() {
        return Stream.of(
                new Limit("cookies of a request", 431, "a=b; ".repeat(2_999) + "a=b", "a=b; ".repeat(3_000) + "a=b"));
    }

    @ParameterizedTest
    @MethodSource("cookies")
    void limitsOfCookies(Limit limit) throws IOException {
        saysSo(limit);
        Handler handler = (w, r) -> w.write("" + r.cookies().size());
        assertEquals(200, ResponseRecorder.serve(handler, cookie(limit.within)).status());
        assertEquals(
                limit.status,
                ResponseRecorder.serve(handler, cookie(limit.beyond)).status());
    }

    private static MemoryRequest cookie(String value) {
        return MemoryRequest.builder().header("Cookie", value).build();
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    static Stream<Limit> json() {
        int large = 1 << 20;
        return Stream.of(
                new Limit("JSON: content", 413, " ".repeat(large - 2) + "[]", " ".repeat(large - 1) + "[]"),
                new Limit("JSON: nesting", 400, nested(64), nested(65)),
                new Limit("JSON: nesting", 400, "[" + "1".repeat(1000) + "]", "[" + "1".repeat(1001) + "]"));
    }

    @ParameterizedTest
    @MethodSource("json")
    void limitsOfJson(Limit limit) throws IOException {
        saysSo(limit);
        Handler handler = (w, r) -> w.write(Json.read(r, List.class).size() + "");
        assertEquals(200, asked(handler, "application/json", limit.within));
        assertEquals(limit.status, asked(handler, "application/json", limit.beyond));
    }

    static Stream<Limit> uploads() {
        String file = "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n";
        int most = 1 << 20;
        return Stream.of(
                new Limit(
                        "an upload: its files",
                        400,
                        (file + "\r\n").repeat(2) + "--b--\r\n",
                        file + "\r\n" + file + "\r\n" + file + "\r\n--b--\r\n"),
                new Limit("an upload: its files", 413, file + "1234\r\n--b--\r\n", file + "12345\r\n--b--\r\n"),
                new Limit("an upload: fields", 400, parts(1000), parts(1001)),
                new Limit(
                        "an upload: fields",
                        413,
                        part("", "v".repeat(most)) + "--b--\r\n",
                        part("", "v".repeat(most + 1)) + "--b--\r\n"));
    }

    @ParameterizedTest
    @MethodSource("uploads")
    void limitsOfUploads(Limit limit, @TempDir Path folder) throws IOException {
        saysSo(limit);
        Handler handler = (w, r) -> {
            try (Uploads uploads = Uploads.read(r, Uploads.Limits.of(2, 4), folder)) {
                w.write("" + uploads.files().size());
            }
        };
        assertEquals(200, asked(handler, "multipart/form-data; boundary=b", limit.within));
        assertEquals(limit.status, asked(handler, "multipart/form-data; boundary=b", limit.beyond));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream coded = new GZIPOutputStream(out)) {
            coded.write(content);
        }
        return out.toByteArray();
    }

    /** What is sent is gzip; the content shrinks by less than the ratio that is the other limit. */
    @Test
    void limitOfCodedContent() throws IOException {
        saysSo(new Limit("coded content of a request", 413, "", ""));
        byte[] content = new byte[(10 << 20) + 1];
        Random random = new Random(1);
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ('a' + random.nextInt(2));
        }
        Handler handler =
                Decompression.create().wrap((w, r) -> w.write("" + r.content().readAllBytes().length));
        assertEquals(200, coded(handler, "gzip", gzip(Arrays.copyOf(content, 10 << 20))));
        assertEquals(413, coded(handler, "gzip", gzip(content)));
        saysSo(new Limit("growth of coded content", 413, "", ""));
        assertEquals(200, coded(handler, "gzip", gzip(new byte[1 << 20])));
        assertEquals(413, coded(handler, "gzip", gzip(new byte[2 << 20])));
        saysSo(new Limit("codings of a request's content", 415, "", ""));
        byte[] twice = gzip(gzip(content));
        assertEquals(413, coded(handler, "gzip, gzip", twice));
        assertEquals(415, coded(handler, "gzip, gzip, gzip", gzip(twice)));
    }

    private static int coded(Handler handler, String codings, byte[] content) {
        return ResponseRecorder.serve(
                        handler,
                        MemoryRequest.builder()
                                .method("POST")
                                .header("Content-Encoding", codings)
                                .content(content)
                                .build())
                .status();
    }

    @Test
    void limitOfRanges(@TempDir Path folder) throws IOException {
        saysSo(new Limit("several ranges", 200, "", ""));
        Files.writeString(folder.resolve("a"), "x".repeat(100));
        FileServer files = FileServer.of(folder);
        StringBuilder ranges = new StringBuilder("bytes=0-0");
        for (int i = 1; i <= 10; i++) {
            MemoryRequest request = MemoryRequest.builder()
                    .target("/a")
                    .header("Range", ranges.toString())
                    .build();
            assertEquals(206, ResponseRecorder.serve(files, request).status(), ranges::toString);
            ranges.append(", ").append(2 * i).append('-').append(2 * i);
        }
        MemoryRequest request = MemoryRequest.builder()
                .target("/a")
                .header("Range", ranges.toString())
                .build();
        assertEquals(200, ResponseRecorder.serve(files, request).status(), ranges::toString);
    }

    private static int asked(Handler handler, String type, String content) {
        return ResponseRecorder.serve(
                        handler,
                        MemoryRequest.builder()
                                .method("POST")
                                .header("Content-Type", type)
                                .content(content)
                                .build())
                .status();
    }

    /** The page has the row, and the status in it. */
    private static void saysSo(Limit limit) throws IOException {
        String row = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| " + limit.row))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + limit.row));
        assertTrue(row.contains("" + limit.status), row);
    }
}
