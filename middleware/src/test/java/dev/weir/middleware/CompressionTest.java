package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.middleware.spi.ContentCoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers are coded, and what they say of it. */
class CompressionTest {
    private static final Compression GZIP = Compression.builder().codings().build();

    private static ResponseRecorder serve(Handler handler, String method, String... fields) {
        RequestBuilder request = MemoryRequest.builder().method(method).target("/page");
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(GZIP.wrap(handler), request.build());
    }

    private static ResponseRecorder get(Handler handler, String... fields) {
        List<String> all = new ArrayList<>(List.of("Accept-Encoding", "gzip"));
        all.addAll(List.of(fields));
        return serve(handler, "GET", all.toArray(String[]::new));
    }

    private static Handler page(int length, String... fields) {
        return (w, _) -> {
            w.header("Content-Type", "text/plain");
            for (int i = 0; i < fields.length; i += 2) {
                w.header(fields[i], fields[i + 1]);
            }
            w.write("x".repeat(length));
        };
    }

    private static String decoded(ResponseRecorder answer) throws IOException {
        byte[] content = answer.contentBytes();
        return "gzip".equals(answer.headers().get("Content-Encoding"))
                ? new String(new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes())
                : new String(content);
    }

    /** Coding and Vary. */
    private static String said(ResponseRecorder answer) {
        return answer.headers().get("Content-Encoding") + " "
                + String.join(",", answer.headers().all("Vary"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        text/html; charset=utf-8      | true
        TEXT/PLAIN ;charset=utf-8     | true
        text/css                      | true
        text/event-stream             | true
        application/json              | true
        application/problem+json      | true
        application/xml               | true
        application/atom+xml          | true
        image/svg+xml                 | true
        text/javascript               | true
        application/javascript        | true
        application/wasm              | true
        application/manifest+json     | true
        font/ttf                      | true
        image/x-icon                  | true
        image/png                     | false
        image/jpeg                    | false
        image/webp                    | false
        font/woff2                    | false
        font/woff                     | false
        application/zip               | false
        application/gzip              | false
        application/pdf               | false
        application/octet-stream      | false
        application/grpc              | false
        video/mp4                     | false
        multipart/byteranges; boundary=x | false
        oops                          | false
        """)
    void byType(String type, boolean coded) throws IOException {
        ResponseRecorder answer = get(page(2000, "Content-Type", type));
        assertEquals(coded ? "gzip Accept-Encoding" : "null ", said(answer));
        assertEquals("x".repeat(2000), decoded(answer));
        assertEquals(
                Integer.toString(answer.contentBytes().length), answer.headers().get("Content-Length"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, null ''",
        "1, null ''",
        "1023, null ''",
        "1024, gzip Accept-Encoding",
        "100000, gzip Accept-Encoding"
    })
    void byLength(int length, String said) throws IOException {
        ResponseRecorder answer = get(page(length));
        assertEquals(said.replace("''", ""), said(answer));
        assertEquals("x".repeat(length), decoded(answer));
    }

    @Test
    void aLengthThatWasSetCountsToo() throws IOException {
        Handler large = page(100_000, "Content-Length", "100000");
        assertEquals("gzip Accept-Encoding", said(get(large)));
        assertEquals("gzip Accept-Encoding", said(get((w, r) -> {
            w.header("Content-Type", "text/plain").flush();
            w.write("short");
        })));
        assertEquals("null ", said(get((w, r) -> {
            w.header("Content-Type", "text/plain").header("Content-Length", "5").flush();
            w.write("short");
        })));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
        Accept-Encoding | br          | null Accept-Encoding
        Accept-Encoding | gzip;q=0    | null Accept-Encoding
        Accept-Encoding | oops;q=oops | null Accept-Encoding
        X-None          | gzip        | null Accept-Encoding
        Accept-Encoding | x-gzip      | gzip Accept-Encoding
        """)
    void variesAlsoWhereItIsNotCoded(String name, String value, String said) {
        assertEquals(said, said(serve(page(2000), "GET", name, value)));
    }

    @Test
    void whoRefusesWhatIsNotCodedGetsItCoded() throws IOException {
        for (Handler handler : List.of(page(10), page(10, "Content-Type", "image/png"))) {
            ResponseRecorder answer = serve(handler, "GET", "Accept-Encoding", "gzip, identity;q=0");
            assertEquals("gzip Accept-Encoding", said(answer));
            assertEquals("x".repeat(10), decoded(answer));
            assertEquals("null ", said(serve(handler, "GET", "Accept-Encoding", "identity;q=0")));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Cache-Control    | no-transform                 | null
        Cache-Control    | public, No-Transform, max-age=5 | null
        Content-Encoding | br                           | br
        Content-Encoding | identity                     | identity
        """)
    void whatMustStayAsItIsDoesNotVary(String name, String value, String coding) throws IOException {
        ResponseRecorder answer = get(page(2000, name, value, "ETag", "\"x\""));
        assertEquals(coding + " ", said(answer));
        assertEquals("\"x\"", answer.headers().get("ETag"));
        assertEquals("x".repeat(2000), decoded(answer));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Origin                  | Origin,Accept-Encoding
        accept-encoding, Origin | accept-encoding, Origin
        *                       | *
        """)
    void variesOnce(String set, String vary) {
        assertEquals("gzip " + vary, said(get(page(2000, "Vary", set))));
    }

    @Test
    void aHeadHasTheFieldsOfAGet() {
        for (int length : new int[] {10, 2000, 100_000}) {
            Handler handler = page(length, "ETag", "\"x\"", "Accept-Ranges", "bytes");
            ResponseRecorder get = get(handler);
            ResponseRecorder head = serve(handler, "HEAD", "Accept-Encoding", "gzip");
            assertEquals(said(get), said(head), length + " bytes");
            assertEquals(get.headers().get("ETag"), head.headers().get("ETag"));
            assertEquals(get.headers().get("Accept-Ranges"), head.headers().get("Accept-Ranges"));
            assertEquals(0, head.contentBytes().length);
        }
    }

    @Test
    void partsAreNotCodedButVary() {
        ResponseRecorder part = get(
                (w, _) -> {
                    w.status(206).header("Content-Type", "text/plain").header("Content-Range", "bytes 0-1/9000");
                    w.header("ETag", "\"x\"").write("xx");
                },
                "Range",
                "bytes=0-1");
        assertEquals(
                "null Accept-Encoding \"x\"", said(part) + " " + part.headers().get("ETag"));
        ResponseRecorder parts = get((w, _) -> w.status(206)
                .header("Content-Type", "multipart/byteranges; boundary=b")
                .write("x".repeat(2000)));
        assertEquals("null Accept-Encoding", said(parts));
        ResponseRecorder none = get((_, _) -> {
            throw new HttpError(416, "m".repeat(2000)).with("Content-Range", "bytes */5");
        });
        assertEquals("416 null ", none.status() + " " + said(none));
    }

    @Test
    void errorsAreCodedToo() throws IOException {
        ResponseRecorder thrown = get((w, _) -> {
            w.header("Content-Type", "image/png").header("ETag", "\"x\"");
            throw new HttpError(404, "not here ".repeat(300));
        });
        assertEquals("404 gzip Accept-Encoding", thrown.status() + " " + said(thrown));
        assertEquals("not here ".repeat(300), decoded(thrown).strip() + " ");
        ResponseRecorder failed = get((w, _) -> {
            w.header("Content-Type", "text/plain").write("x".repeat(2000));
            throw new IllegalStateException("on purpose");
        });
        assertEquals("500 null ", failed.status() + " " + said(failed));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
        "x"      | W/"x-gzip"
        W/"x"    | W/"x"
        "x-gzip" | W/"x-gzip-gzip"
        none     | none
        """)
    void tags(String tag, String coded) {
        Handler handler = tag == null ? page(2000) : page(2000, "ETag", tag);
        assertEquals(coded, get(handler).headers().get("ETag"));
        assertEquals(
                tag != null && tag.equals("\"x-gzip\"") ? "\"x-gzip-identity\"" : tag,
                serve(handler, "GET").headers().get("ETag"));
    }

    /** A handler that answers by its tag alone. */
    private static Handler tagged(String current) {
        return (w, r) -> {
            w.header("ETag", current);
            for (String list : r.headers().all("If-None-Match")) {
                if (list.equals("*") || list.replace("W/", "").contains(current.replace("W/", ""))) {
                    w.status(304);
                    return;
                }
            }
            w.header("Content-Type", "text/plain").write("x".repeat(2000));
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
        "x"        | gzip | W/"x-gzip"                 | 304 W/"x-gzip"
        "x"        | gzip | "a", W/"x-gzip"            | 304 W/"x-gzip"
        "x"        | gzip | "x"                        | 304 "x"
        "x"        | none | W/"x-gzip"                 | 304 W/"x-gzip"
        "x"        | none | "x"                        | 304 "x"
        "x"        | gzip | W/"y-gzip"                 | 200 W/"x-gzip"
        "x"        | gzip | W/"x"                      | 304 "x"
        W/"x"      | gzip | W/"x"                      | 304 W/"x"
        "x"        | gzip | "x-gzip"                   | 200 W/"x-gzip"
        "x"        | gzip | "x-gzip-identity"          | 200 W/"x-gzip"
        "x-gzip"   | gzip | W/"x-gzip"                 | 200 W/"x-gzip-gzip"
        "x-gzip"   | gzip | W/"x-gzip-gzip"            | 304 W/"x-gzip-gzip"
        "x-gzip"   | none | "x-gzip-identity"          | 304 "x-gzip-identity"
        W/"x-gzip" | gzip | W/"x-gzip"                 | 200 W/"x-gzip-identity"
        W/"x-gzip" | gzip | W/"x-gzip-identity"        | 304 W/"x-gzip-identity"
        """)
    void conditions(String current, String accepts, String noneMatch, String answer) {
        ResponseRecorder recorder = accepts == null
                ? serve(tagged(current), "GET", "If-None-Match", noneMatch)
                : get(tagged(current), "If-None-Match", noneMatch);
        assertEquals(answer, recorder.status() + " " + recorder.headers().get("ETag"));
        assertEquals(List.of("Accept-Encoding"), recorder.headers().all("Vary"));
        assertFalse(recorder.status() == 304 && recorder.headers().contains("Content-Encoding"));
    }

    @Test
    void severalLinesOfTags() {
        ResponseRecorder answer =
                get(tagged("\"x\""), "If-None-Match", "\"a\"", "If-None-Match", "W/\"x-gzip\", \"b\"");
        assertEquals(
                "304 W/\"x-gzip\"", answer.status() + " " + answer.headers().get("ETag"));
    }

    /** What is known not to be coded does not vary, also where a 304 does not say its type. */
    @ParameterizedTest
    @CsvSource({"/a.png, ''", "/a.css, Accept-Encoding", "/a, Accept-Encoding", "/a.png?x=.css, ''"})
    void a304VariesByTheTypeOfItsName(String target, String vary) {
        ResponseRecorder answer = ResponseRecorder.serve(
                GZIP.wrap((w, _) -> w.status(304).header("ETag", "\"x\"")),
                MemoryRequest.builder().target(target).build());
        assertEquals(vary, String.join(",", answer.headers().all("Vary")));
    }

    /** Lost updates are found: the tag of coded content names one version of the handler's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        W/"x-gzip" | "x"
        "x"        | "x"
        W/"x"      | W/"x"
        """)
    void ifMatchNamesTheHandlersVersion(String client, String handler) {
        List<String> seen = new ArrayList<>();
        serve((_, r) -> seen.addAll(r.headers().all("If-Match")), "PUT", "If-Match", client);
        assertEquals(List.of(handler), seen);
    }

    @Test
    void eventsAreCoded() throws IOException {
        ContentCoding counting = new CountingCoding(new dev.weir.middleware.internal.GzipCoding(5));
        ResponseRecorder answer = ResponseRecorder.serve(
                Compression.builder().codings(counting).build().wrap((w, _) -> {
                    w.header("Content-Type", "text/event-stream");
                    for (int i = 0; i < 3; i++) {
                        w.write("data: " + i + "\n\n");
                        w.flush();
                    }
                }),
                MemoryRequest.builder()
                        .target("/")
                        .header("Accept-Encoding", "gzip")
                        .build());
        assertEquals("data: 0\n\ndata: 1\n\ndata: 2\n\n", decoded(answer));
        assertEquals(0, ((CountingCoding) counting).open());
    }

    @Test
    void trailersPass() throws IOException {
        ResponseRecorder answer = get((w, _) -> {
            w.header("Content-Type", "text/plain");
            w.trailers().set("X-Sum", "1");
            w.write("x".repeat(20_000));
        });
        assertEquals(
                "gzip 1",
                answer.headers().get("Content-Encoding") + " "
                        + answer.trailers().get("X-Sum"));
        assertEquals("x".repeat(20_000), decoded(answer));
    }

    /** In every end of a response the streams are closed, also where one fails as it is closed. */
    @ParameterizedTest
    @CsvSource({"returns", "throws", "throws late", "error late", "aborts", "closes", "misses length"})
    void noStreamIsLeftOpen(String end) {
        CountingCoding counting = new CountingCoding(new dev.weir.middleware.internal.GzipCoding(5));
        Compression outer = Compression.builder().codings(counting).build();
        ResponseRecorder.serve(
                outer.wrap((w, _) -> {
                    w.header("Content-Type", "text/plain");
                    if (end.equals("misses length")) {
                        w.header("Content-Length", "200000");
                    }
                    w.onCommit(head -> {
                        // An inner encoder that fails at its end must not keep the outer one open.
                        head.encode(out -> new java.io.FilterOutputStream(out) {
                            @Override
                            public void close() throws IOException {
                                throw new IOException("cannot be closed");
                            }
                        });
                    });
                    w.write("x".repeat(end.equals("throws") ? 2000 : 100_000));
                    switch (end) {
                        case "throws", "throws late" -> throw new IllegalStateException("on purpose");
                        case "error late" -> throw new HttpError(404);
                        case "aborts" -> throw new dev.weir.http.api.AbortHandler();
                        case "closes" -> w.close();
                        default -> {}
                    }
                }),
                MemoryRequest.builder()
                        .target("/")
                        .header("Accept-Encoding", "gzip")
                        .build());
        assertEquals(0, counting.open());
    }

    @Test
    void settings() {
        assertThrows(IllegalArgumentException.class, () -> Compression.builder().minSize(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> Compression.builder().gzipLevel(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> Compression.builder()
                        .codings(CodingFor.tests("not a token", 1))
                        .build());
        Compression pictures = Compression.builder()
                .codings(CodingFor.tests("br", 200))
                .minSize(1)
                .types(type -> type.startsWith("image/"))
                .build();
        ResponseRecorder answer = ResponseRecorder.serve(
                pictures.wrap(page(3, "Content-Type", "image/png")),
                MemoryRequest.builder()
                        .target("/")
                        .header("Accept-Encoding", "gzip, br")
                        .build());
        assertEquals("br Accept-Encoding", said(answer));
        assertArrayEquals("xxx".getBytes(), answer.contentBytes());
    }
}
