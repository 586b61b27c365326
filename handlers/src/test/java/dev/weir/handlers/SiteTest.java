package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site wants beside its files: coded ones, cache rules, a page for all paths, types, several ranges. */
class SiteTest {
    private static final Instant MODIFIED = Instant.parse("2024-02-29T10:11:12Z");
    private static final String PLAIN = "0123456789 in plain";

    @TempDir
    Path root;

    private FileServer.Builder builder;

    @BeforeEach
    void fill() throws IOException {
        put("all.js", PLAIN, 0);
        put("all.js.zst", "ZZZ", 0);
        put("all.js.br", "BB", 0);
        put("all.js.gz", "GGGG", 0);
        put("gzip.js", PLAIN, 0);
        put("gzip.js.gz", "GGGG", 0);
        put("none.js", PLAIN, 0);
        put("page", "<html>" + PLAIN, 0);
        put("page.gz", "GG", 0);
        put("stale.js", PLAIN, 0);
        put("stale.js.gz", "GGGG", -3);
        put("near.js", PLAIN, 0);
        put("near.js.gz", "GGGG", -2);
        put("small.js", "0", 0);
        put("small.js.gz", "GGGG", 0);
        put("folder.js", PLAIN, 0);
        Files.createDirectories(root.resolve("folder.js.br"));
        put("index.html", "<!doctype html>application", 0);
        put("index.html.br", "BBBB", 0);
        put("app.3f9a2b1c.js", "hashed", 0);
        put("app.3f9a2b1c.js.br", "HB", 0);
        put("notes.md", "# notes", 0);
        put("empty/x.txt", "x", 0);
        builder = builder(root);
    }

    /** How the tests begin; others run them with more set. */
    FileServer.Builder builder(Path folder) {
        return FileServer.builder(folder);
    }

