package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.internal.TrackedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of queries and forms. */
class FormTest {
    /** What takes the square of linear time takes many of them; a busy machine takes a part of one. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String TYPE = "application/x-www-form-urlencoded";

    private static Request post(String type, String content) {
        TestRequest.Builder builder = TestRequest.builder().method("POST").content(content);
        return (type == null ? builder : builder.header("Content-Type", type)).build();
    }

    private static int refusal(Request r) {
        return assertThrows(HttpError.class, r::form).status();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            emptyValue = "",
            value = {
                "``             | ``",
                "a=b            | [a:b]",
                "a=b&c=d&a=e    | [a:b][c:d][a:e]",
                "a              | [a:]",
                "a=             | [a:]",
                "=b             | [:b]",
                "=              | [:]",
                "&&a=b&         | [a:b]",
                "a=b=c          | [a:b=c]",
                "a+b=c+d        | [a b:c d]",
                "a%20b=%26%3d%3B | [a b:&=;]",
                "a%2Bb          | [a+b:]",
                "a=%C3%A9%E2%82%AC | [a:\u00e9\u20ac]",
                "a=%ff          | [a:\ufffd]",
                "%41            | [A:]",
                "a=%00          | [a:\0]",
                "a;b            | [a;b:]",
                "a=b;c=d        | [a:b;c=d]",
                ";              | [;:]",
                "%              | [%:]",
                "a=100%         | [a:100%]",
                "a=%4           | [a:%4]",
                "%4=a           | [%4:a]",
                "a=%zz          | [a:%zz]",
                "a=%4&b         | [a:%4][b:]",
                "a=%&41=b       | [a:%][41:b]",
                "a=%-1          | [a:%-1]",
                "a=%%41         | [a:%A]",
                "a=%4%31        | [a:%41]",
                "a=%+41         | [a:% 41]",
                "a=%\uff11\uff11 | [a:%\uff11\uff11]",
                "a=%C3%28       | [a:\ufffd(]",
            })
    void reads(String encoded, String parameters) {
        StringBuilder text = new StringBuilder();
        for (Form.Parameter p : Form.parse(encoded)) {
            text.append('[').append(p.name()).append(':').append(p.value()).append(']');
        }
        assertEquals(parameters, text.toString());
    }

    /** What other readers take in another way is refused for those who ask for it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"%", "a=%", "a=%4", "%4=a", "a=%zz", "a=%4&b", "a=%-1", "a=%\uff11\uff11", "a;b", "a=b;c=d", ";"
            })
    void refusesWhereStrict(String encoded) {
        Form form = Form.parse(encoded);
        assertEquals(400, assertThrows(HttpError.class, form::strict).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=b", "a=%3B&b=%25", "&&", "a=+", "a=%ff"})
    void isStrictWhereNothingIsInDoubt(String encoded) {
        Form form = Form.parse(encoded);
        assertSame(form, form.strict());
    }

    @ParameterizedTest
    @CsvSource({"a=1,1", "a=1&a=2,1", "a,''", "a=,''", "b=2&a=%20,' '"})
    void givesWhatIsRequired(String encoded, String value) {
        assertEquals(value, Form.parse(encoded).required("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=1", "b=a", "aa=1", "=a"})
    void whatIsRequiredAndMissingIsABadRequest(String encoded) {
        HttpError e = assertThrows(HttpError.class, () -> Form.parse(encoded).required("a"));
        assertEquals(400, e.status());
        assertEquals("the parameter a is missing", e.getMessage());
    }

    @Test
    void answersByName() {
        Form form = Form.parse("b=1&a=2&b=3&b=4&c");
        assertEquals("1", form.required("b"));
        assertEquals(Optional.empty(), form.find("B"));
        assertEquals(Optional.of("2"), form.find("a"));
        assertEquals(List.of("1", "3", "4"), form.all("b"));
        assertEquals(List.of(), form.all("x"));
        assertEquals(List.of("b", "a", "c"), List.copyOf(form.names()));
        assertTrue(form.contains("c"));
        assertFalse(form.contains("d"));
        assertEquals(5, form.size());
        assertFalse(form.isEmpty());
        List<String> values = form.all("b");
        assertThrows(UnsupportedOperationException.class, () -> values.add("5"));
        assertThrows(UnsupportedOperationException.class, () -> form.names().clear());
    }

    @Test
    void boundsTheNumberOfParameters() {
        assertEquals(10_000, Form.parse("a=&".repeat(10_000)).size());
        assertEquals(
                400,
                assertThrows(HttpError.class, () -> Form.parse("a&".repeat(10_001)))
                        .status());
    }

    @Test
    void takesLinearTimeWhateverTheNames() {
        // "Aa" and "BB" have the same hash, and so has every name that is made of them.
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            for (int bit = 0; bit < 14; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("=x&");
        }
        String encoded = text.toString();
        assertTimeoutPreemptively(MINUTE, () -> {
            Form form = Form.parse(encoded);
            assertEquals(10_000, form.names().size());
            for (String name : form.names()) {
                assertEquals("x", form.required(name));
            }
        });
        assertTimeoutPreemptively(MINUTE, () -> Form.parse("&".repeat(10 << 20)));
        assertTimeoutPreemptively(MINUTE, () -> Form.parse("+=".repeat(5 << 20)));
    }

    @Test
    void writesWhatItReads() {
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) {
                for (byte b : bytes(random)) {
                    text.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
                }
                text.append(random.nextBoolean() ? "=" : "&x=").append("v&");
            }
            Form form = Form.parse(text.toString());
            assertEquals(form.toString(), Form.parse(form.toString()).toString());
        }
        assertEquals("a+b=%C3%A9%26*-._&x=", Form.parse("a+b=%c3%a9%26*-._&x").toString());
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(8)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void readsTheQueryOfARequest() {
        Request r = TestRequest.builder().target("/p?a=1&b=%20&a=2").build();
        assertEquals(List.of("1", "2"), r.queryForm().all("a"));
        assertTrue(TestRequest.builder().build().queryForm().isEmpty());
        Request odd = TestRequest.builder().target("/p?a=%&b;c").build();
        assertEquals("a=%25&b%3Bc=", odd.queryForm().toString());
        assertEquals(
                400,
                assertThrows(HttpError.class, () -> odd.queryForm().strict()).status());
    }

    @Test
    void readsTheContentOfARequest() throws IOException {
        Form form = post("Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=1&b=caf%C3%A9")
                .form();
        assertEquals("caf\u00e9", form.required("b"));
        assertEquals("\u00e9", post(TYPE, "a=\u00e9").form().required("a"), "bytes that nobody escaped are UTF-8 too");
        assertTrue(post(TYPE, "").form().isEmpty());
    }

    @Test
    void readsOnlyWhatIsAForm() {
        assertEquals(415, refusal(post(null, "a=b")));
        assertEquals(415, refusal(post("text/plain", "a=b")));
        assertEquals(415, refusal(post("application/x-www-form-urlencodedx", "a=b")));
        for (String malformed : List.of("nonsense", "", "text/", TYPE + "; a", TYPE + ", text/plain")) {
            HttpError error =
                    assertThrows(HttpError.class, () -> post(malformed, "a=b").form());
            assertEquals("400 a malformed Content-Type", error.status() + " " + error.getMessage(), malformed);
        }
        Request two = TestRequest.builder()
                .method("POST")
                .header("Content-Type", "text/plain")
                .header("Content-Type", TYPE)
                .content("a=b")
                .build();
        assertEquals(400, refusal(two));
        var thrown = assertThrows(HttpError.class, () -> post("text/plain", "").form());
        assertEquals("Accept: " + TYPE + "\n", thrown.headers().toString());
    }

    /** RFC 9110 section 12.5.3: a client can tell a coding that is refused from a type that is. */
    @Test
    void readsOnlyWhatIsNotCoded() throws IOException {
        for (String codings : List.of("gzip", "identity, gzip", "gzip,", "identity~gzip", "~gzip", "identity;q=1")) {
            Request coded = coded(TYPE, codings);
            HttpError error = assertThrows(HttpError.class, coded::form);
            assertEquals(415, error.status(), codings);
            assertEquals("Accept-Encoding: identity\n", error.headers().toString(), codings);
            HttpError parts = assertThrows(
                    HttpError.class,
                    () -> coded("multipart/form-data; boundary=B", codings).multipart());
            assertEquals("Accept-Encoding: identity\n", parts.headers().toString(), codings);
        }
        for (String codings : List.of("identity", "", " , ", "Identity, identity", "identity~IDENTITY")) {
            assertEquals("b", coded(TYPE, codings).form().required("a"), codings);
        }
        HttpError both =
                assertThrows(HttpError.class, () -> coded("text/plain", "gzip").form());
        assertEquals("Accept: " + TYPE + "\n", both.headers().toString(), "the type comes first");
    }

