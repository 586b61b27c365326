package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop of samples/programs: a whole application, in few lines, and what clients may do to it. */
class ShopTest {
    private static final Path SOURCE = Path.of(System.getProperty("weir.root"), "samples", "programs", "Shop.java");
    private static final int MOST_LINES = 75;
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PARTS = "multipart/form-data; boundary=cut";

    /** Where the shop runs, so that what it leaves behind can be seen. */
    @TempDir
    static Path folder;

    private static Program shop;
    private final HttpClient ann =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final HttpClient stranger = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(folder.resolve("site"));
        Files.writeString(folder.resolve("site/index.html"), "<h1>Shop</h1>");
        shop = new Program(
                folder,
                SOURCE,
                List.of("dev.weir", "dev.weir.json.jackson", "dev.weir.sessions"),
                List.of(":8080"),
                List.of(
                        "Files.createTempDirectory(\"pictures\")",
                        "Files.createDirectory(Path.of(\"pictures\"))",
                        "Limits.of(1, 5 << 20))",
                        "Limits.of(1, 5 << 20), Path.of(\".\"))"));
    }

    @AfterAll
    static void stop() {
        if (shop != null) {
            shop.close();
        }
    }

    @AfterEach
    void leave() {
        ann.shutdownNow();
        stranger.shutdownNow();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + shop.port() + target));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(HttpClient client, String target) throws Exception {
        return send(client, request(target));
    }

    private HttpResponse<String> send(HttpClient client, String method, String target, String type, String content)
            throws Exception {
        return send(
                client, request(target).header("Content-Type", type).method(method, BodyPublishers.ofString(content)));
    }

    private static void answers(int status, String content, HttpResponse<String> answer) {
        assertEquals(status + " " + content, answer.statusCode() + " " + answer.body());
    }

    private String list() throws Exception {
        HttpResponse<String> all = get(stranger, "/products");
        assertEquals(200, all.statusCode());
        return all.body();
    }

    private static String field(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private void login() throws Exception {
        assertEquals(
                303,
                send(ann, "POST", "/login", FORM, "name=ann&password=secret").statusCode());
    }

    private HttpResponse<String> make(String json) throws Exception {
        return send(ann, "POST", "/products", JSON, json);
    }

    private static String parts(String name, String content) {
        return "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"../../x.jpg\"\r\n\r\n"
                + content + "\r\n--cut--\r\n";
    }

    @Test
    void isShort() throws IOException {
        List<String> code = Files.readString(SOURCE)
                .lines()
                .filter(line -> !line.isBlank() && !line.matches("(import |/\\*\\*| \\*).*"))
                .toList();
        assertTrue(code.size() <= MOST_LINES, () -> code.size() + " lines:\n" + String.join("\n", code));
        assertTrue(code.stream().allMatch(line -> line.length() <= 120));
    }

    @Test
    void aLoginLetsIn() throws Exception {
        HttpResponse<String> refused = get(ann, "/me");
        assertEquals(401, refused.statusCode());
        assertEquals("Session", field(refused, "WWW-Authenticate"));
        for (String wrong :
                List.of("name=ann&password=guess", "name=eve&password=secret", "name=%00&password=secret")) {
            assertEquals(403, send(ann, "POST", "/login", FORM, wrong).statusCode(), wrong);
        }
        for (String wrong : List.of("", "name=ann", "password=secret")) {
            assertEquals(400, send(ann, "POST", "/login", FORM, wrong).statusCode(), wrong);
        }
        assertEquals(401, get(ann, "/me").statusCode());
        login();
        answers(200, "{\"name\":\"ann\"}", get(ann, "/me"));
        assertEquals(401, get(stranger, "/me").statusCode());
        assertEquals(
                403,
                send(
                                ann,
                                request("/logout")
                                        .header("Sec-Fetch-Site", "cross-site")
                                        .POST(BodyPublishers.noBody()))
                        .statusCode(),
                "a page of another origin");
        assertEquals(200, send(ann, "POST", "/logout", FORM, "").statusCode());
        assertEquals(401, get(ann, "/me").statusCode());
    }

    @Test
    void productsAreMadeReadChangedAndDeleted() throws Exception {
        assertEquals(
                401,
                send(stranger, "POST", "/products", JSON, "{\"name\":\"a\",\"cents\":1}")
                        .statusCode());
        login();
        HttpResponse<String> made = make("{\"name\":\"tea\",\"cents\":250}");
        assertEquals(201, made.statusCode());
        String product = field(made, "Location");
        answers(200, "{\"name\":\"tea\",\"cents\":250}", get(stranger, product));
        assertTrue(list().contains("{\"name\":\"tea\",\"cents\":250}"));
        for (String method : List.of("PUT", "DELETE")) {
            assertEquals(
                    401,
                    send(stranger, method, product, JSON, "{\"name\":\"b\",\"cents\":2}")
                            .statusCode(),
                    method);
        }
        assertEquals(
                200,
                send(ann, "PUT", product, JSON, "{\"name\":\"green tea\",\"cents\":300}")
                        .statusCode());
        answers(200, "{\"name\":\"green tea\",\"cents\":300}", get(stranger, product));
        for (String gone :
                List.of("/products/7", "/products/..%2F..%2Fsite", "/products/%00", "/products/" + "x".repeat(999))) {
            assertEquals(404, get(stranger, gone).statusCode(), gone);
            assertEquals(
                    404,
                    send(ann, "PUT", gone, JSON, "{\"name\":\"b\",\"cents\":2}").statusCode(),
                    gone);
            assertEquals(404, send(ann, "DELETE", gone, JSON, "").statusCode(), gone);
            assertEquals(
                    404,
                    send(ann, "POST", gone + "/picture", PARTS, parts("picture", "x"))
                            .statusCode(),
                    gone);
        }
        assertEquals(200, send(ann, "DELETE", product, JSON, "").statusCode());
        assertEquals(404, send(ann, "DELETE", product, JSON, "").statusCode());
        assertFalse(list().contains("green tea"));
    }

    @Test
    void whatIsNoProductIsRefused() throws Exception {
        login();
        String before = list();
        for (String wrong : List.of(
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"name\":\" \",\"cents\":1}",
                "{\"name\":\"a\",\"cents\":-1}",
                "{\"name\":\"a\",\"cents\":\"1\"}",
                "{\"name\":\"a\",\"cents\":1,\"more\":1}",
                "{\"name\":\"a\",\"cents\":99999999999}")) {
            assertEquals(400, make(wrong).statusCode(), wrong);
        }
        assertEquals(
                415,
                send(ann, "POST", "/products", "text/plain", "{\"name\":\"a\",\"cents\":1}")
                        .statusCode());
        assertEquals(
                413,
                make("{\"name\":\"" + "x".repeat(2 << 20) + "\",\"cents\":1}").statusCode());
        assertEquals(405, send(ann, "PATCH", "/products", JSON, "{}").statusCode());
        assertEquals(before, list());
    }

    @Test
    void aProductHasAPicture() throws Exception {
        login();
        String product = field(make("{\"name\":\"tea\",\"cents\":250}"), "Location");
        String target = product + "/picture";
        assertEquals(
                401,
                send(stranger, "POST", target, PARTS, parts("picture", "x")).statusCode());
        for (String content : List.of("first", "second")) {
            HttpResponse<String> sent = send(ann, "POST", target, PARTS, parts("picture", content));
            assertEquals(201, sent.statusCode());
            HttpResponse<String> picture = get(stranger, field(sent, "Location"));
            answers(200, content, picture);
            assertEquals("image/jpeg", field(picture, "Content-Type"));
            assertEquals("nosniff", field(picture, "X-Content-Type-Options"));
        }
        assertEquals(400, send(ann, "POST", target, PARTS, parts("file", "x")).statusCode());
        assertEquals(400, send(ann, "POST", target, PARTS, "--cut\r\n").statusCode());
        assertEquals(415, send(ann, "POST", target, FORM, "picture=x").statusCode());
        assertEquals(
                413,
                send(ann, "POST", target, PARTS, parts("picture", "x".repeat(6 << 20)))
                        .statusCode());
        for (String out :
                List.of("/pictures/..%2Fsite%2Findex.html", "/pictures/..%5Csite%5Cindex.html", "/pictures/")) {
            assertEquals(404, get(stranger, out).statusCode(), out);
        }
        Servers.await(() -> leftovers().isEmpty(), () -> "left over: " + leftovers());
    }

    @Test
    void aPictureThatBreaksOffIsNotKept() throws Exception {
        login();
        String product = field(make("{\"name\":\"tea\",\"cents\":250}"), "Location");
        String cookie = ((CookieManager) ann.cookieHandler().orElseThrow())
                .getCookieStore()
                .getCookies()
                .getFirst()
                .toString();
        try (Wire wire = Wire.to(shop.port())) {
            wire.send("POST " + product + "/picture HTTP/1.1\r\nHost: h\r\nCookie: " + cookie + "\r\nContent-Type: "
                    + PARTS + "\r\nContent-Length: 1000000\r\n\r\n"
                    + parts("picture", "x".repeat(100_000)).substring(0, 90_000));
            Servers.await(() -> leftovers().size() == 1, shop::log);
        }
        Servers.await(() -> leftovers().isEmpty(), shop::log);
        assertEquals(
                404,
                get(stranger, product.replace("products", "pictures") + ".jpg").statusCode());
    }

    private static List<Path> leftovers() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("weir-upload-"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void newsComesAsEvents() throws Exception {
        login();
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        listen(lines);
        // Until it listens, and so never hears of the first.
        Servers.await(
                () -> {
                    makeQuietly("tea");
                    return lines.contains("data: new: tea");
                },
                shop::log);
        // One that reads nothing of what would fill its connection many times over: nobody waits for it.
        try (Wire slow = Wire.to(shop.port())) {
            slow.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
            for (int i = 0; i < 300; i++) {
                makeQuietly("x".repeat(50_000));
            }
            Servers.await(
                    () -> {
                        makeQuietly("last");
                        return lines.contains("data: new: last");
                    },
                    shop::log);
        }
        String product = field(make("{\"name\":\"milk\",\"cents\":1}"), "Location");
        send(ann, "PUT", product, JSON, "{\"name\":\"oat milk\",\"cents\":1}");
        send(ann, "DELETE", product, JSON, "");
        Servers.await(() -> lines.contains("data: gone: oat milk"), shop::log);
        assertTrue(lines.containsAll(List.of("data: new: milk", "data: changed: milk")));
    }

    private void makeQuietly(String name) {
        try {
            assertEquals(201, make("{\"name\":\"" + name + "\",\"cents\":1}").statusCode());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Reads on a thread of the client's, until that is shut down. */
    private void listen(Queue<String> lines) {
        stranger.sendAsync(request("/events").build(), BodyHandlers.ofLines()).thenAcceptAsync(answer -> {
            try (Stream<String> all = answer.body()) {
                all.forEach(lines::add);
            }
        });
    }

    @Test
    void theSiteTheErrorsAndTheLog() throws Exception {
        HttpResponse<String> index = get(stranger, "/");
        answers(200, "<h1>Shop</h1>", index);
        assertEquals("nosniff", field(index, "X-Content-Type-Options"));
        answers(404, "Not Found\n", get(stranger, "/none.html"));
        HttpResponse<String> json = send(stranger, request("/none").header("Accept", JSON));
        assertEquals("application/problem+json", field(json, "Content-Type"));
        HttpResponse<String> html = send(stranger, request("/me").header("Accept", "text/html"));
        assertEquals(Optional.of("text/html; charset=utf-8"), html.headers().firstValue("Content-Type"));
        try (Wire wire = Wire.to(shop.port())) {
            wire.send("nonsense\r\n\r\n").finalAnswer(false);
        }
        Servers.await(() -> shop.log().contains("127.0.0.1 - 400 "), shop::log);
        for (String line : List.of("GET / 200 13", "GET /none.html 404 10", "GET /me 401 ")) {
            assertTrue(shop.log().contains("127.0.0.1 " + line), () -> line + "\n" + shop.log());
        }
    }
}
