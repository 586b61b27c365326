package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.JavaClient;
import dev.weir.conformance.tools.Tool;
import dev.weir.handlers.FileServer;
import dev.weir.handlers.Handlers;
import dev.weir.handlers.Sse;
import dev.weir.http.api.Handler;
import dev.weir.http.api.UploadedFile;
import dev.weir.http.api.Uploads;
import dev.weir.http.core.Server;
import dev.weir.middleware.BasicAuth;
import dev.weir.middleware.Compression;
import dev.weir.middleware.Decompression;
import dev.weir.mux.ServeMux;
import dev.weir.sessions.MemorySessionStore;
import dev.weir.sessions.Sessions;
import dev.weir.wire.testkit.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that others have written, over HTTP/1.1 and HTTP/2 in the clear: curl, with the decoders of {@code gzip},
 * {@code brotli} and {@code zstd} where curl is not to decode, and the JDK's own. What is not installed is not tested.
 */
class RealClientsTest {
    private static final String TEXT = "a line of text, and another one\n".repeat(1000);
    /** A script that has a sidecar with something else in it. */
    private static final String PLAIN = "not coded ".repeat(100);

    private static final String HTTP1 = "--http1.1";
    private static final String HTTP2 = "--http2-prior-knowledge";

    /** The programs that decode, by the name of the coding. */
    private static final Map<String, String> DECODERS = Map.of("gzip", "gzip", "br", "brotli", "zstd", "zstd");

    private static final Map<String, String> SUFFIXES = Map.of("gzip", ".gz", "br", ".br", "zstd", ".zst");

    @TempDir
    private Path folder;

    private Server server;

