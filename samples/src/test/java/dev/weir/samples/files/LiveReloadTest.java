package dev.weir.samples.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.http.testkit.TestEvents;
import dev.weir.http.testkit.TestServer;
import dev.weir.middleware.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LiveReloadTest {
    @TempDir
    Path folder;

    private LiveReload live;
    private Handler site;

    @BeforeEach
    void serve() throws IOException {
        Files.writeString(folder.resolve("index.html"), "<h1>one</h1>\n");
        Files.writeString(folder.resolve("style.css"), "h1 { color: red }\n");
        Files.createDirectory(folder.resolve("inside"));
        live = LiveReload.of(folder);
        site = live.wrap(FileServer.builder(folder).listing(true).build());
    }

    @AfterEach
    void end() {
        live.close();
    }

    private ResponseRecorder get(String target, String... fields) {
        var request = MemoryRequest.builder().target(target);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(site, request.build());
    }

    private static String stateOf(String page) {
        int from = page.indexOf("?state=") + 7;
        assertTrue(from > 7, page);
        return page.substring(from, page.indexOf('"', from));
    }

    @Test
    void aPageHasTheScriptAtItsEnd() {
        String page = get("/").assertStatus(200).contentText();
        assertTrue(page.startsWith("<h1>one</h1>\n<script src=\"/.weir/live.js?state="), page);
        assertTrue(page.endsWith("\"></script>\n"), page);
        get("/").assertHeader("Content-Length", "" + page.length());
    }

    @ParameterizedTest
    @CsvSource({"/inside/, 200", "/none, 404"})
    void soHaveListingsAndErrors(String target, int status) {
        ResponseRecorder answer = get(target, "Accept", "text/html").assertStatus(status);
        if (answer.headers().get("Content-Type").startsWith("text/html")) {
            stateOf(answer.contentText());
        }
    }

    @Test
    void whatIsNoPageStaysAsItIs() {
        get("/style.css").assertStatus(200).assertContent("h1 { color: red }\n");
        get("/", "Range", "bytes=0-3").assertStatus(206).assertContent("<h1>");
    }

    /** The browser may have the page from a time without the script. */
    @Test
    void nothingIsTakenFromACache() {
        String date = ResponseRecorder.serve(
                        FileServer.of(folder), MemoryRequest.builder().build())
                .headers()
                .get("Last-Modified");
        get("/", "If-Modified-Since", date, "If-None-Match", "*")
                .assertStatus(200)
                .assertHeader("Cache-Control", "no-store");
        assertFalse(get("/").headers().contains("ETag"));
        assertFalse(get("/").headers().contains("Last-Modified"));
    }

    @Test
    void aPageIsCompressedWithItsScript() throws IOException {
        Files.writeString(folder.resolve("index.html"), "<p>much</p>\n".repeat(200));
        Handler compressed = Compression.create().wrap(site);
        ResponseRecorder answer = ResponseRecorder.serve(
                compressed,
                MemoryRequest.builder().header("Accept-Encoding", "gzip").build());
        answer.assertHeader("Content-Encoding", "gzip");
        String page = new String(new GZIPInputStream(new ByteArrayInputStream(answer.contentBytes())).readAllBytes());
        assertTrue(page.endsWith("\"></script>\n"), page);
    }

    /** What an editor or a build does: over the old file, beside it and then over it, in a folder that was not there. */
    @ParameterizedTest
    @ValueSource(strings = {"write", "replace", "delete", "inside", "new folder"})
    void aChangeIsAnotherState(String how) throws Exception {
        try (TestServer server = TestServer.inMemory(site);
                TestEvents events = server.client().get("/.weir/live").events()) {
            String first = events.next().data();
            assertEquals(first, stateOf(server.client().get("/").send().contentText()));
            switch (how) {
                case "write" -> Files.writeString(folder.resolve("style.css"), "h1 { color: blue }\n");
                case "replace" -> {
                    Path made = Files.writeString(folder.resolve("index.html~"), "<h1>two</h1>\n");
                    Files.move(made, folder.resolve("index.html"), StandardCopyOption.REPLACE_EXISTING);
                }
                case "delete" -> Files.delete(folder.resolve("style.css"));
                case "inside" -> Files.writeString(folder.resolve("inside/a.txt"), "a");
                default -> Files.createDirectories(folder.resolve("new/folder"));
            }
            String second = events.next().data();
            assertNotEquals(first, second);
            if (how.equals("new folder")) {
                Files.writeString(folder.resolve("new/folder/a.txt"), "a");
                assertNotEquals(second, second = events.next().data());
            }
            assertEquals(second, stateOf(server.client().get("/").send().contentText()));
        }
    }

    @Test
    void whatIsHiddenChangesNothing() throws Exception {
        try (TestServer server = TestServer.inMemory(site);
                TestEvents events = server.client().get("/.weir/live").events()) {
            events.next();
            Files.writeString(folder.resolve(".index.html.swp"), "x");
            Files.createDirectory(folder.resolve(".git"));
            Files.writeString(folder.resolve("index.html~"), "x");
            Files.writeString(folder.resolve(".git/HEAD"), "x");
            Files.writeString(folder.resolve("seen.txt"), "x");
            String state = events.next().data();
            assertTrue(state.endsWith("-1"), state);
        }
    }

    @Test
    void theScriptIsServed() {
        get("/.weir/live.js").assertStatus(200).assertHeader("Content-Type", "text/javascript; charset=utf-8");
    }
}
