package dev.weir.conformance.semantics;

import static dev.weir.conformance.semantics.MiddlewareApp.LARGE;
import static dev.weir.conformance.semantics.MiddlewareApp.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.weir.http.api.RequestEnd;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client gets, and what a log says, with the usual middleware around a router: a log, a request id, the fields of CORS,
 * and an encoding. The same over every protocol, and in the test kit.
 */
class MiddlewareSemanticsTest {
    /**
     * A request and what comes of it.
     *
     * @param request method and target; with {@code ?identity} the client accepts no coding
     * @param head status, coding, {@code length} where it is told, and the fields of the content that are there
     * @param content decoded; with {@code ...} at its end where it breaks off
     * @param end outcome, status, pattern, failure
     */
    record Row(String request, String head, String content, String end) {
        String method() {
            return request.substring(0, request.indexOf(' '));
        }

        String target() {
            return request.substring(request.indexOf(' ') + 1);
        }

        List<Field> fields() {
            return List.of(
                    new Field("X-Request-Id", "7"),
                    new Field("Origin", "https://o.example"),
                    new Field("Accept-Encoding", request.endsWith("?identity") ? "identity" : "gzip"));
        }
    }

    /** What a client has got; no status where it has got no head. */
    record Got(
            int status,
            List<Field> fields,
            byte[] content,
            boolean whole,
            List<Field> trailers,
            List<Integer> interims,
            RequestEnd end) {
        /** The only value of a field; null when there is none. */
        String field(String name) {
            List<String> all = Answer.all(fields, name);
            assertEquals(1, Math.max(1, all.size()), () -> name + " is there more than once: " + fields);
            return all.isEmpty() ? null : all.getFirst();
        }
    }

    private static final String OF_TEXT = " ETag Last-Modified Cache-Control Content-Language";
    private static final String TOO_LARGE = "Content Too Large: the content is larger than 10 bytes\n";

    private static final List<Row> ROWS = List.of(
            // What is there as a whole goes out in one piece, with the length that it then has.
            row("GET /small", "200 gzip length weak vary" + OF_TEXT, SMALL, "COMPLETE 200 GET /small"),
            row("GET /small?identity", "200 length vary" + OF_TEXT, SMALL, "COMPLETE 200 GET /small"),
            row("GET /large", "200 gzip weak vary" + OF_TEXT, LARGE, "COMPLETE 200 GET /large"),
            row("GET /large?identity", "200 vary" + OF_TEXT, LARGE, "COMPLETE 200 GET /large"),
            row("GET /declared", "200 gzip weak vary" + OF_TEXT, LARGE, "COMPLETE 200 GET /declared"),
            row("GET /declared?identity", "200 length vary" + OF_TEXT, LARGE, "COMPLETE 200 GET /declared"),
            row("GET /picture", "200 length ETag", SMALL, "COMPLETE 200 GET /picture"),
            // HEAD gets the fields that GET gets; a length that only encoding would show is left out.
            row("HEAD /small", "200 gzip weak vary" + OF_TEXT, "", "COMPLETE 200 GET /small"),
            row("HEAD /small?identity", "200 length vary" + OF_TEXT, "", "COMPLETE 200 GET /small"),
            row("HEAD /large", "200 gzip weak vary" + OF_TEXT, "", "COMPLETE 200 GET /large"),
            row("HEAD /declared?identity", "200 length vary" + OF_TEXT, "", "COMPLETE 200 GET /declared"),
            row("HEAD /picture", "200 length ETag", "", "COMPLETE 200 GET /picture"),
            row("HEAD /nowhere", "404 length", "", "COMPLETE 404"),
            row("HEAD /fails", "500 length", "", "COMPLETE 500 GET /fails ! on purpose"),
            // Without content, or a part of it.
            row("POST /nothing", "204", "", "COMPLETE 204 POST /nothing"),
            row("GET /part", "206 length" + OF_TEXT + " Content-Range", SMALL, "COMPLETE 206 GET /part"),
            row("GET /unchanged", "304 weak vary ETag", "", "COMPLETE 304 GET /unchanged"),
            row("GET /unchanged?identity", "304 vary ETag", "", "COMPLETE 304 GET /unchanged"),
            row("GET /elsewhere", "303 length Location", "", "COMPLETE 303 GET /elsewhere"),
            row("GET /dir", "307 length Location", "", "COMPLETE 307 GET /dir/"),
            // Errors: what was set for the request as a whole is there, what described the content is not.
            row("GET /nowhere", "404 length", "404 page not found\n", "COMPLETE 404"),
            row("GET /no-such", "404 length", "Not Found\n", "COMPLETE 404 GET /no-such"),
            row("DELETE /small", "405 length Allow", "Method Not Allowed\n", "COMPLETE 405"),
            row("GET /gone", "410 length Set-Cookie", "no longer\n", "COMPLETE 410 GET /gone"),
            row("GET /sent", "409 gzip length vary", SMALL.strip() + "\n", "COMPLETE 409 GET /sent"),
            row("POST /upload", "413 length", TOO_LARGE, "COMPLETE 413 POST /upload"),
            row("GET /fails", "500 length", "Internal Server Error\n", "COMPLETE 500 GET /fails ! on purpose"),
            // Broken off, so that the client can see that it is not whole.
            row("GET /fails/late", "200", "begun...", "ABORTED 200 GET /fails/late ! on purpose"),
            row("GET /refuses/late", "200", "begun...", "ABORTED 200 GET /refuses/late ! too late"),
            row("GET /aborts/late", "200", "begun...", "ABORTED 200 GET /aborts/late"),
            row("GET /aborts", "none", "...", "ABORTED 0 GET /aborts"),
            // Piece by piece, with what comes before and after.
            row("GET /events", "200 gzip vary", "event 0\nevent 1\nevent 2\n", "COMPLETE 200 GET /events"),
            row("GET /trailers", "200 gzip vary X-Sum=7", SMALL, "COMPLETE 200 GET /trailers"),
            row("GET /hints", "200 gzip length weak vary 103" + OF_TEXT, SMALL, "COMPLETE 200 GET /hints"));

