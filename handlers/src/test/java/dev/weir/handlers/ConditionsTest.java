package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.weir.http.api.HttpMethod;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conditions (RFC 9110 section 13) and ranges (section 14) on a file of ten bytes. In the tables {@code TAG} stands for
 * the file's own tag, {@code SAME}, {@code OLDER} and {@code NEWER} for its date and those a second from it.
 */
class ConditionsTest {
    /** What takes the square of linear time takes many of them; a busy machine takes a part of one. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path root;

    private FileServer server;
    private String etag;

    @BeforeEach
    void fill() throws IOException {
        Path file = root.resolve("a.txt");
        Files.writeString(file, "0123456789");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T10:11:12.5Z")));
        Files.writeString(root.resolve("empty"), "");
        server = builder(root).build();
        etag = ResponseRecorder.serve(
                        server, MemoryRequest.builder().target("/a.txt").build())
                .headers()
                .get("ETag");
    }

    /** How the tests begin; others run them with more set. */
    FileServer.Builder builder(Path folder) {
        return FileServer.builder(folder);
    }

    /** Fields are separated by semicolons. */
    private ResponseRecorder serve(String method, String target, String fields) {
        RequestBuilder builder = MemoryRequest.builder().method(method).target(target);
        for (String field : fields.split(" ; ")) {
            int colon = field.indexOf(':');
            String value = field.substring(colon + 1)
                    .replace("TAG", etag)
                    .replace("SAME", "Thu, 29 Feb 2024 10:11:12 GMT")
                    .replace("OLDER", "Thu, 29 Feb 2024 10:11:11 GMT")
                    .replace("NEWER", "Thu, 29 Feb 2024 10:11:13 GMT");
            builder.header(field.substring(0, colon), value);
        }
        return ResponseRecorder.serve(server, builder.build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "If-Match: TAG                                       | 200",
                "If-Match: *                                         | 200",
                "If-Match: \"x\", TAG                                | 200",
                "If-Match: \"x\" ; If-Match: TAG                     | 200",
                "If-Match: \"x\"                                     | 412",
                "If-Match: W/TAG                                     | 412",
                "If-Match: nonsense                                  | 412",
                "If-Match: TAG ; If-Unmodified-Since: OLDER          | 200",
                "If-Unmodified-Since: SAME                           | 200",
                "If-Unmodified-Since: NEWER                          | 200",
                "If-Unmodified-Since: OLDER                          | 412",
                "If-Unmodified-Since: nonsense                       | 200",
                "If-Unmodified-Since: OLDER ; If-Unmodified-Since: OLDER | 200",
                "If-None-Match: TAG                                  | 304",
                "If-None-Match: W/TAG                                | 304",
                "If-None-Match: *                                    | 304",
                "If-None-Match: \"x\", W/\"y\" , TAG                 | 304",
                "If-None-Match: , ,TAG,,                             | 304",
                "If-None-Match: ; If-None-Match: TAG                 | 304",
                "If-None-Match: ,                                    | 200",
                "If-Match: ,\"x\",, TAG                              | 200",
                "If-None-Match: \"x,TAG                              | 200",
                "If-None-Match: \"x\"                                | 200",
                "If-None-Match: w/TAG                                | 200",
                "If-None-Match: nonsense, TAG                        | 200",
                "If-None-Match: \"x\" ; If-Modified-Since: NEWER     | 200",
                "If-Modified-Since: SAME                             | 304",
                "If-Modified-Since: NEWER                            | 304",
                "If-Modified-Since: OLDER                            | 200",
                "If-Modified-Since: nonsense                         | 200",
                "If-Match: TAG ; If-None-Match: TAG                  | 304",
                "If-Match: \"x\" ; If-None-Match: TAG                | 412",
                "If-Unmodified-Since: OLDER ; If-None-Match: TAG     | 412",
                "If-None-Match: TAG ; Range: bytes=0-1               | 304",
                "If-Match: \"x\" ; Range: bytes=99-                  | 412",
                "If-Modified-Since: OLDER ; Range: bytes=0-1         | 206",
                "Range: bytes=0-1 ; If-Range: TAG                    | 206",
                "Range: bytes=0-1 ; If-Range: W/TAG                  | 200",
                "Range: bytes=0-1 ; If-Range: \"x\"                  | 200",
                "Range: bytes=0-1 ; If-Range: SAME                   | 206",
                "Range: bytes=0-1 ; If-Range: NEWER                  | 200",
                "Range: bytes=0-1 ; If-Range: OLDER                  | 200",
                "Range: bytes=0-1 ; If-Range: nonsense               | 200",
                "Range: bytes=99- ; If-Range: \"x\"                  | 200",
                "If-Range: TAG                                       | 200",
            })
    void followTheirOrder(String fields, int status) {
        assertEquals(status, serve("GET", "/a.txt", fields).status());
        ResponseRecorder head = serve("HEAD", "/a.txt", fields);
        assertEquals(status == 206 ? 200 : status, head.status(), "HEAD knows no ranges");
    }

