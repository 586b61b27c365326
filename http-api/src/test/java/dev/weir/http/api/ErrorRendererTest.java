package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the built-in renderers make of an error. */
class ErrorRendererTest {
    private static final Request REQUEST =
            TestRequest.builder().target("/<script>?a=\"").build();

    private static ErrorRenderer.Report report(int status, String message) {
        return new ErrorRenderer.Report(
                status, message, Optional.of(REQUEST), Optional.of(new IllegalStateException("secret")));
    }

    private static ErrorRenderer.Report withoutRequest(int status, String message) {
        return new ErrorRenderer.Report(status, message, Optional.empty(), Optional.empty());
    }

    // ---- plain text

    @ParameterizedTest
    @CsvSource({
        "404, Not Found, 'Not Found\n', '404 Not Found: Not Found\n'",
        "400, a < b & \"c\", 'a < b & \"c\"\n', '400 Bad Request: a < b & \"c\"\n'",
        "499, odd, 'odd\n', 'Status 499: odd\n'",
        "404, '', '\n', '404 Not Found: \n'",
    })
    void plainText(int status, String message, String withRequest, String without) {
        ErrorRenderer.Page page = ErrorRenderer.plainText().render(report(status, message));
        assertEquals("text/plain; charset=utf-8", page.contentType());
        assertEquals(withRequest, page.text());
        assertEquals(0, page.headers().size());
        assertEquals(
                without,
                ErrorRenderer.plainText()
                        .render(withoutRequest(status, message))
                        .text());
    }

    // ---- JSON

    private static Map<String, Object> problem(int status, String message) {
        ErrorRenderer.Page page = ErrorRenderer.problemJson().render(report(status, message));
        assertEquals("application/problem+json", page.contentType());
        assertEquals(0, page.headers().size());
        assertDoesNotThrow(() -> encoded(page.text()), page.text());
        return JsonText.object(page.text());
    }