    @BeforeEach
    void start() throws IOException {
        server = Servers.start(builder -> builder, app());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Handler app() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site"));
        Files.writeString(site.resolve("a.txt"), TEXT);
        Files.writeString(site.resolve("app.js"), PLAIN);
        Files.write(site.resolve("app.js.gz"), gzip("coded before"));
        ServeMux mux = new ServeMux();
        mux.handle(
                "/site/",
                Handlers.stripPrefix(
                        "/site", FileServer.builder(site).precompressed(true).build()));
        mux.handle(
                "POST /echo",
                Decompression.create().wrap((w, r) -> w.write(r.content().readAllBytes())));
        mux.handle("POST /upload", (w, r) -> {
            try (Uploads uploads = Uploads.read(r, Uploads.Limits.of(2, 1 << 20), folder)) {
                w.write(uploads.form().required("title"));
                for (UploadedFile file : uploads.files()) {
                    w.write(" " + file.fileName() + " " + Files.size(file.path()));
                }
            }
        });
        Sessions sessions = Sessions.in(new MemorySessionStore());
        mux.handle(
                "GET /session",
                sessions.wrap((w, r) -> w.write(Sessions.of(r).user().orElse("nobody"))));
        mux.handle("POST /session", sessions.wrap((_, r) -> Sessions.of(r).login("ann")));
        mux.handle("DELETE /session", sessions.wrap((_, r) -> Sessions.of(r).invalidate()));
        mux.handle("/private", BasicAuth.of("r", Map.of("user", "secret")).wrap((w, _) -> w.write("let in")));
        mux.handle("/events", Sse.handler(events -> {
            events.send("one");
            events.send("two");
        }));
        return Compression.create().wrap(mux);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream coded = new GZIPOutputStream(out)) {
            coded.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    // ---- curl

    /** Runs curl; the last argument is a path. */
    private Tool.Said curl(String protocol, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-q", "-sS", "-4", protocol, "--max-time", "20"));
        command.addAll(Arrays.asList(arguments).subList(0, arguments.length - 1));
        command.add("http://localhost:" + server.port() + arguments[arguments.length - 1]);
        Tool.Said said = Tool.run("", command);
        assertEquals(0, said.code(), () -> command + "\n" + said.err());
        return said;
    }

    static Stream<Arguments> protocolsAndCodings() {
        return Stream.of(HTTP1, HTTP2)
                .flatMap(protocol -> DECODERS.keySet().stream().map(coding -> Arguments.of(protocol, coding)));
    }

    @ParameterizedTest
    @MethodSource("protocolsAndCodings")
    void curlDecodes(String protocol, String coding) throws Exception {
        Tool.Said said = curl(
                protocol,
                "--compressed",
                "-H",
                "Accept-Encoding: " + coding,
                "-w",
                " %{http_code} %header{content-encoding} %header{vary}",
                "/site/a.txt");
        assertEquals(TEXT + " 200 " + coding + " Accept-Encoding", said.text());
    }

    /** Without a wish of its own it offers all that it has. */
    @ParameterizedTest
    @ValueSource(strings = {HTTP1, HTTP2})
    void curlOffersAll(String protocol) throws Exception {
        Tool.Said said = curl(protocol, "--compressed", "-w", " %header{content-encoding}", "/site/a.txt");
        String features = new String(Tool.output(List.of("curl", "--version")), StandardCharsets.UTF_8);
        String best = features.contains(" zstd") ? "zstd" : features.contains(" brotli") ? "br" : "gzip";
        assertEquals(TEXT + " " + best, said.text());
        assertEquals(
                "coded before", curl(protocol, "--compressed", "/site/app.js").text());
        assertEquals(PLAIN, curl(protocol, "/site/app.js").text());
    }

    @ParameterizedTest
    @MethodSource("protocolsAndCodings")
    void otherProgramsDecode(String protocol, String coding) throws Exception {
        Path coded = folder.resolve("coded" + SUFFIXES.get(coding));
        curl(protocol, "-H", "Accept-Encoding: " + coding, "-o", coded.toString(), "/site/a.txt");
        assertTrue(Files.size(coded) < TEXT.length() / 10, () -> "not coded");
        byte[] decoded = Tool.output(List.of(DECODERS.get(coding), "-d", "-c", coded.toString()));
        assertEquals(TEXT, new String(decoded, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("protocolsAndCodings")
    void whatOtherProgramsEncodeIsDecoded(String protocol, String coding) throws Exception {
        byte[] encoded = Tool.output(
                List.of(DECODERS.get(coding), "-c", folder.resolve("site/a.txt").toString()));
        Path file = Files.write(folder.resolve("encoded"), encoded);
        assertEquals(
                TEXT,
                curl(protocol, "-H", "Content-Encoding: " + coding, "--data-binary", "@" + file, "/echo")
                        .text());
    }

    @ParameterizedTest
    @ValueSource(strings = {HTTP1, HTTP2})
    void curlKeepsASession(String protocol) throws Exception {
        String jar = folder.resolve("cookies").toString();
        assertEquals("nobody", curl(protocol, "-b", jar, "-c", jar, "/session").text());
        curl(protocol, "-b", jar, "-c", jar, "-X", "POST", "/session");
        assertEquals("ann", curl(protocol, "-b", jar, "-c", jar, "/session").text());
        assertEquals("nobody", curl(protocol, "/session").text());
        curl(protocol, "-b", jar, "-c", jar, "-X", "DELETE", "/session");
        assertEquals("nobody", curl(protocol, "-b", jar, "-c", jar, "/session").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {HTTP1, HTTP2})
    void curlSendsAForm(String protocol) throws Exception {
        String file = folder.resolve("site/a.txt").toString();
        assertEquals(
                "mine b.txt " + TEXT.length(),
                curl(protocol, "-F", "title=mine", "-F", "f=@" + file + ";filename=../b.txt", "/upload")
                        .text());
        assertEquals("let in", curl(protocol, "-u", "user:secret", "/private").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {HTTP1, HTTP2})
    void curlGoesOnAndAsksAgain(String protocol) throws Exception {
        assertEquals(
                TEXT.substring(5, 10),
                curl(protocol, "-r", "5-9", "/site/a.txt").text());
        String parts = curl(protocol, "-i", "-r", "0-1,7-9", "/site/a.txt").text();
        assertTrue(parts.contains("multipart/byteranges; boundary="), parts);
        assertTrue(parts.contains(" bytes 7-9/" + TEXT.length() + "\r\n\r\nof "), parts);
        Path begun = Files.writeString(folder.resolve("begun"), TEXT.substring(0, 1000));
        curl(protocol, "-C", "-", "-o", begun.toString(), "/site/a.txt");
        assertEquals(TEXT, Files.readString(begun));
        // What was coded has a tag of its own, under which it is known again.
        String tag = folder.resolve("tag").toString();
        curl(protocol, "--compressed", "--etag-save", tag, "/site/a.txt");
        assertTrue(Files.readString(Path.of(tag)).startsWith("W/\""), () -> "no tag of coded content");
        assertEquals(
                "304",
                curl(protocol, "--compressed", "--etag-compare", tag, "-w", "%{http_code}", "/site/a.txt")
                        .text());
        assertEquals(
                "data: one\n\ndata: two\n\n",
                curl(protocol, "-N", "--compressed", "/events").text());
    }

    // ---- the JDK's

    private static String ask(JavaClient java, String method, String path, byte[] content, String... fields)
            throws Exception {
        var request = java.to(path).method(method, BodyPublishers.ofByteArray(content));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        HttpResponse<String> answer = java.client.send(request.build(), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void theJdksClient(HttpClient.Version version) throws Exception {
        byte[] nothing = {};
        try (JavaClient java = new JavaClient(false, version, app())) {
            for (String coding : DECODERS.keySet()) {
                HttpResponse<byte[]> answer = java.client.send(
                        java.to("/site/a.txt").header("Accept-Encoding", coding).build(), BodyHandlers.ofByteArray());
                assertEquals(List.of(coding), answer.headers().allValues("content-encoding"));
                assertArrayEquals(TEXT.getBytes(StandardCharsets.UTF_8), CodedSite.decoded(coding, answer.body()));
            }
            assertEquals("200 text", ask(java, "POST", "/echo", gzip("text"), "Content-Encoding", "gzip"));
            assertEquals(
                    "206 " + TEXT.substring(5, 10), ask(java, "GET", "/site/a.txt", nothing, "Range", "bytes=5-9"));
            byte[] form = ("--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nmine\r\n"
                            + "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.txt\"\r\n\r\n" + TEXT
                            + "\r\n--B--\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            assertEquals(
                    "200 mine b.txt " + TEXT.length(),
                    ask(java, "POST", "/upload", form, "Content-Type", "multipart/form-data; boundary=B"));
            assertEquals("200 data: one\n\ndata: two\n\n", ask(java, "GET", "/events", nothing));
        }
    }

    /** With a store of cookies: a new identifier at the login, and none that is good after the logout. */
    @Test
    void theJdksClientKeepsASession() throws Exception {
        CookieManager cookies = new CookieManager();
        try (HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build()) {
            assertEquals("nobody", session(client, "GET"));
            session(client, "POST");
            assertEquals("ann", session(client, "GET"));
            assertEquals(1, cookies.getCookieStore().getCookies().size());
            session(client, "DELETE");
            assertEquals("nobody", session(client, "GET"));
            assertEquals(List.of(), cookies.getCookieStore().getCookies());
        }
    }

    private String session(HttpClient client, String method) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/session"))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
