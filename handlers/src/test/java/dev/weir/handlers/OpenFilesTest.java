package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.handlers.FileTree.OpenFile;
import dev.weir.handlers.OpenFiles.KeptFile;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that stay open between requests: what is seen of a change and when, how many there are, when they are closed. */
class OpenFilesTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Instant MODIFIED = Instant.parse("2024-02-29T10:11:12Z");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    Path base;

    private Path root;

    @BeforeEach
    void fill() throws IOException {
        base = base.toRealPath();
        root = Files.createDirectories(base.resolve("root"));
        put("secret.txt", "secret", 0);
        put("next/a.txt", "of the next release", 7);
        put("root/a.txt", "0123456789", 0);
        put("root/b.txt", "the other", 0);
        put("root/app.js", "script script", 0);
        put("root/coded.js", "script script", 0);
        put("root/coded.js.gz", "GG", 0);
        put("root/coded.js.br", "B", 0);
        put("root/dir/index.html", "index", 0);
        Files.createSymbolicLink(root.resolve("link.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(base.resolve("current"), root);
    }

    private void put(String name, String content, int seconds) throws IOException {
        Path file = base.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED.plusSeconds(seconds)));
    }

    /** Puts another file in the place of one, as a deployment should. */
    private void replace(String name, String content) throws IOException {
        put("made", content, 60);
        Files.move(base.resolve("made"), base.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @ParameterizedTest
    @CsvSource({
        "/a.txt,           200, 0123456789",
        "/%61.txt,         200, 0123456789",
        "/a%2Etxt,         200, 0123456789",
        "/a.txt/,          404, ",
        "//a.txt,          404, ",
        "/./a.txt,         404, ",
        "/dir/,            200, index",
        "/dir/index.html,  200, index",
        "/dir//index.html, 404, ",
        "/dir%2Findex.html, 404, ",
        "/e%2561.txt,      200, named with a percent sign",
        "/e%61.txt,        200, named with a letter",
        "/%C3%A4.txt,      200, umlaut",
        "/.page.html,      404, "
    })
    void aPathAsksForTheSameOnceFilesAreOpen(String path, int status, @Nullable String content) throws IOException {
        put("root/e%61.txt", "named with a percent sign", 0);
        put("root/ea.txt", "named with a letter", 0);
        put("root/\u00e4.txt", "umlaut", 0);
        put("root/.page.html", "for an application", 0);
        FileServer server = FileServer.builder(root)
                .fallback(".page.html")
                .openFiles(20, LONG)
                .build();
        String page = "for an application";
        assertEquals(page, serve(server, "/orders", "Accept", "text/html").contentText());
        for (String open : List.of("/a.txt", "/dir/", "/e%2561.txt", "/e%61.txt", "/%C3%A4.txt")) {
            assertEquals(200, serve(server, open).status(), open);
        }
        ResponseRecorder answer = serve(server, path);
        assertEquals(status, answer.status());
        if (content != null) {
            assertEquals(content, answer.contentText());
        }
    }

    private FileServer open(int most, Duration time) {
        return FileServer.builder(root)
                .precompressed(true)
                .openFiles(most, time)
                .build();
    }

    private static ResponseRecorder serve(FileServer server, String target, String... fields) {
        return serve("GET", server, target, fields);
    }

    private static ResponseRecorder serve(String method, FileServer server, String target, String... fields) {
        RequestBuilder request = MemoryRequest.builder().method(method).target(target);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(server, request.build());
    }

    private static String answer(FileServer server, String target) {
        ResponseRecorder w = serve(server, target, "Accept-Encoding", "br");
        return w.status() == 200 ? w.contentText() : Integer.toString(w.status());
    }

    /** How many files of this test are open, deleted ones too. */
    private int descriptors() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : all) {
                try {
                    count += Files.readSymbolicLink(each).toString().startsWith(base.toString()) ? 1 : 0;
                } catch (IOException _) {
                    // closed meanwhile
                }
            }
        }
        return count;
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!condition.call()) {
            assertTrue(System.nanoTime() < until, "it has not come about in 20 s");
            Thread.sleep(5);
        }
    }

    // ---- what is seen of a change

    private interface Change {
        void make(OpenFilesTest test) throws IOException;
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("replaced", "/a.txt", "0123456789", "another", t -> t.replace("root/a.txt", "another")),
                change("deleted", "/a.txt", "0123456789", "404", t -> Files.delete(t.root.resolve("a.txt"))),
                change("a folder in its place", "/a.txt", "0123456789", "404", t -> {
                    Files.delete(t.root.resolve("a.txt"));
                    Files.createDirectory(t.root.resolve("a.txt"));
                }),
                change("the folder moved", "/dir/index.html", "index", "404", t -> {
                    Files.move(t.root.resolve("dir"), t.base.resolve("moved"));
                }),
                change("the index replaced", "/dir/", "index", "x", t -> t.replace("root/dir/index.html", "x")),
                change("written in its place", "/a.txt", "changed 10", "changed 10", t -> {
                    Files.writeString(t.root.resolve("a.txt"), "changed 10");
                }),
                change("appended to", "/a.txt", "0123456789", "0123456789 and more", t -> {
                    Files.writeString(t.root.resolve("a.txt"), " and more", StandardOpenOption.APPEND);
                }),
                change("a link that leads elsewhere", "/link.txt", "0123456789", "the other", t -> {
                    Files.createSymbolicLink(t.base.resolve("made"), Path.of("b.txt"));
                    Files.move(t.base.resolve("made"), t.root.resolve("link.txt"), StandardCopyOption.ATOMIC_MOVE);
                }),
                change("a link that leads out", "/link.txt", "0123456789", "404", t -> {
                    Files.createSymbolicLink(t.base.resolve("made"), Path.of("../secret.txt"));
                    Files.move(t.base.resolve("made"), t.root.resolve("link.txt"), StandardCopyOption.ATOMIC_MOVE);
                }),
                change("a folder that became a link", "/dir/index.html", "index", "404", t -> {
                    Files.move(t.root.resolve("dir"), t.base.resolve("moved"));
                    Files.createSymbolicLink(t.root.resolve("dir"), t.base.resolve("moved"));
                }),
                change("a sidecar that comes", "/app.js", "script script", "B", t -> t.put("root/app.js.br", "B", 0)),
                change("a sidecar that goes", "/coded.js", "B", "script script", t -> {
                    Files.delete(t.root.resolve("coded.js.br"));
                }),
                change("a sidecar that is too old now", "/coded.js", "B", "new script", t -> {
                    t.replace("root/coded.js", "new script");
                }));
    }

    private static Arguments change(String name, String target, String within, String after, Change change) {
        return Arguments.of(name, target, within, after, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangeIsSeenAfterTheTime(String name, String target, String within, String after, Change change)
            throws Exception {
        FileServer longOpen = open(10, LONG);
        FileServer shortly = open(10, SHORT);
        String etag = serve(longOpen, target, "Accept-Encoding", "br").headers().get("ETag");
        answer(shortly, target);
        change.make(this);
        assertEquals(within, answer(longOpen, target));
        assertEquals(
                etag, serve(longOpen, target, "Accept-Encoding", "br").headers().get("ETag"));
        Thread.sleep(SHORT.plusMillis(1));
        assertEquals(after, answer(shortly, target));
        assertEquals(after, answer(FileServer.builder(root).precompressed(true).build(), target));
    }

    @Test
    void aRootThatIsALinkIsLookedForAnew() throws Exception {
        FileServer server =
                FileServer.builder(base.resolve("current")).openFiles(10, SHORT).build();
        assertEquals("0123456789", answer(server, "/a.txt"));
        Files.createSymbolicLink(base.resolve("made"), Path.of("next"));
        Files.move(base.resolve("made"), base.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
        await(() -> answer(server, "/a.txt").equals("of the next release"));
    }

    @Test
    void aFileThatMayNotBeReadAnyMoreIs403AfterTheTime() throws Exception {
        FileServer server = open(10, SHORT);
        assertEquals("0123456789", answer(server, "/a.txt"));
        Files.setPosixFilePermissions(root.resolve("a.txt"), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(root.resolve("a.txt")), "this user may read all");
        await(() -> answer(server, "/a.txt").equals("403"));
    }

    @Test
    void aFileThatWasCutShortFailsOnceAndIsLookedForAnew() throws Exception {
        FileServer server = open(10, LONG);
        answer(server, "/a.txt");
        try (var file = FileChannel.open(root.resolve("a.txt"), StandardOpenOption.WRITE)) {
            file.truncate(3);
        }
        ResponseRecorder w = serve(server, "/a.txt");
        assertInstanceOf(EOFException.class, w.failure().orElseThrow());
        assertEquals(500, w.status());
        assertEquals("012", answer(server, "/a.txt"));
    }

    @Test
    void thatThereIsNoFileIsNotKept() throws Exception {
        FileServer server = open(10, LONG);
        assertEquals("404", answer(server, "/later.txt"));
        put("root/later.txt", "now", 0);
        assertEquals("now", answer(server, "/later.txt"));
    }

    @Test
    void theSlashOfAFolderAndItsIndexAreOneFile() throws Exception {
        FileServer server = open(10, LONG);
        assertEquals("index", answer(server, "/dir/index.html"));
        Files.move(root.resolve("dir"), base.resolve("moved"));
        assertEquals("index", answer(server, "/dir/"));
        assertEquals("404", answer(server, "/dir"));
        assertEquals("404", answer(server, "/dir/index.html/"));
    }

    @Test
    void whatIsHiddenIsNotFoundAmongThoseThatAreOpen() throws Exception {
        put("root/.env", "secret", 0);
        FileServer server = open(10, LONG);
        assertEquals("0123456789", answer(server, "/a.txt"));
        for (String target :
                new String[] {"/.env", "/x/../a.txt", "//a.txt", "/%2e/a.txt", "/a.txt/", "/dir%2findex.html"}) {
            assertEquals("404", answer(server, target), target);
        }
    }

    // ---- what comes from one that is open

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  |                   |            | 200 | 0123456789 | 10",
                "HEAD |                   |            | 200 |            | 10",
                "GET  | Range             | bytes=3-5  | 206 | 345        | 3",
                "GET  | Range             | bytes=10-  | 416 | 416        |",
                "GET  | If-None-Match     | TAG        | 304 |            |",
                "GET  | If-Match          | \"x\"      | 412 | 412        |",
                "GET  | If-Modified-Since | DATE       | 304 |            |",
            })
    void answersOfAFileThatWasDeletedMeanwhile(
            String method,
            @Nullable String field,
            @Nullable String value,
            int status,
            @Nullable String content,
            @Nullable String length)
            throws Exception {
        FileServer server = open(10, LONG);
        String tag = serve(server, "/a.txt").headers().get("ETag");
        Files.delete(root.resolve("a.txt"));
        String[] fields = {};
        if (field != null && value != null) {
            fields = new String[] {field, value.replace("TAG", tag).replace("DATE", "Thu, 29 Feb 2024 10:11:12 GMT")};
        }
        ResponseRecorder w = serve(method, server, "/a.txt", fields);
        assertEquals(status, w.status());
        if (status < 400) {
            assertEquals(content == null ? "" : content, w.contentText());
            assertEquals(length, w.headers().get("Content-Length"));
            assertEquals(tag, w.headers().get("ETag"));
        }
    }

    @Test
    void severalRangesOfAFileThatIsOpen() {
        FileServer server = open(10, LONG);
        for (int i = 0; i < 2; i++) {
            ResponseRecorder w = serve(server, "/a.txt", "Range", "bytes=0-1,8-9");
            assertEquals(206, w.status());
            assertTrue(w.contentText().contains("\r\n\r\n01\r\n--")
                    && w.contentText().contains("\r\n\r\n89\r\n--"));
        }
    }

    @Test
    void aTypeByTheFirstBytesIsKeptAndStaysUnsaidOfCodedContent() throws Exception {
        put("root/page", "<html><body>", 0);
        FileServer server = open(10, LONG);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "text/html; charset=utf-8", serve(server, "/page").headers().get("Content-Type"));
            ResponseRecorder coded = ResponseRecorder.serve(
                    (w, r) -> {
                        w.header("Content-Encoding", "x");
                        server.serve(w, r);
                    },
                    MemoryRequest.builder().target("/page").build());
            assertEquals("x", coded.headers().get("Content-Encoding"));
            assertNull(coded.headers().get("Content-Type"));
            assertTrue(coded.headers().get("ETag").startsWith("W/"));
        }
    }

    @Test
    void aRequestThatIsInterruptedLeavesTheFileOpenForOthers() throws Exception {
        FileServer server = open(10, LONG);
        assertEquals("0123456789", answer(server, "/a.txt"));
        Files.delete(root.resolve("a.txt"));
        ResponseRecorder.serve(
                (w, r) -> {
                    Thread.currentThread().interrupt();
                    server.serve(w, r);
                },
                MemoryRequest.builder().target("/a.txt").build());
        assertFalse(Thread.interrupted());
        assertEquals("0123456789", answer(server, "/a.txt"));
    }

    @Test
    void filesOfAnArchiveAreServedAsBefore() throws Exception {
        try (FileSystem archive = FileSystems.newFileSystem(base.resolve("site.zip"), Map.of("create", "true"))) {
            Files.writeString(archive.getPath("/a.txt"), "0123456789");
            Files.writeString(archive.getPath("/a.txt.br"), "B");
            FileServer server = FileServer.builder(archive.getPath("/"))
                    .precompressed(true)
                    .openFiles(10, LONG)
                    .build();
            for (int i = 0; i < 2; i++) {
                assertEquals("B", answer(server, "/a.txt"));
                assertEquals(
                        "345", serve(server, "/a.txt", "Range", "bytes=3-5").contentText());
            }
        }
    }

    // ---- how many there are

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "10, 10", "100, 50"})
    void noMoreStayOpenThanWereAllowed(int most, int open) throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS));
        FileServer server = open(most, LONG);
        for (int i = 0; i < 50; i++) {
            put("root/many/" + i + ".txt", "number " + i, 0);
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 50; i++) {
                assertEquals("number " + i, answer(server, "/many/" + i + ".txt"));
            }
            assertEquals(open, descriptors());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 3", "4, 4", "5, 4"})
    void sidecarsCount(int most, int open) throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS));
        FileServer server = open(most, LONG);
        if (most > 3) {
            assertEquals("0123456789", answer(server, "/a.txt"));
        }
        assertEquals("B", answer(server, "/coded.js"));
        assertEquals("GG", serve(server, "/coded.js", "Accept-Encoding", "gzip").contentText());
        assertEquals("script script", serve(server, "/coded.js").contentText());
        assertEquals(open, descriptors());
    }

    @Test
    void aFileThatIsAskedForAgainAndAgainStaysWhileManyPassBy() throws Exception {
        FileServer server = open(10, LONG);
        answer(server, "/a.txt");
        for (int i = 0; i < 200; i++) {
            put("root/many/" + i + ".txt", "x", 0);
        }
        assertEquals("0123456789", answer(server, "/a.txt"));
        Files.delete(root.resolve("a.txt"));
        for (int i = 0; i < 200; i++) {
            answer(server, "/many/" + i + ".txt");
            if (i % 5 == 0) {
                assertEquals("0123456789", answer(server, "/a.txt"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, PT1S", "-1, PT1S", "1, PT0S", "1, PT-1S", "1, PT24H0.000000001S"})
    void whatIsOutOfRangeIsRefused(int most, Duration time) {
        FileServer.Builder builder = FileServer.builder(root);
        assertThrows(IllegalArgumentException.class, () -> builder.openFiles(most, time));
    }

    // ---- when they are closed

    @Test
    void allAreClosedThoughNobodyAsksAnyMore() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS));
        FileServer server = open(100, SHORT);
        for (int round = 0; round < 2; round++) {
            for (String target : new String[] {"/a.txt", "/b.txt", "/coded.js", "/link.txt", "/dir/"}) {
                answer(server, target);
            }
            assertTrue(descriptors() > 0);
            await(() -> descriptors() == 0);
        }
    }

    private KeptFile kept(String name, OpenFiles table) throws IOException {
        Path file = root.resolve(name);
        return new KeptFile(
                name,
                List.of(name),
                null,
                true,
                new OpenFile(FileChannel.open(file), Files.readAttributes(file, BasicFileAttributes.class)),
                new OpenFile[0],
                table.until());
    }

    @Test
    void aFileIsClosedWhenItsLastUserIsDone() throws Exception {
        OpenFiles table = new OpenFiles(1, LONG);
        KeptFile first = kept("a.txt", table);
        table.add(first);
        KeptFile again = table.take("a.txt");
        assertEquals(first, again);
        KeptFile passing = kept("b.txt", table);
        table.add(passing);
        passing.release();
        assertFalse(passing.plain().channel().isOpen(), "the other was asked for of late");
        table.add(kept("b.txt", table));
        assertNull(table.take("a.txt"), "it had to go");
        first.release();
        assertTrue(first.plain().channel().isOpen(), "somebody sends it");
        first.release();
        assertFalse(first.plain().channel().isOpen());
        assertFalse(first.take(), "it is closed for good");
        KeptFile other = table.take("b.txt");
        assertNotNull(other);
        table.drop(other);
        table.drop(other);
        assertTrue(other.plain().channel().isOpen());
        other.release();
        other.release();
        assertFalse(other.plain().channel().isOpen());
    }

    @Test
    void aFileOfTheSameNameTakesThePlaceOfTheFormer() throws Exception {
        OpenFiles table = new OpenFiles(1, LONG);
        KeptFile first = kept("a.txt", table);
        table.add(first);
        first.release();
        KeptFile second = kept("a.txt", table);
        table.add(second);
        second.release();
        assertFalse(first.plain().channel().isOpen());
        assertEquals(second, table.take("a.txt"));
        table.drop(first);
        assertEquals(second, table.take("a.txt"));
    }

    @Test
    void aFileThatWasClosedByOthersIsLookedForAnew() throws Exception {
        OpenFiles table = new OpenFiles(1, LONG);
        KeptFile file = kept("a.txt", table);
        table.add(file);
        file.plain().channel().close();
        assertNull(table.take("a.txt"));
    }

    @Test
    void twoHundredAtOnceGetWhatTheyAskedFor() throws Exception {
        FileServer server = open(3, Duration.ofMillis(2));
        for (int i = 0; i < 6; i++) {
            put("root/many/" + i + ".txt", ("number " + i + " ").repeat(2000), 0);
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 200; t++) {
                int start = t;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        int file = (start + i) % 6;
                        String content = answer(server, "/many/" + file + ".txt");
                        assertEquals(("number " + file + " ").repeat(2000), content);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        if (Files.isDirectory(DESCRIPTORS)) {
            await(() -> descriptors() == 0);
        }
    }
}
