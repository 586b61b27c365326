package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpDate;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over a real directory: what is served, how, and what never is. */
class FileServerTest {
    private static final Instant MODIFIED = Instant.parse("2024-02-29T10:11:12Z");
    private static final String LAST_MODIFIED = "Thu, 29 Feb 2024 10:11:12 GMT";

    @TempDir
    Path base;

    private Path root;
    private FileServer server;

    @BeforeEach
    void fill() throws IOException {
        root = Files.createDirectories(base.resolve("root"));
        server = builder(root).build();
        put(base.resolve("secret.txt"), "secret");
        put(base.resolve("root-secret.txt"), "secret");
        put(root.resolve("a.txt"), "0123456789");
        put(root.resolve("empty.txt"), "");
        put(root.resolve("page"), "<html><body>");
        put(root.resolve("b c\u00e9.css"), "css");
        put(root.resolve("sub/index.html"), "sub index");
        put(root.resolve("plain/x.txt"), "x");
        put(root.resolve(".env"), "secret");
        put(root.resolve(".git/config"), "secret");
        put(root.resolve("sub/.hidden"), "secret");
    }

    /** How the tests begin; others run them with more set. */
    FileServer.Builder builder(Path folder) {
        return FileServer.builder(folder);
    }

    private static void put(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    private static RequestBuilder get(String target) {
        return MemoryRequest.builder().target(target);
    }

    private ResponseRecorder serve(String target, String... fields) {
        RequestBuilder builder = get(target);
        for (int i = 0; i < fields.length; i += 2) {
            builder.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(server, builder.build());
    }

    @Test
    void servesAFile() {
        ResponseRecorder w = serve("/a.txt?query=1");
        assertEquals(200, w.status());
        assertEquals("0123456789", w.contentText());
        Headers h = w.headers();
        assertEquals("text/plain; charset=utf-8", h.get("Content-Type"));
        assertEquals("10", h.get("Content-Length"));
        assertEquals(LAST_MODIFIED, h.get("Last-Modified"));
        assertEquals("bytes", h.get("Accept-Ranges"));
        assertTrue(h.get("ETag").startsWith("\""), "strong, as the file is old");
        assertNull(h.get("Cache-Control"));
        assertEquals(h.get("ETag"), serve("/a.txt").headers().get("ETag"));
        assertEquals("", serve("/empty.txt").contentText());
        assertEquals("0", serve("/empty.txt").headers().get("Content-Length"));
    }

    @Test
    void answersHeadWithTheSameFields() {
        for (String target : new String[] {"/a.txt", "/page", "/sub/", "/empty.txt"}) {
            ResponseRecorder head =
                    ResponseRecorder.serve(server, get(target).method("HEAD").build());
            assertEquals(serve(target).headers().toString(), head.headers().toString(), target);
            assertEquals("", head.contentText());
            assertTrue(head.ended());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "get", "X"})
    void knowsTwoMethodsOnly(String method) {
        ResponseRecorder w =
                ResponseRecorder.serve(server, get("/a.txt").method(method).build());
        assertEquals(405, w.status());
        assertEquals("GET, HEAD", w.headers().get("Allow"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/page              | text/html; charset=utf-8",
                "/b%20c%C3%A9.css   | text/css; charset=utf-8",
                "/empty.txt         | text/plain; charset=utf-8",
                "/sub/              | text/html; charset=utf-8",
                "/%61%2etxt         | text/plain; charset=utf-8",
            })
    void knowsTypes(String target, String type) {
        ResponseRecorder w = serve(target);
        assertEquals(200, w.status(), target);
        assertEquals(type, w.headers().get("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../secret.txt",
                "/../root-secret.txt",
                "/%2e%2e/secret.txt",
                "/.%2E/secret.txt",
                "/sub/../a.txt",
                "/sub/%2e%2e/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/sub%2findex.html",
                "/sub%5cindex.html",
                "/sub\\index.html",
                "/a.txt%00",
                "/a.txt%00.html",
                "/%00",
                "/a.txt%0a",
                "/./a.txt",
                "/%2e/a.txt",
                "//a.txt",
                "/sub//index.html",
                "/sub/index.html/",
                "/a.txt/",
                "/a.txt/x",
                "/.env",
                "/%2eenv",
                "/.git/config",
                "/.git/",
                "/sub/.hidden",
                "/nothing",
                "/nothing/",
                "/a.txt%",
                "/a.txt%2",
                "/%c0%ae%c0%ae/secret.txt",
                "/%c0%af",
                "/%ff",
                "/%e0%80%af",
                "/%252e%252e/secret.txt",
                "/...",
                "/..;/secret.txt",
                "/~root",
                "/plain/",
                "/plain",
                "/%2fetc/passwd",
                "//etc/passwd",
                "/C:/x",
                "/a.txt::$DATA",
                "/%u002e",
                "/sub/..%00/",
            })
    void findsNothingElse(String target) {
        ResponseRecorder w = serve(target);
        assertEquals(404, w.status(), target);
        assertEquals("Not Found\n", w.contentText());
        assertNull(w.headers().get("ETag"));
    }

    @Test
    void survivesNamesThatAreTooLong() {
        assertEquals(404, serve("/" + "x".repeat(5000)).status());
        assertEquals(404, serve("/" + "x/".repeat(3000)).status());
        assertEquals(
                404,
                ResponseRecorder.serve(
                                (w, r) -> server.serve(w, r.withMethod("GET")),
                                get("*").method("OPTIONS").build())
                        .status());
    }

    @Test
    void followsLinksThatStayInside() throws IOException {
        Files.createSymbolicLink(root.resolve("in.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(root.resolve("dir"), root.resolve("sub"));
        Files.createSymbolicLink(root.resolve("config"), Path.of(".git", "config"));
        assertEquals("0123456789", serve("/in.txt").contentText());
        assertEquals("sub index", serve("/dir/").contentText());
        assertEquals("secret", serve("/config").contentText(), "who makes such a link wants it");
    }

    @Test
    void followsNoLinkThatLeaves() throws IOException {
        Files.createSymbolicLink(root.resolve("out.txt"), base.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up"), base);
        Files.createSymbolicLink(root.resolve("sibling.txt"), Path.of("..", "root-secret.txt"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nothing"));
        Files.createDirectory(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("d/index.html"), base.resolve("secret.txt"));
        String[] targets = {
            "/out.txt", "/up/secret.txt", "/up/", "/sibling.txt", "/loop", "/dangling", "/d/", "/d/index.html",
        };
        for (String target : targets) {
            assertEquals(404, serve(target).status(), target);
        }
        assertEquals("0123456789", serve("/up/root/a.txt").contentText(), "where a path leads is what counts");
    }

    @Test
    void staysInsideWhileALinkIsSwapped() throws Exception {
        Path swapped = root.resolve("swapped");
        Thread swapper = Thread.ofPlatform().start(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    Files.deleteIfExists(swapped);
                    Files.createSymbolicLink(swapped, root.resolve("sub"));
                    Files.deleteIfExists(swapped);
                    Files.createSymbolicLink(swapped, base);
                    Files.deleteIfExists(swapped);
                    Files.createDirectory(swapped);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int i = 0; i < 3000; i++) {
            ResponseRecorder w = serve("/swapped/secret.txt");
            assertEquals(404, w.status(), w.contentText());
        }
        swapper.interrupt();
        swapper.join();
    }

    @Test
    void servesARootThatIsALink() throws IOException {
        Path current = Files.createSymbolicLink(base.resolve("current"), root);
        server = builder(current).build();
        assertEquals(200, serve("/a.txt").status());
        Files.delete(current);
        assertEquals(404, serve("/a.txt").status());
        Path next = Files.createDirectory(base.resolve("next"));
        put(next.resolve("a.txt"), "next");
        Files.createSymbolicLink(current, next);
        assertEquals("next", serve("/a.txt").contentText());
    }

    @Test
    void redirectsADirectoryToItsSlash() {
        ResponseRecorder w = serve("/sub?a=b");
        assertEquals(307, w.status());
        assertEquals("./sub/?a=b", w.headers().get("Location"));
        assertEquals("./%73ub/", serve("/%73ub").headers().get("Location"));
        ResponseRecorder mounted = ResponseRecorder.serve(
                Handlers.stripPrefix("/p", server), get("/p/sub").build());
        assertEquals("./sub/", mounted.headers().get("Location"));
    }

    @ParameterizedTest
    @CsvSource({
        "/p/sub, ./sub/",
        "/p/sub?q, ./sub/?q",
        "/p/sub/, 200",
        "/%70/sub, ./sub/",
        "http://h/p/sub?q=/, ./sub/?q=/"
    })
    void redirectsAPrefixToItsSlash(String target, String expected) {
        var mounted = Handlers.stripPrefix("/p", Handlers.stripPrefix("/sub", FileServer.of(root.resolve("sub"))));
        ResponseRecorder w = ResponseRecorder.serve(mounted, get(target).build());
        assertEquals(expected, w.status() == 200 ? "200" : w.headers().get("Location"));
    }

    @Test
    void rewritesToTheRootAreNoRedirects() {
        FileServer sub = FileServer.of(root.resolve("sub"));
        var oneForAll = Handlers.stripPrefix("/app", (w, r) -> sub.serve(w, r.withPath("/")));
        assertEquals(
                "sub index",
                ResponseRecorder.serve(oneForAll, get("/app/users/5").build()).contentText());
        assertEquals(
                "sub index",
                ResponseRecorder.serve(
                                (w, r) -> sub.serve(w, r.withPath("/")),
                                get("/users").build())
                        .contentText());
    }

    @Test
    void neverRedirectsToAnotherHost() throws IOException {
        put(root.resolve("evil.example/index.html"), "x");
        assertEquals(404, serve("//evil.example").status());
        assertEquals(404, serve("/\\evil.example").status());
        assertEquals("./evil.example/", serve("/evil.example").headers().get("Location"));
        put(root.resolve("javascript:x/index.html"), "x");
        assertEquals("./javascript:x/", serve("/javascript:x").headers().get("Location"));
    }

    @Test
    void knowsTheTypeOfALinkByTheNameThatIsAskedFor() throws IOException {
        put(root.resolve("blobs/0a1b"), "p {}");
        put(root.resolve("blobs/page.html"), "<p>");
        put(root.resolve("site/home.html"), "<p>");
        Files.createSymbolicLink(root.resolve("style.css"), Path.of("blobs", "0a1b"));
        Files.createSymbolicLink(root.resolve("raw.txt"), Path.of("blobs", "page.html"));
        Files.createSymbolicLink(root.resolve("latest"), Path.of("a.txt"));
        Files.createSymbolicLink(root.resolve("latest.unknown"), Path.of("blobs", "page.html"));
        Files.createSymbolicLink(root.resolve("site/index.html"), root.resolve("blobs/0a1b"));
        assertEquals("text/css; charset=utf-8", serve("/style.css").headers().get("Content-Type"));
        assertEquals("text/plain; charset=utf-8", serve("/raw.txt").headers().get("Content-Type"));
        assertEquals("text/plain; charset=utf-8", serve("/latest").headers().get("Content-Type"));
        assertEquals(
                "text/html; charset=utf-8", serve("/latest.unknown").headers().get("Content-Type"));
        assertEquals("text/html; charset=utf-8", serve("/site/").headers().get("Content-Type"));
    }

    @Test
    void servesTheWellKnownFolder() throws IOException {
        put(root.resolve(".well-known/security.txt"), "Contact: x");
        put(root.resolve(".well-known/.htaccess"), "secret");
        put(root.resolve("sub/.well-known/x"), "secret");
        put(root.resolve(".well-known-not/x"), "secret");
        assertEquals("Contact: x", serve("/.well-known/security.txt").contentText());
        assertEquals("./.well-known/", listing().headers().get("Location"));
        for (String target : new String[] {
            "/.well-known/.htaccess",
            "/sub/.well-known/x",
            "/.well-known-not/x",
            "/%E2%80%8B.git/config",
            "/.Well-Known/security.txt"
        }) {
            assertEquals(404, serve(target).status(), target);
        }
        server = builder(root).listing(true).build();
        String list = serve("/").contentText();
        assertTrue(list.contains(".well-known/") && !list.contains(".git") && !list.contains("-not"), list);
        assertFalse(serve("/sub/.well-known/").status() == 200);
    }

    private ResponseRecorder listing() {
        FileServer lists = FileServer.builder(root).listing(true).build();
        return ResponseRecorder.serve(lists, get("/.well-known").build());
    }

    private ResponseRecorder serveBehind(String target, String field, String value, String... fields) {
        RequestBuilder builder = get(target);
        for (int i = 0; i < fields.length; i += 2) {
            builder.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(
                (w, r) -> {
                    w.header(field, value);
                    server.serve(w, r);
                },
                builder.build());
    }

    @Test
    void leavesTheTypeThatIsSetBefore() {
        ResponseRecorder w = serveBehind("/a.txt", "Content-Type", "application/json", "Range", "bytes=0-1");
        assertEquals(206, w.status());
        assertEquals("application/json", w.headers().get("Content-Type"));
        assertEquals(
                "application/json",
                serveBehind("/page", "content-type", "application/json")
                        .headers()
                        .get("Content-Type"));
    }

    @Test
    void servesCodedContentWholeAndWithoutALength() {
        ResponseRecorder w = serveBehind("/a.txt", "Content-Encoding", "gzip", "Range", "bytes=0-1");
        assertEquals(200, w.status());
        assertEquals("0123456789", w.contentText());
        Headers h = w.headers();
        assertEquals("gzip", h.get("Content-Encoding"));
        assertEquals("text/plain; charset=utf-8", h.get("Content-Type"));
        assertNull(h.get("Accept-Ranges"));
        assertNull(h.get("Content-Range"));
        String weak = "W/" + serve("/a.txt").headers().get("ETag");
        assertEquals(weak, h.get("ETag"), "the octets may be others, the meaning is the same");
        assertEquals(
                304,
                serveBehind("/a.txt", "Content-Encoding", "gzip", "If-None-Match", weak)
                        .status());
        assertEquals(
                412,
                serveBehind("/a.txt", "Content-Encoding", "gzip", "If-Match", weak.substring(2))
                        .status());
        assertNull(
                serveBehind("/page", "Content-Encoding", "gzip").headers().get("Content-Type"),
                "the first bytes may be those of the coding");
    }

    @Test
    void leavesTheLengthOfCodedContentToWhoCodesIt() {
        ResponseRecorder head = ResponseRecorder.serve(
                (w, r) -> {
                    w.header("Content-Encoding", "gzip");
                    server.serve(w, r);
                },
                get("/a.txt").method("HEAD").build());
        assertNull(head.headers().get("Content-Length"));
        server = builder(root).listing(true).build();
        ResponseRecorder list = ResponseRecorder.serve(
                (w, r) -> {
                    w.header("Content-Encoding", "gzip");
                    server.serve(w, r);
                },
                get("/plain/").method("HEAD").build());
        assertNotEquals("0", list.headers().get("Content-Length"));
    }

    @Test
    void hasOptions() throws IOException {
        put(root.resolve("plain/home.txt"), "home");
        server = builder(root)
                .index("home.txt")
                .hiddenFiles(true)
                .cacheControl("max-age=60")
                .build();
        assertEquals("home", serve("/plain/").contentText());
        assertEquals("secret", serve("/.env").contentText());
        assertEquals(404, serve("/../secret.txt").status());
        assertEquals(404, serve("/./a.txt").status());
        ResponseRecorder w = serve("/a.txt");
        assertEquals("max-age=60", w.headers().get("Cache-Control"));
        ResponseRecorder unchanged = serve("/a.txt", "If-None-Match", "*");
        assertEquals("max-age=60", unchanged.headers().get("Cache-Control"));
        var builder = FileServer.builder(root);
        for (String name : new String[] {"", ".", "..", "a/b", "a\\b", "a\0"}) {
            assertThrows(IllegalArgumentException.class, () -> builder.index(name));
        }
        assertThrows(IllegalArgumentException.class, () -> builder.cacheControl("a\r\nb"));
    }

    @Test
    void listsADirectoryWhereItMay() throws IOException {
        put(root.resolve("plain/<b>&'\".txt"), "x");
        put(root.resolve("plain/a:b \u00e9%"), "x");
        put(root.resolve("plain/.hidden"), "x");
        put(root.resolve("plain/dir/x"), "x");
        server = builder(root).listing(true).build();
        ResponseRecorder w = serve("/plain/");
        assertEquals("text/html; charset=utf-8", w.headers().get("Content-Type"));
        assertEquals("""
            <!doctype html>
            <meta charset="utf-8">
            <title>Files</title>
            <ul>
            <li><a href="./%3Cb%3E%26%27%22.txt">&lt;b&gt;&amp;&#39;&quot;.txt</a></li>
            <li><a href="./a%3Ab%20%C3%A9%25">a:b \u00e9%</a></li>
            <li><a href="./dir/">dir/</a></li>
            <li><a href="./x.txt">x.txt</a></li>
            </ul>
            """, w.contentText());
        assertEquals("./plain/", serve("/plain").headers().get("Location"));
        assertEquals("sub index", serve("/sub/").contentText(), "an index comes first");
        assertEquals(200, serve("/").status());
    }

    @Test
    void refusesToReadWhatItMayNot() throws IOException {
        Path closed = root.resolve("a.txt");
        Files.setPosixFilePermissions(closed, Set.of());
        // The super-user may read all, and then there is nothing to refuse.
        assertEquals(Files.isReadable(closed) ? 200 : 403, serve("/a.txt").status());
    }

    @Test
    void saysOfAFileThatHasJustChangedOnlyWhatHolds() throws IOException {
        Path file = root.resolve("a.txt");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
        ResponseRecorder w = serve("/a.txt");
        assertTrue(w.headers().get("ETag").startsWith("W/\""));
        Instant modified = HttpDate.parse(w.headers().get("Last-Modified")).orElseThrow();
        assertFalse(modified.isAfter(Instant.now()), "never later than now");
        String etag = w.headers().get("ETag");
        assertEquals(304, serve("/a.txt", "If-None-Match", etag).status());
        assertEquals(412, serve("/a.txt", "If-Match", etag).status());
        assertEquals(
                200, serve("/a.txt", "Range", "bytes=0-0", "If-Range", etag).status());
    }

    @Test
    void cutsOffAFileThatShrinksWhileItIsSent() throws IOException {
        Path file = root.resolve("big.bin");
        Files.write(file, new byte[1 << 20]);
        FileTree tree = new FileTree(root);
        ResponseRecorder w = ResponseRecorder.serve(
                (out, _) -> {
                    try (var open = tree.open(tree.find(List.of("big.bin")).orElseThrow());
                            var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        out.header(
                                "Content-Length", Long.toString(open.channel().size()));
                        channel.truncate(1000);
                        assertThrows(EOFException.class, () -> FileSender.copy(open.channel(), 0, 1 << 20, out));
                    }
                    assertThrows(IOException.class, out::close);
                },
                get("/").build());
        assertTrue(w.aborted());
        assertEquals(1000, w.contentBytes().length);
    }

    @Test
    void servesLargeFilesWhole() throws IOException {
        byte[] content = new byte[3_000_017];
        new Random(1).nextBytes(content);
        Files.write(root.resolve("large.bin"), content);
        ResponseRecorder w = serve("/large.bin");
        assertEquals("application/octet-stream", w.headers().get("Content-Type"));
        assertArrayEquals(content, w.contentBytes());
    }

    /** What middleware has set before: the fields of the response as a whole stay, whatever becomes of the file. */
    @Test
    void errorsKeepWhatIsOfTheResponse() {
        for (String asked : List.of("404 GET /none", "405 POST /a.txt", "416 GET /a.txt", "412 PUT /a.txt")) {
            String[] words = asked.split(" ");
            boolean fails = words[0].equals("412");
            RequestBuilder builder = MemoryRequest.builder()
                    .method(fails ? "GET" : words[1])
                    .target(words[2])
                    .header("Range", "bytes=999999-");
            ResponseRecorder w = ResponseRecorder.serve(
                    (out, r) -> {
                        out.headers()
                                .add("Set-Cookie", "a=b")
                                .add("Vary", "Origin")
                                .add("Cache-Control", "max-age=9")
                                .add("Content-Length", "7")
                                .add("ETag", "\"x\"");
                        if (!words[0].equals("416")) {
                            // Of coded content no range can be named.
                            out.header("Content-Encoding", "gzip");
                        }
                        server.serve(out, r);
                    },
                    (fails ? builder.header("If-Match", "\"x\"") : builder).build());
            assertEquals(Integer.parseInt(words[0]), w.status(), asked);
            assertEquals("a=b", w.headers().get("Set-Cookie"), asked);
            assertEquals("Origin", w.headers().get("Vary"), asked);
            for (String gone : List.of("Cache-Control", "Content-Encoding", "ETag")) {
                assertNull(w.headers().get(gone), asked + " " + gone);
            }
            assertEquals("" + w.contentBytes().length, w.headers().get("Content-Length"), asked);
        }
    }
}