    private static Request coded(String type, String codings) {
        TestRequest.Builder builder = TestRequest.builder()
                .method("POST")
                .header("Content-Type", type)
                .content("a=b");
        for (String coding : codings.split("~", -1)) {
            builder.header("Content-Encoding", coding);
        }
        return builder.build();
    }

    @Test
    void isThereForAllWhoAsk() throws IOException {
        Request r = post(TYPE, "a=b");
        Form form = r.withMethod("PUT").withPath("/x").form();
        assertEquals("b", form.required("a"));
        assertSame(form, r.form());
        assertSame(form, r.withAttribute(AttributeKey.of("k"), "v").form());
        assertSame(form, Form.read(r.withContentLimit(3), 3, 1));
        assertSame(form, r.withHeaders(new Headers().add("Content-Type", TYPE)).form());
        assertEquals(
                413,
                assertThrows(ContentException.class, () -> r.withContentLimit(2).form())
                        .status());
        assertEquals(
                413,
                assertThrows(
                                ContentException.class,
                                () -> r.withContentLimit(2).withContentLimit(9).form())
                        .status());
        assertEquals(
                413, assertThrows(HttpError.class, () -> Form.read(r, 2, 1)).status());
        assertEquals(
                400, assertThrows(HttpError.class, () -> Form.read(r, 3, 0)).status());
        assertEquals(415, refusal(r.withHeaders(new Headers())));
        Request other = r.withContent(new ByteArrayInputStream("c=d".getBytes(StandardCharsets.UTF_8)), 3);
        assertEquals("c=d", other.form().toString());
        assertEquals("a=b", r.form().toString());
    }