    private static Row row(String request, String head, String content, String end) {
        return new Row(request, head, content, end);
    }

    @TestFactory
    Stream<DynamicNode> table() {
        Stream<DynamicNode> served = Stream.of(Wiring.values())
                .map(wiring -> dynamicContainer(wiring.name(), rows(new MiddlewareSite.Served(wiring))));
        return Stream.concat(served, Stream.of(dynamicContainer("the test kit", rows(new MiddlewareSite.Recorded()))));
    }

    private static Stream<DynamicNode> rows(MiddlewareSite site) {
        Stream<DynamicNode> each =
                ROWS.stream().map(row -> dynamicTest(row.request(), () -> check(row, site.ask(row))));
        return Stream.concat(each, Stream.of(dynamicTest("each once", site::close)));
    }

    private static void check(Row row, Got got) throws IOException {
        assertEquals(row.head(), head(got), () -> got.fields() + " " + Ends.text(got.end()));
        assertEquals(row.content(), content(got), "content");
        assertEquals(row.end(), Ends.summary(got.end()), "the log");
        assertEquals(got.content().length, got.end().contentBytes(), "bytes in the log");
        if (got.status() != 0) {
            assertEquals("7", got.field("X-Request-Id"));
            assertEquals("https://o.example", got.field("Access-Control-Allow-Origin"));
            assertEquals("Origin", Answer.all(got.fields(), "Vary").getFirst());
        }
    }

    private static String head(Got got) {
        if (got.status() == 0) {
            return "none";
        }
        List<String> words = new ArrayList<>();
        words.add("" + got.status());
        add(words, got.field("Content-Encoding"));
        String length = got.field("Content-Length");
        add(words, length == null ? null : "length");
        if (length != null && got.content().length > 0) {
            assertEquals("" + got.content().length, length);
        }
        String etag = got.field("ETag");
        add(words, etag != null && etag.startsWith("W/") ? "weak" : null);
        add(words, Answer.all(got.fields(), "Vary").contains("Accept-Encoding") ? "vary" : null);
        got.interims().forEach(status -> words.add("" + status));
        for (String name : List.of(
                "ETag",
                "Last-Modified",
                "Cache-Control",
                "Content-Language",
                "Content-Range",
                "Location",
                "Allow",
                "Set-Cookie")) {
            add(words, got.field(name) == null ? null : name);
        }
        got.trailers()
                .forEach(field -> words.add(field.name().equalsIgnoreCase("X-Sum") ? "X-Sum=" + field.value() : ""));
        return String.join(" ", words);
    }

    private static void add(List<String> words, String word) {
        if (word != null) {
            words.add(word);
        }
    }

    private static String content(Got got) throws IOException {
        byte[] plain = got.content();
        if ("gzip".equals(got.field("Content-Encoding")) && plain.length > 0) {
            plain = new GZIPInputStream(new ByteArrayInputStream(plain)).readAllBytes();
        }
        return new String(plain, StandardCharsets.UTF_8) + (got.whole() ? "" : "...");
    }
}