    /** Encodes as UTF-8; throws where that loses something. */
    private static ByteBuffer encoded(String text) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(404, "Not Found", "Not Found", null),
                Arguments.of(404, "no such thing", "Not Found", "no such thing"),
                Arguments.of(404, "", "Not Found", null),
                Arguments.of(500, "Internal Server Error", "Internal Server Error", null),
                Arguments.of(499, "odd", "Status 499", "odd"),
                Arguments.of(499, "", "Status 499", null));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void problemJson(int status, String message, String title, String detail) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("type", "about:blank");
        wanted.put("title", title);
        wanted.put("status", status);
        if (detail != null) {
            wanted.put("detail", detail);
        }
        assertEquals(wanted, problem(status, message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "say \"no\"",
                "C:\\new\\u0041",
                "\\",
                "\"",
                "a\nb\tc\rd\be\ff",
                "\0\u0001\u001f\u007f\u0080",
                "\u2028\u2029\ufeff\uffff",
                "caf\u00e9 \u20ac \ud83d\ude00",
                "</script>",
                "\ud83d",
                "\ude00",
                "\ude00\ud83d",
                "x\ud83dy",
                "\ud83d\ud83d\ude00",
                "\ud83d\ude00\ude00",
            })
    void jsonIsReadBackAsItWas(String message) {
        assertEquals(message, problem(400, message).get("detail"));
    }

    // ---- HTML

    @Test
    void html() {
        ErrorRenderer.Page page = ErrorRenderer.html().render(report(404, "Not Found"));
        assertEquals("text/html; charset=utf-8", page.contentType());
        assertEquals(0, page.headers().size());
        assertEquals("""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>404 Not Found</title>
            <h1>404 Not Found</h1>
            </html>
            """, page.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no such thing             | no such thing",
                "<script>alert(1)</script> | &lt;script&gt;alert(1)&lt;/script&gt;",
                "a & b &lt;                | a &amp; b &amp;lt;",
                "\"x\" onload=\"y\"        | &quot;x&quot; onload=&quot;y&quot;",
                "caf\u00e9 \ud83d\ude00    | caf\u00e9 \ud83d\ude00",
            })
    void htmlOfAMessage(String message, String escaped) {
        String page = ErrorRenderer.html().render(report(499, message)).text();
        assertTrue(page.contains("<h1>Status 499</h1>\n<p>" + escaped + "</p>\n"), page);
    }

    @Test
    void noneShowsFailureOrTarget() {
        for (ErrorRenderer renderer : List.of(
                ErrorRenderer.plainText(),
                ErrorRenderer.problemJson(),
                ErrorRenderer.html(),
                ErrorRenderer.byAccept())) {
            String text = renderer.render(report(500, "Internal Server Error")).text();
            assertFalse(text.contains("secret") || text.contains("script"), text);
        }
    }

    // ---- by Accept

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/problem+json";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "curl                | */* | P",
                "nothing             | '' | P",
                "Chrome              | text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
                        + "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7 | H",
                "Firefox             | text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
                        + "image/png,image/svg+xml,*/*;q=0.8 | H",
                "Safari              | text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | H",
                "a picture in Chrome | image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8 | P",
                "fetch               | */* | P",
                "axios               | application/json, text/plain, */* | J",
                "jQuery              | application/json, text/javascript, */*; q=0.01 | J",
                "java.net.http       | application/json | J",
                "EventSource         | text/event-stream | P",
                "problem             | application/problem+json | J",
                "case                | Application/JSON | J",
                "weights, HTML       | application/json;q=0.8, text/html;q=0.9 | H",
                "weights, JSON       | text/html;q=0.8, application/json;q=0.9 | J",
                "weights, plain      | text/html;q=0.8, text/plain, application/json;q=0.9 | P",
                "the better of JSON  | application/json;q=0.1, application/problem+json;q=0.9, text/html;q=0.5 | J",
                "equal, HTML first   | application/json, text/html, text/plain | H",
                "equal with plain    | text/plain, application/json | J",
                "HTML refused        | text/html;q=0, */* | P",
                "HTML refused, JSON  | text/html;q=0, application/json;q=0.1 | J",
                "all refused         | text/html;q=0, application/json;q=0, text/plain;q=0 | P",
                "wildcard of text    | text/* | P",
                "wildcard and JSON   | text/*, application/json;q=0.1 | J",
                "a parameter         | application/json;charset=utf-8 | J",
                "a quoted parameter  | application/json;x=\"text/html, a\";q=0.5, text/html;q=0.4 | J",
                "malformed weight    | text/html;q=high, application/json;q=0.1 | J",
                "malformed           | ;;;,,,=, | P",
                "malformed type      | html | P",
            })
    void byAccept(String who, String accept, char chosen) {
        Request r = TestRequest.builder().header("Accept", accept).build();
        ErrorRenderer.Page page = ErrorRenderer.byAccept()
                .render(new ErrorRenderer.Report(404, "gone", Optional.of(r), Optional.empty()));
        String type = switch (chosen) {
            case 'H' -> HTML;
            case 'J' -> JSON;
            default -> PLAIN;
        };
        assertEquals(type, page.contentType(), who);
        assertEquals("Vary: Accept\n", page.headers().toString());
    }

    @Test
    void byAcceptOverLinesAndWithoutARequest() {
        Request two = TestRequest.builder()
                .header("Accept", "text/html;q=0.5")
                .header("Accept", "application/json")
                .build();
        ErrorRenderer byAccept = ErrorRenderer.byAccept();
        assertEquals(
                JSON,
                byAccept.render(new ErrorRenderer.Report(404, "gone", Optional.of(two), Optional.empty()))
                        .contentType());
        assertEquals(PLAIN, byAccept.render(report(404, "gone")).contentType(), "no Accept");
        ErrorRenderer.Page none = byAccept.render(withoutRequest(400, "no"));
        assertEquals(PLAIN, none.contentType());
        assertEquals("400 Bad Request: no\n", none.text());
    }

    // ---- pages

    @Test
    void aPageThatCannotBeSentIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ErrorRenderer.Page("text/html\r\nX: 1", "x"));
        for (String name : List.of("Content-Type", "content-length")) {
            Headers fields = new Headers().add(name, "1");
            assertThrows(IllegalArgumentException.class, () -> new ErrorRenderer.Page("text/html", "x", fields), name);
        }
        assertThrows(NullPointerException.class, () -> new ErrorRenderer.Page("text/html", null));
        assertThrows(NullPointerException.class, () -> new ErrorRenderer.Page(null, "x"));
    }

    @Test
    void aPageKeepsItsFields() {
        Headers fields = new Headers().add("X", "1");
        ErrorRenderer.Page page = new ErrorRenderer.Page("text/html", "x", fields);
        fields.add("X", "2");
        assertEquals("X: 1\n", page.headers().toString());
    }
}