    @Test
    void isThereBehindALimit() throws IOException {
        Request r = chunked("a=b");
        assertEquals("a=b", r.withContentLimit(3).form().toString());
        assertEquals("a=b", r.form().toString());
        Request declared = post(TYPE, "a=b");
        assertEquals(
                413,
                assertThrows(
                                ContentException.class,
                                () -> declared.withContentLimit(2).form())
                        .status());
        assertEquals(
                413,
                assertThrows(HttpError.class, () -> Form.read(declared, 2, 1)).status());
        assertEquals("a=b", declared.form().toString(), "nothing was read");
    }

    @Test
    void failsAgainOnceItHasFailed() {
        Request many = post(TYPE, "a&b");
        HttpError error = assertThrows(HttpError.class, () -> Form.read(many, 10, 1));
        assertSame(error, assertThrows(HttpError.class, many::form));
        Request large = chunked("a=bcd");
        ContentException over = assertThrows(
                ContentException.class, () -> large.withContentLimit(3).form());
        assertSame(over, assertThrows(ContentException.class, large::form), "a part of it is lost");
    }

    /** A form that somebody else has read is not an empty one. */
    @Test
    void isNeverEmptyInSilence() throws IOException {
        for (int read : new int[] {1, 3}) {
            Request r = post(TYPE, "a=b");
            r.content().readNBytes(read);
            assertThrows(IllegalStateException.class, r::form, read + " bytes were read before");
            Request streamed = chunked("a=b");
            streamed.content().readNBytes(read);
            assertThrows(IllegalStateException.class, streamed::form, read + " bytes of a stream were read before");
            Request limited = chunked("a=b").withContentLimit(10).withContentLimit(5);
            limited.content().readNBytes(read);
            assertThrows(IllegalStateException.class, limited::form, read + " bytes were read before, to a limit");
        }
    }

    @Test
    void isEmptyWhereTheContentIs() throws IOException {
        Request r = chunked("");
        assertEquals(-1, r.content().read());
        assertTrue(r.form().isEmpty());
    }

    @Test
    void boundsTheContent() throws IOException {
        Request declared = TestRequest.builder()
                .header("Content-Type", TYPE)
                .content(InputStream.nullInputStream(), Form.MAX_LENGTH + 1L)
                .build();
        assertEquals(413, refusal(declared));
        assertEquals("123", Form.read(chunked("a=123"), 5, 1).required("a"));
        assertEquals(
                413,
                assertThrows(HttpError.class, () -> Form.read(chunked("a=1234"), 5, 1))
                        .status());
        assertEquals(
                400,
                assertThrows(HttpError.class, () -> Form.read(chunked("a&b"), 5, 1))
                        .status());
        assertThrows(IllegalArgumentException.class, () -> Form.read(chunked(""), -1, 1));
        Request limited = post(TYPE, "a=12345").withContentLimit(3);
        assertEquals(413, assertThrows(ContentException.class, limited::form).status());
    }

    private static Request chunked(String content) {
        return TestRequest.builder()
                .header("Content-Type", TYPE)
                .content(new Streamed(content), -1)
                .build();
    }

    /** Content as an engine has it. */
    private static final class Streamed extends ByteArrayInputStream implements TrackedContent {
        Streamed(String content) {
            super(content.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean wasRead() {
            return pos > 0;
        }
    }
}
