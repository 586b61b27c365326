package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.middleware.Compression;
import dev.weir.middleware.spi.ContentCoding;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Answer.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's routes for what surrounds handlers, over every protocol: as the program serves them by default. */
class DemoToolboxTest {
    private static final Pattern ASSET = Pattern.compile("/site/assets/\\w+\\.([0-9a-f]{8})\\.(?:js|css)");
    private static final String BOUNDARY = "cut-here";

    private Server server;
    private Client client;

    /** An answer with all of its content. */
    private record Got(Reply reply, byte[] content) {
        int status() {
            return reply.status();
        }

        String field(String name) {
            return reply.field(name);
        }

        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    private void start(Wiring wiring) throws Exception {
        server = wiring.configure(Server.builder().address("localhost:0"))
                .handler(Compression.create().wrap(DemoHandlers.of(() -> ServerStats.NONE)))
                .errors(ErrorRenderer.byAccept())
                .build();
        server.start();
        client = wiring.connect(server);
    }

    @AfterEach
    void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            assertTrue(server.shutdown(Duration.ofSeconds(10)), "nothing goes on");
        }
    }

    private Got ask(String method, String target, byte[] content, String... fields) throws IOException {
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.add(new Field(fields[i], fields[i + 1]));
        }
        try (Call call = client.open(method, target, all, content.length)) {
            if (content.length > 0) {
                call.write(content);
            }
            call.end(List.of());
            Reply reply = call.reply();
            return new Got(reply, reply.readAll());
        }
    }

    private Got get(String target, String... fields) throws IOException {
        return ask("GET", target, new byte[0], fields);
    }

    private Got post(String target, String content, String... fields) throws IOException {
        return ask("POST", target, content.getBytes(StandardCharsets.UTF_8), fields);
    }

    private static byte[] decoded(String coding, byte[] content) throws IOException {
        InputStream in = new ByteArrayInputStream(content);
        try (InputStream decoder =
                coding.equals("gzip") ? new GZIPInputStream(in) : coding(coding).decoder(in)) {
            return decoder.readAllBytes();
        }
    }

    private static ContentCoding coding(String name) {
        return ServiceLoader.load(ContentCoding.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(coding -> coding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void proseIsCompressedForWhoAsks(Wiring wiring) throws Exception {
        start(wiring);
        Got plain = get("/text/16384");
        assertEquals("text/plain; charset=utf-8", plain.field("Content-Type"));
        assertEquals("16384", plain.field("Content-Length"));
        assertEquals("Accept-Encoding", plain.field("Vary"));
        assertNull(plain.field("Content-Encoding"));
        assertEquals(16_384, plain.content.length);
        for (String coding : List.of("gzip", "br", "zstd")) {
            Got coded = get("/text/16384", "Accept-Encoding", coding);
            assertEquals(coding, coded.field("Content-Encoding"));
            assertArrayEquals(plain.content, decoded(coding, coded.content));
            double ratio = coded.content.length / 16_384.0;
            assertTrue(ratio > 0.2 && ratio < 0.6, () -> "as prose does: " + ratio);
        }
        assertEquals(0, get("/text/0").content.length);
        assertEquals("16777216", ask("HEAD", "/text/16777216", new byte[0]).field("Content-Length"));
        assertEquals(400, get("/text/16777217").status());
        assertEquals("TextHandler !", get("/text").text(), "the older route");
    }

    @ParameterizedTest
    @EnumSource
    void errorsComeAsTheyAreAccepted(Wiring wiring) throws Exception {
        start(wiring);
        Got json = get("/problem/410", "Accept", "application/json");
        assertEquals("410 application/problem+json", json.status() + " " + json.field("Content-Type"));
        assertTrue(json.text().contains("\"detail\":\"the demo was asked for 410\""), json::text);
        Got html = get("/problem/503", "Accept", "text/html,*/*;q=0.8");
        assertEquals("503 text/html; charset=utf-8", html.status() + " " + html.field("Content-Type"));
        Got text = get("/problem/418");
        assertEquals("418 the demo was asked for 418\n", text.status() + " " + text.text());
        assertEquals("Basic realm=\"demo\"", get("/problem/401").field("WWW-Authenticate"));
        assertEquals("GET, HEAD", get("/problem/405").field("Allow"));
        for (String wrong : List.of("399", "600", "x")) {
            assertEquals(400, get("/problem/" + wrong).status(), wrong);
        }
    }

    @ParameterizedTest
    @EnumSource
    void limits(Wiring wiring) throws Exception {
        start(wiring);
        assertEquals("after 20 ms\n", get("/slow/20").text());
        assertEquals(503, get("/slow/60000").status());
        assertEquals("1024 bytes\n", post("/limited", "x".repeat(1024)).text());
        assertEquals(413, post("/limited", "x".repeat(1025)).status());
        Got refused = null;
        // More than ten in a second, however slow the machine: a token comes each 100 ms.
        for (int i = 0; i < 1000 && refused == null; i++) {
            Got got = get("/rate");
            refused = got.status() == 429 ? got : null;
            assertTrue(refused != null || got.status() == 200, () -> got.reply.toString());
        }
        assertNotEquals(null, refused);
        assertEquals("1", refused.field("Retry-After"));
    }

    @ParameterizedTest
    @EnumSource
    void aPasswordLetsIn(Wiring wiring) throws Exception {
        start(wiring);
        Got stranger = get("/private");
        assertEquals(401, stranger.status());
        assertTrue(stranger.field("WWW-Authenticate").startsWith("Basic realm=\"demo\""));
        assertEquals(
                401, get("/private", "Authorization", basic("user", "guess")).status());
        assertEquals(
                "hello user\n",
                get("/private", "Authorization", basic("user", "secret")).text());
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void pagesOfOtherOriginsSendNothing(Wiring wiring) throws Exception {
        start(wiring);
        for (String target : List.of("/same-origin", "/session")) {
            assertEquals(
                    403,
                    post(target, "name=ann", "Sec-Fetch-Site", "cross-site", "Content-Type", form())
                            .status(),
                    target);
            assertEquals(
                    403,
                    post(target, "name=ann", "Origin", "https://evil.example", "Content-Type", form())
                            .status(),
                    target);
            assertEquals(
                    200,
                    post(target, "name=ann", "Sec-Fetch-Site", "same-origin", "Content-Type", form())
                            .status(),
                    target);
        }
    }

    private static String form() {
        return "application/x-www-form-urlencoded";
    }

    @ParameterizedTest
    @EnumSource
    void eventsGoOnWhereTheyWereCutOff(Wiring wiring) throws Exception {
        start(wiring);
        Got all = get("/ticks/2");
        assertEquals("text/event-stream", all.field("Content-Type"));
        assertEquals(List.of("tick 1", "tick 2"), ticks(all));
        assertEquals(List.of("tick 2"), ticks(get("/ticks/2", "Last-Event-ID", "1")));
        assertEquals(204, get("/ticks/2", "Last-Event-ID", "2").status(), "so that a browser does not come back");
        try (Call call = client.open("GET", "/ticks/1000000", List.of(), 0)) {
            call.end(List.of());
            assertTrue(new String(call.reply().read(), StandardCharsets.UTF_8).length() > 0);
            call.abandon();
        }
    }

    private static List<String> ticks(Got got) {
        return got.text()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5).strip())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aLoginIsRememberedUntilTheLogout(Wiring wiring) throws Exception {
        start(wiring);
        assertEquals("{\"user\":null}", get("/session").text());
        Got login = post("/session", "name=Ann+B", "Content-Type", form());
        assertEquals("200 {\"user\":\"Ann B\"}", login.status() + " " + login.text());
        String cookie = login.field("Set-Cookie").replaceFirst(";.*", "");
        assertEquals("{\"user\":\"Ann B\"}", get("/session", "Cookie", cookie).text());
        assertEquals(
                204, ask("DELETE", "/session", new byte[0], "Cookie", cookie).status());
        assertEquals("{\"user\":null}", get("/session", "Cookie", cookie).text());
        for (String wrong : List.of("", "nobody=1", "name=", "name=a%0Ab", "name=" + "x".repeat(1000))) {
            assertEquals(400, post("/session", wrong, "Content-Type", form()).status(), wrong);
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsOfAFormAreDigested(Wiring wiring) throws Exception {
        start(wiring);
        String type = "multipart/form-data; boundary=" + BOUNDARY;
        String content =
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nabc\r\n--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.bin\"\r\n\r\n"
                        + "x".repeat(100_000)
                        + "\r\n--" + BOUNDARY + "--\r\n";
        Got got = post("/upload", content, "Content-Type", type);
        assertEquals("200 application/json", got.status() + " " + got.field("Content-Type"));
        assertEquals(
                "[{\"name\":\"title\",\"fileName\":null,\"size\":3,\"sha256\":\"" + sha256("abc") + "\"},"
                        + "{\"name\":\"file\",\"fileName\":\"a.bin\",\"size\":100000,\"sha256\":\""
                        + sha256("x".repeat(100_000)) + "\"}]",
                got.text());
        assertEquals(415, post("/upload", "a=b", "Content-Type", form()).status());
        assertEquals(
                400,
                post("/upload", content.substring(0, 300), "Content-Type", type).status());
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @EnumSource
    void theSiteIsOnePage(Wiring wiring) throws Exception {
        start(wiring);
        Got index = get("/site/");
        assertEquals("200 text/html; charset=utf-8", index.status() + " " + index.field("Content-Type"));
        assertEquals("no-cache", index.field("Cache-Control"));
        for (String page : List.of("/site/events", "/site/no/such/page")) {
            Got got = get(page, "Accept", "text/html,*/*;q=0.8");
            assertEquals("200 " + index.text(), got.status() + " " + got.text(), page);
        }
        assertEquals(404, get("/site/events").status(), "for a script");
        assertEquals(404, get("/site/none.js", "Accept", "text/html").status());
        assertEquals(404, get("/site/%2e%2e/module-info.class").status());
        String tag = index.field("ETag");
        assertEquals(304, get("/site/", "If-None-Match", tag).status());
    }

    @ParameterizedTest
    @CsvSource({"HTTP1, gzip", "HTTP1, br", "HTTP1, zstd", "H2C, br", "H2, zstd"})
    void itsFilesLieThereCompressed(Wiring wiring, String coding) throws Exception {
        start(wiring);
        List<MatchResult> assets = ASSET.matcher(get("/site/").text()).results().toList();
        assertEquals(2, assets.size());
        for (MatchResult asset : assets) {
            Got plain = get(asset.group());
            assertEquals("public, max-age=31536000, immutable", plain.field("Cache-Control"));
            assertTrue(
                    sha256(plain.text()).startsWith(asset.group(1)),
                    () -> asset.group() + " has the hash " + asset.group(1) + " of other content");
            Got coded = get(asset.group(), "Accept-Encoding", coding);
            assertEquals(coding, coded.field("Content-Encoding"));
            assertEquals(plain.field("Content-Type"), coded.field("Content-Type"));
            assertEquals("" + coded.content.length, coded.field("Content-Length"), "a file, and not made now");
            assertNotEquals(plain.field("ETag"), coded.field("ETag"));
            assertArrayEquals(plain.content, decoded(coding, coded.content), asset.group());
        }
    }

    /** What was there before is as before for who accepts no coding. */
    @Test
    void thePlainRoutesAreNotTouched() throws Exception {
        start(Wiring.HTTP1);
        for (String target : List.of("/plaintext", "/json", "/bytes/100000", "/files/hello.txt")) {
            Got got = get(target);
            assertEquals(200, got.status());
            assertNull(got.field("Vary"), target);
            assertNull(got.field("Content-Encoding"), target);
            assertEquals("" + got.content.length, got.field("Content-Length"), target);
        }
    }
}
