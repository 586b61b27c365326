package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags by content, and what they are for. */
class EtagTest {
    private static final String EARLY = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String LATE = "Sun, 06 Nov 1994 08:49:38 GMT";

    private static ResponseRecorder serve(Handler handler, String method, String... fields) {
        RequestBuilder request = MemoryRequest.builder().method(method).target("/");
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(handler, request.build());
    }

    private static String tag(Handler handler) {
        return serve(Etag.create().wrap(handler), "GET").headers().get("ETag");
    }

    private static Handler text(String text) {
        return (w, _) -> w.header("Content-Type", "text/plain").write(text);
    }

    @Test
    void byContent() {
        assertEquals(24, tag(text("one")).length());
        assertEquals(tag(text("one")), tag(text("one")));
        assertNotEquals(tag(text("one")), tag(text("two")));
    }

    @Test
    void notForOthers() {
        assertEquals("W/\"mine\"", tag((w, _) -> w.header("ETag", "W/\"mine\"").write("x")));
        assertNull(tag((w, _) -> w.status(201).write("x")), "201");
        assertNull(tag((w, _) -> w.header("Cache-Control", "no-store").write("x")), "no-store");
        assertNull(tag((w, _) -> w.write("x".repeat(5000))), "longer than the buffer");
        assertNull(
                tag((w, _) -> {
                    w.write("x");
                    w.flush();
                }),
                "streamed");
        assertNull(tag((_, _) -> {}), "empty");
        assertNull(serve(Etag.create().wrap(text("x")), "POST").headers().get("ETag"), "POST");
    }

    /** The order of RFC 9110 section 13.2.2. {@code T} stands for the tag. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
        -        | -              | -        | -     | -     | 200
        -        | T              | -        | -     | -     | 304
        -        | W/T            | -        | -     | -     | 304
        -        | "a", W/T , "b" | -        | -     | -     | 304
        -        | *              | -        | -     | -     | 304
        -        | "a"            | -        | -     | -     | 200
        -        | oops T         | -        | -     | -     | 200
        T        | -              | -        | -     | -     | 200
        *        | -              | -        | -     | -     | 200
        "a", T   | -              | -        | -     | -     | 200
        W/T      | -              | -        | -     | -     | 412
        "a"      | -              | -        | -     | -     | 412
        "a"      | T              | -        | -     | -     | 412
        T        | T              | -        | -     | -     | 304
        -        | -              | EARLY    | -     | EARLY | 304
        -        | -              | EARLY    | -     | LATE  | 304
        -        | -              | LATE     | -     | EARLY | 200
        -        | -              | -        | -     | LATE  | 200
        -        | "a"            | EARLY    | -     | LATE  | 200
        -        | -              | LATE     | EARLY | -     | 412
        -        | -              | EARLY    | LATE  | -     | 200
        -        | -              | -        | EARLY | -     | 200
        T        | -              | LATE     | EARLY | -     | 200
        -        | T              | LATE     | -     | EARLY | 304
        -        | -              | EARLY    | -     | oops  | 200
        """)
    void conditions(
            String match, String noneMatch, String modified, String unmodifiedSince, String modifiedSince, int status) {
        Handler handler = Etag.create().wrap((w, _) -> {
            if (modified != null) {
                w.header("Last-Modified", filled(modified, ""));
            }
            w.header("Content-Type", "text/plain")
                    .header("Cache-Control", "max-age=5")
                    .write("text");
        });
        String tag = tag(text("text"));
        for (String method : List.of("GET", "HEAD")) {
            RequestBuilder request = MemoryRequest.builder().method(method).target("/");
            String[] names = {"If-Match", "If-None-Match", "If-Unmodified-Since", "If-Modified-Since"};
            String[] values = {match, noneMatch, unmodifiedSince, modifiedSince};
            for (int i = 0; i < names.length; i++) {
                if (values[i] != null) {
                    request.header(names[i], filled(values[i], tag));
                }
            }
            ResponseRecorder answer = ResponseRecorder.serve(handler, request.build());
            assertEquals(status, answer.status(), method);
            assertEquals(status == 412 ? null : tag, answer.headers().get("ETag"), method);
            assertEquals(
                    status == 304 ? null : status == 412 ? answer.headers().get("Content-Type") : "text/plain",
                    answer.headers().get("Content-Type"));
            if (status == 304) {
                assertEquals("max-age=5", answer.headers().get("Cache-Control"));
                assertNull(answer.headers().get("Content-Length"));
                assertEquals(0, answer.contentBytes().length);
            }
        }
    }

    private static String filled(String value, String tag) {
        return switch (value) {
            case "EARLY" -> EARLY;
            case "LATE" -> LATE;
            default -> value.replace("T", tag);
        };
    }

    @Test
    void withinCompression() {
        Handler handler =
                Compression.builder().codings().build().then(Etag.create()).wrap(text("text ".repeat(400)));
        String plain = serve(handler, "GET").headers().get("ETag");
        String coded =
                serve(handler, "GET", "Accept-Encoding", "gzip").headers().get("ETag");
        assertEquals("W/" + plain.substring(0, plain.length() - 1) + "-gzip\"", coded);
        assertEquals(
                coded,
                serve(handler, "HEAD", "Accept-Encoding", "gzip").headers().get("ETag"));
        for (String method : List.of("GET", "HEAD")) {
            ResponseRecorder again = serve(handler, method, "Accept-Encoding", "gzip", "If-None-Match", coded);
            assertEquals("304 " + coded, again.status() + " " + again.headers().get("ETag"));
            assertEquals("Accept-Encoding", again.headers().get("Vary"));
            again = serve(handler, method, "If-None-Match", plain);
            assertEquals("304 " + plain, again.status() + " " + again.headers().get("ETag"));
        }
        assertEquals(
                412,
                serve(handler, "GET", "Accept-Encoding", "gzip", "If-Match", "\"a\"")
                        .status());
    }

    /** The wrong way round costs the tag and nothing else. */
    @Test
    void aroundCompressionThereIsNone() {
        Handler handler =
                Etag.create().then(Compression.builder().codings().build()).wrap(text("text ".repeat(400)));
        ResponseRecorder answer = serve(handler, "GET", "Accept-Encoding", "gzip");
        assertEquals(
                "200 gzip null",
                answer.status() + " " + answer.headers().get("Content-Encoding") + " "
                        + answer.headers().get("ETag"));
    }
}