    @Test
    void notModifiedSaysNoMoreThanItMust() {
        ResponseRecorder w = serve("GET", "/a.txt", "If-None-Match: TAG");
        assertEquals("ETag: " + etag + "\n", w.headers().toString());
        assertEquals("", w.contentText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "bytes=0-0                    | bytes 0-0/10 | 0",
                "bytes=0-9                    | bytes 0-9/10 | 0123456789",
                "bytes=3-5                    | bytes 3-5/10 | 345",
                "bytes=9-                     | bytes 9-9/10 | 9",
                "bytes=0-                     | bytes 0-9/10 | 0123456789",
                "bytes=5-99                   | bytes 5-9/10 | 56789",
                "bytes=-3                     | bytes 7-9/10 | 789",
                "bytes=-99                    | bytes 0-9/10 | 0123456789",
                "BYTES=1-1                    | bytes 1-1/10 | 1",
                "bytes=8-9223372036854775807  | bytes 8-9/10 | 89",
                "bytes=8-99999999999999999999999999999 | bytes 8-9/10 | 89",
                "bytes=-99999999999999999999999999999  | bytes 0-9/10 | 0123456789",
                "bytes=0000000000000000000000001-2     | bytes 1-2/10 | 12",
            })
    void oneRangeIsServed(String range, String contentRange, String content) {
        ResponseRecorder w = serve("GET", "/a.txt", "Range:" + range);
        assertEquals(206, w.status());
        assertEquals(contentRange, w.headers().get("Content-Range"));
        assertEquals(Integer.toString(content.length()), w.headers().get("Content-Length"));
        assertEquals(content, w.contentText());
        assertEquals(etag, w.headers().get("ETag"));
        assertEquals("text/plain; charset=utf-8", w.headers().get("Content-Type"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=10-",
                "bytes=10-10",
                "bytes=99999999999999999999-",
                "bytes=9223372036854775807-9223372036854775807",
                "bytes=-0",
            })
    void aRangeBehindTheEndIsRefused(String range) {
        ResponseRecorder w = serve("GET", "/a.txt", "Range:" + range);
        assertEquals(416, w.status());
        assertEquals("bytes */10", w.headers().get("Content-Range"));
        assertNull(w.headers().get("ETag"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=",
                "bytes=-",
                "bytes",
                "bytes=a-b",
                "bytes=5-3",
                "bytes=1-2,2-5",
                "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,0-0",
                "bytes=--1",
                "bytes=1--2",
                "bytes=-9223372036854775808-",
                "bytes=+1-2",
                "bytes=0x1-2",
                "items=0-1",
                "bytez=0-1",
                "bytes 0-1",
                "bytes=\u0661-2",
                "-",
                "=",
                "1-2=bytes",
                "bytes=1 1-2",
            })
    void whatIsNoSingleRangeIsIgnored(String range) {
        ResponseRecorder w = serve("GET", "/a.txt", "Range:" + range.replace('\u0661', '\u00b2'));
        assertEquals(200, w.status());
        assertEquals("0123456789", w.contentText());
        assertNull(w.headers().get("Content-Range"));
    }

    @Test
    void rangesOfAnEmptyFile() {
        for (String range : new String[] {"0-", "0-0", "5-", "-1", "-0"}) {
            ResponseRecorder w = serve("GET", "/empty", "Range: bytes=" + range);
            assertEquals(200, w.status(), range);
            assertEquals("0", w.headers().get("Content-Length"), range);
            assertNull(w.headers().get("Content-Range"), range);
        }
    }

    @Test
    void twoRangeFieldsAreIgnored() {
        assertEquals(
                200,
                serve("GET", "/a.txt", "Range: bytes=0-1 ; Range: bytes=0-1").status());
    }

    @Test
    void manyTagsOrRangesTakeLinearTime() {
        assertTimeoutPreemptively(MINUTE, () -> {
            for (String value : new String[] {"\"x\",".repeat(400_000), "W/".repeat(800_000), "\"".repeat(1_600_001)}) {
                assertEquals(
                        200,
                        serve(HttpMethod.GET, "/a.txt", "If-None-Match:" + value)
                                .status());
            }
            assertEquals(
                    200,
                    serve(HttpMethod.GET, "/a.txt", "Range: bytes=" + "0-0,".repeat(400_000))
                            .status());
        });
    }
}