    private void put(String name, String content, int seconds) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED.plusSeconds(seconds)));
    }

    private ResponseRecorder serve(String target, String... fields) {
        return ask("GET", target, fields);
    }

    private ResponseRecorder ask(String method, String target, String... fields) {
        RequestBuilder request = MemoryRequest.builder().method(method).target(target);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return ask(builder.build(), request);
    }

    /** Others ask more than once. */
    ResponseRecorder ask(FileServer server, RequestBuilder request) {
        return ResponseRecorder.serve(server, request.build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/all.js   | gzip                            | gzip | GGGG                | Accept-Encoding",
                "/all.js   | gzip, br, zstd                  | br   | BB                  | Accept-Encoding",
                "/all.js   | gzip, zstd                      | zstd | ZZZ                 | Accept-Encoding",
                "/all.js   | gzip;q=1, br;q=0.5              | gzip | GGGG                | Accept-Encoding",
                "/all.js   | *                               | br   | BB                  | Accept-Encoding",
                "/all.js   | *;q=0.1, br;q=0                 | zstd | ZZZ                 | Accept-Encoding",
                "/all.js   | identity, gzip;q=0.5            |      | 0123456789 in plain | Accept-Encoding",
                "/all.js   | identity;q=0.5, gzip            | gzip | GGGG                | Accept-Encoding",
                "/all.js   | br;q=0, gzip;q=0, zstd;q=0      |      | 0123456789 in plain | Accept-Encoding",
                "/all.js   | deflate                         |      | 0123456789 in plain | Accept-Encoding",
                "/all.js   |                                 |      | 0123456789 in plain | Accept-Encoding",
                "/all.js   | GZIP                            | gzip | GGGG                | Accept-Encoding",
                "/gzip.js  | br                              |      | 0123456789 in plain | Accept-Encoding",
                "/gzip.js  | br, gzip;q=0.001                | gzip | GGGG                | Accept-Encoding",
                "/none.js  | gzip                            |      | 0123456789 in plain |",
                "/stale.js | gzip                            |      | 0123456789 in plain |",
                "/near.js  | gzip                            | gzip | GGGG                | Accept-Encoding",
                "/small.js | gzip                            |      | 0                   |",
                "/folder.js| br                              |      | 0123456789 in plain |",
                "/         | br                              | br   | BBBB                | Accept-Encoding",
            })
    void theSidecarThatTheClientWantsMost(String target, String accept, String coding, String content, String vary) {
        builder.precompressed(true);
        ResponseRecorder w = accept == null ? serve(target) : serve(target, "Accept-Encoding", accept);
        assertEquals(200, w.status());
        assertEquals(content, w.contentText());
        assertEquals(coding, w.headers().get("Content-Encoding"));
        assertEquals(vary, w.headers().get("Vary"));
        assertEquals(Integer.toString(content.length()), w.headers().get("Content-Length"));
        assertEquals("bytes", w.headers().get("Accept-Ranges"));
    }

    @Test
    void withoutTheSettingFilesAreWhatTheyAre() {
        ResponseRecorder w = serve("/all.js", "Accept-Encoding", "br");
        assertEquals(PLAIN, w.contentText());
        assertNull(w.headers().get("Vary"));
        assertNull(w.headers().get("Content-Encoding"));
    }

    @Test
    void aSidecarThatIsAskedForItselfIsAFile() {
        builder.precompressed(true);
        ResponseRecorder w = serve("/all.js.gz", "Accept-Encoding", "gzip");
        assertEquals("GGGG", w.contentText());
        assertNull(w.headers().get("Content-Encoding"));
        assertNotEquals(
                serve("/all.js", "Accept-Encoding", "gzip").headers().get("Content-Type"),
                w.headers().get("Content-Type"));
    }

    @Test
    void aSidecarHasTheTypeOfItsFileAndATagOfItsOwn() {
        builder.precompressed(true);
        ResponseRecorder plain = serve("/all.js");
        ResponseRecorder coded = serve("/all.js", "Accept-Encoding", "br");
        ResponseRecorder other = serve("/all.js", "Accept-Encoding", "gzip");
        assertEquals(plain.headers().get("Content-Type"), coded.headers().get("Content-Type"));
        String tag = coded.headers().get("ETag");
        assertTrue(tag.startsWith("\""), "strong");
        assertNotEquals(plain.headers().get("ETag"), tag);
        assertNotEquals(other.headers().get("ETag"), tag);
        ResponseRecorder sniffed = serve("/page", "Accept-Encoding", "gzip");
        assertEquals("GG", sniffed.contentText());
        assertEquals("text/html; charset=utf-8", sniffed.headers().get("Content-Type"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match | own   | 304 | ''",
                "If-None-Match | plain | 200 | BB",
                "If-Match      | own   | 200 | BB",
                "If-Match      | plain | 412 |",
            })
    void conditionsAreThoseOfTheSidecar(String field, String tag, int status, String content) {
        builder.precompressed(true);
        String value = (tag.equals("plain") ? serve("/all.js") : serve("/all.js", "Accept-Encoding", "br"))
                .headers()
                .get("ETag");
        ResponseRecorder w = serve("/all.js", "Accept-Encoding", "br", field, value);
        assertEquals(status, w.status());
        assertEquals("Accept-Encoding", w.headers().get("Vary"));
        if (content != null) {
            assertEquals(content, w.contentText());
            assertEquals(value.equals(w.headers().get("ETag")), tag.equals("own"));
        } else {
            assertNull(w.headers().get("Content-Encoding"));
        }
    }

    @Test
    void aRangeIsOneOfTheCodedBytes() {
        builder.precompressed(true);
        ResponseRecorder w = serve("/all.js", "Accept-Encoding", "zstd", "Range", "bytes=1-");
        assertEquals(206, w.status());
        assertEquals("ZZ", w.contentText());
        assertEquals("bytes 1-2/3", w.headers().get("Content-Range"));
        assertEquals("zstd", w.headers().get("Content-Encoding"));
        assertEquals("Accept-Encoding", w.headers().get("Vary"));
        String plainTag = serve("/all.js").headers().get("ETag");
        assertEquals(
                200,
                serve("/all.js", "Accept-Encoding", "zstd", "Range", "bytes=1-", "If-Range", plainTag)
                        .status(),
                "plain bytes are never joined to coded ones");
        ResponseRecorder beyond = serve("/all.js", "Accept-Encoding", "zstd", "Range", "bytes=9-");
        assertEquals(416, beyond.status());
        assertEquals("bytes */3", beyond.headers().get("Content-Range"));
        assertNull(beyond.headers().get("Content-Encoding"));
    }

    @Test
    void headHasTheFieldsOfGet() {
        builder.precompressed(true).fallback("index.html");
        for (String target : new String[] {"/all.js", "/gzip.js", "/none.js", "/any/route"}) {
            String[] fields = {"Accept-Encoding", "gzip", "Accept", "text/html"};
            ResponseRecorder head = ask("HEAD", target, fields);
            assertEquals(
                    serve(target, fields).headers().toString(), head.headers().toString());
            assertEquals("", head.contentText());
        }
    }

    @Test
    void whatIsCodedBeforeHasNoSidecar() {
        FileServer server = builder.precompressed(true).build();
        ResponseRecorder w = ResponseRecorder.serve(
                (out, r) -> {
                    out.header("Content-Encoding", "x");
                    server.serve(out, r);
                },
                MemoryRequest.builder()
                        .target("/all.js")
                        .header("Accept-Encoding", "br")
                        .build());
        assertEquals(PLAIN, w.contentText());
        assertEquals("x", w.headers().get("Content-Encoding"));
    }

    @Test
    void aSidecarThatLeadsOutOfTheRootIsNotServed(@TempDir Path elsewhere) throws IOException {
        Path secret = Files.writeString(elsewhere.resolve("s"), "SEC");
        Files.createSymbolicLink(root.resolve("none.js.br"), secret);
        builder.precompressed(true);
        assertEquals(PLAIN, serve("/none.js", "Accept-Encoding", "br").contentText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-1,4-4      | 0-1:01 4-4:4",
                "bytes=4-4,0-1      | 4-4:4 0-1:01",
                "bytes=-2,0-0,3-    |",
                "bytes=0-0,-2       | 0-0:0 17-18:in",
                "bytes=0-4,99-      | ONE bytes 0-4/19",
                "bytes=5-9,0-4      | 5-9:56789 0-4:01234",
                "bytes=0-4,4-5      |",
                "bytes=0-0,2-2,4-4,6-6,8-8,10-10,11-11,12-12,13-13,14-14,15-15 |",
            })
    void severalRangesInTheirOrder(String range, String parts) {
        ResponseRecorder w = serve("/all.js", "Range", range);
        if (parts == null) {
            assertEquals(200, w.status());
            assertEquals(PLAIN, w.contentText());
            return;
        }
        assertEquals(206, w.status());
        if (parts.startsWith("ONE ")) {
            assertEquals(parts.substring(4), w.headers().get("Content-Range"));
            return;
        }
        assertNull(w.headers().get("Content-Range"));
        String type = w.headers().get("Content-Type");
        assertTrue(type.startsWith("multipart/byteranges; boundary="), type);
        String boundary = type.substring(type.indexOf('=') + 1);
        StringBuilder expected = new StringBuilder();
        for (String part : parts.split(" ")) {
            String[] pair = part.split(":");
            expected.append(expected.isEmpty() ? "" : "\r\n").append("--").append(boundary);
            expected.append("\r\nContent-Type: ")
                    .append(serve("/all.js").headers().get("Content-Type"));
            expected.append("\r\nContent-Range: bytes ").append(pair[0]).append("/19\r\n\r\n");
            expected.append(pair[1]);
        }
        expected.append("\r\n--").append(boundary).append("--\r\n");
        assertEquals(expected.toString(), w.contentText());
        assertEquals(Integer.toString(w.contentBytes().length), w.headers().get("Content-Length"));
        String other = serve("/all.js", "Range", range).headers().get("Content-Type");
        assertNotEquals(type, other, "a boundary that cannot be foreseen");
    }

    @Test
    void severalRangesOfASidecarVaryAsTheWholeDoes() {
        builder.precompressed(true);
        ResponseRecorder w = serve("/all.js", "Accept-Encoding", "gzip", "Range", "bytes=0-0,2-2");
        assertEquals(206, w.status());
        assertEquals("gzip", w.headers().get("Content-Encoding"));
        assertEquals("Accept-Encoding", w.headers().get("Vary"));
        assertTrue(w.contentText().contains("Content-Range: bytes 2-2/4\r\n\r\nG\r\n--"), w.contentText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/any            | text/html,*/*;q=0.8 | 200 | Accept",
                "/any/route/here | text/html           | 200 | Accept",
                "/any/           | text/html           | 200 | Accept",
                "/empty/         | text/html           | 200 | Accept",
                "/empty          | text/html           | 200 | Accept",
                "/any            | */*                 | 404 | Accept",
                "/any            |                     | 404 | Accept",
                "/any            | application/json    | 404 | Accept",
                "/any            | text/html;q=0       | 404 | Accept",
                "/any.js         | text/html           | 404 |",
                "/a/missing.png  | text/html           | 404 |",
                "/.well-known/x  | text/html           | 404 |",
                "/.env           | text/html           | 404 |",
                "/../any         | text/html           | 404 |",
            })
    void theFallbackIsForPagesAlone(String target, String accept, int status, String vary) {
        builder.fallback("index.html").cacheControl("max-age=60");
        ResponseRecorder w = accept == null ? serve(target) : serve(target, "Accept", accept);
        assertEquals(status, w.status());
        assertEquals(vary, w.headers().get("Vary"));
        if (status == 200) {
            assertEquals("<!doctype html>application", w.contentText());
            assertEquals("no-cache", w.headers().get("Cache-Control"));
            assertEquals("text/html; charset=utf-8", w.headers().get("Content-Type"));
        }
    }

    @Test
    void theFallbackKnowsConditionsCodingsAndMethods() {
        builder.fallback("index.html").precompressed(true);
        ResponseRecorder w = serve("/any", "Accept", "text/html", "Accept-Encoding", "br");
        assertEquals("BBBB", w.contentText());
        assertEquals("br", w.headers().get("Content-Encoding"));
        assertEquals("[Accept, Accept-Encoding]", w.headers().all("Vary").toString());
        assertEquals(
                304,
                serve(
                                "/any",
                                "Accept",
                                "text/html",
                                "Accept-Encoding",
                                "br",
                                "If-None-Match",
                                w.headers().get("ETag"))
                        .status());
        assertEquals(405, ask("POST", "/any", "Accept", "text/html").status());
        builder.fallback("missing.html");
        assertEquals(404, serve("/any", "Accept", "text/html").status());
        assertThrows(IllegalArgumentException.class, () -> builder.fallback("../x"));
    }

    @ParameterizedTest
    @CsvSource({
        "app.3f9a2b1c.js, true",
        "app.3f9a2b1c4d5e6f708192.chunk.js.map, true",
        "index-B7x9kLm2.css, true",
        "index-Dk_9a-bC.js, true",
        "chunk-5QYXKGV2.js, true",
        "font_3f9a2b1c.woff2, true",
        "app.3f9a2b1c.js.br, true",
        "app.js, false",
        "main-component.js, false",
        "jquery-3.7.1.min.js, false",
        "report-20240101.html, false",
        "report-2024-01-01.html, false",
        "app.deadbeef.js, false",
        "app.3f9a2b1.js, false",
        "README-k3j9d8f2.js, false",
        "3f9a2b1c, false",
        "3f9a2b1c.js, false",
        "., false",
    })
    void namesWithAHash(String name, boolean hashed) {
        assertEquals(hashed, CacheRules.isHashed(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/app.3f9a2b1c.js | public, max-age=31536000, immutable",
                "/all.js          | max-age=60",
                "/index.html      | no-cache",
                "/                | no-cache",
                "/empty/x.txt     | private",
                "/notes.md        | max-age=60",
                "/missing         |",
            })
    void cacheRules(String target, String value) {
        builder.cacheControl("*.html", "no-cache")
                .cacheControl("/empty/*", "private")
                .cacheControl("*.txt", "no-store")
                .immutableHashedNames()
                .cacheControl("max-age=60")
                .precompressed(true);
        ResponseRecorder w = serve(target, "Accept-Encoding", "br");
        assertEquals(value, w.headers().get("Cache-Control"));
        if (value != null) {
            String tag = w.headers().get("ETag");
            ResponseRecorder unchanged = serve(target, "Accept-Encoding", "br", "If-None-Match", tag);
            assertEquals(304, unchanged.status());
            assertEquals(value, unchanged.headers().get("Cache-Control"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, a.b, true",
        "a*b*c, aXbYc, true",
        "a*b*c, abcbc, true",
        "a*b*c, ab, false",
        "*.js, a.jsx, false",
        "**.js, .js, true",
        "/x/*, /x/y, true",
        "/x/*, /y/x/y, false",
    })
    void patterns(String pattern, String name, boolean matches) {
        var rules = new CacheRules(List.of(pattern, "yes"), false, "no");
        var names = name.startsWith("/") ? Arrays.asList(name.substring(1).split("/")) : List.of(name);
        assertEquals(matches ? "yes" : "no", rules.value(names));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b"})
    void patternsThatMatchNothingAreRefused(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> builder.cacheControl(pattern, "no-cache"));
    }

    @Test
    void typesOfOnesOwn() {
        builder.type("MD", "text/markdown; charset=utf-8").type("js", "text/plain");
        assertEquals(
                "text/markdown; charset=utf-8", serve("/notes.md").headers().get("Content-Type"));
        assertEquals("text/plain", serve("/all.js").headers().get("Content-Type"));
        assertEquals("text/html; charset=utf-8", serve("/").headers().get("Content-Type"));
        assertThrows(IllegalArgumentException.class, () -> builder.type("x", "a\nb"));
        assertThrows(IllegalArgumentException.class, () -> builder.type(".x", "a/b"));
    }

    @Test
    void aListingOfOnesOwn() throws IOException {
        put("list/a & b.txt", "12345", 0);
        put("list/sub/x", "x", 0);
        put("list/.hidden", "x", 0);
        builder.listing((r, entries, more) -> {
            StringBuilder page = new StringBuilder(r.path() + more);
            for (FileListing.Entry entry : entries) {
                page.append('|').append(entry.href()).append(' ').append(entry.html());
                page.append(' ').append(entry.size()).append(' ').append(entry.directory());
            }
            return page + "|" + entries.getFirst().modified();
        });
        ResponseRecorder w = serve("/list/");
        assertEquals(
                "/list/false|./a%20%26%20b.txt a &amp; b.txt 5 false|./sub/ sub/ 0 true|" + MODIFIED, w.contentText());
        assertEquals("text/html; charset=utf-8", w.headers().get("Content-Type"));
    }
}
