package dev.weir.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.json.spi.JsonProvider;
import dev.weir.json.spi.JsonSettings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds with every provider: types, limits, bytes, messages and the response. */
class JsonCodecTest {
    private static final JsonCodec CODEC = JsonCodec.of(new FakeProvider("fake"));

    private static final Handler ECHO = (w, r) -> w.write(CODEC.read(r, String.class));

    private static ResponseRecorder post(Handler handler, String type, byte[] content) {
        RequestBuilder request = MemoryRequest.builder().method("POST").content(content);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return ResponseRecorder.serve(handler, request.build());
    }

    private static ResponseRecorder post(String content) {
        return post(ECHO, "application/json", content.getBytes(StandardCharsets.UTF_8));
    }

    private static String said(ResponseRecorder answer) {
        return answer.status() + " " + answer.contentText().strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        application/json                         | 200 7 as java.lang.String
        Application/JSON                         | 200 7 as java.lang.String
        application/json; charset=UTF-8          | 200 7 as java.lang.String
        application/json;charset="utf-8"         | 200 7 as java.lang.String
        application/json; profile=x              | 200 7 as java.lang.String
        application/merge-patch+json             | 200 7 as java.lang.String
        application/vnd.api+json; charset=utf-8  | 200 7 as java.lang.String
        application/json; charset=utf-16         | 415 the content is not in UTF-8
        application/json; charset=latin1         | 415 the content is not in UTF-8
        text/plain                               | 415 the content is not application/json
        text/json                                | 415 the content is not application/json
        application/x-www-form-urlencoded        | 415 the content is not application/json
        application/jsonp                        | 415 the content is not application/json
        application/json-seq                     | 415 the content is not application/json
        application/json+xml                     | 415 the content is not application/json
        ''                                       | 415 the content has no Content-Type
        json                                     | 400 a malformed Content-Type
        application/json; charset                | 400 a malformed Content-Type
        """)
    void theTypeSaysThatItIsJson(String type, String expected) {
        ResponseRecorder answer = post(ECHO, type, new byte[] {'7'});
        assertEquals(expected, said(answer));
        assertEquals(
                answer.status() == 415 ? "application/json" : null,
                answer.headers().get("Accept"));
    }

    @Test
    void twoTypesAreRefused() {
        assertEquals(
                "400 more than one Content-Type",
                said(ResponseRecorder.serve(
                        ECHO,
                        MemoryRequest.builder()
                                .method("POST")
                                .header("Content-Type", "application/json")
                                .header("Content-Type", "text/plain")
                                .content("7")
                                .build())));
    }

    @ParameterizedTest
    @CsvSource({"gzip, 415", "br, 415", "identity, 200", "Identity, 200"})
    void contentIsNotDecodedHere(String coding, int status) {
        ResponseRecorder answer = ResponseRecorder.serve(
                ECHO,
                MemoryRequest.builder()
                        .method("POST")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", coding)
                        .content("7")
                        .build());
        answer.assertStatus(status);
        assertEquals(status == 415 ? "identity" : null, answer.headers().get("Accept-Encoding"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                 | 400 the content is empty
        20090d0a           | 400 the content is empty
        efbbbf37           | 400 JSON does not begin with a byte order mark
        fffe3700           | 400 not UTF-8 at line 1, column 1
        feff0037           | 400 not UTF-8 at line 1, column 1
        37003800           | 400 malformed JSON at line 1, column 2
        00370038           | 400 malformed JSON at line 1, column 1
        3700               | 400 malformed JSON at line 1, column 2
        5b0a22e422         | 400 not UTF-8 at line 2, column 2
        22c3bc22ff         | 400 not UTF-8 at line 1, column 4
        22c080             | 400 not UTF-8 at line 1, column 2
        22eda08022         | 400 not UTF-8 at line 1, column 2
        22f490808022       | 400 not UTF-8 at line 1, column 2
        22c3               | 400 not UTF-8 at line 1, column 2
        6e756c6c           | 400 null where a value is expected
        """)
    void theContentIsUtf8AndNotEmpty(String hex, String expected) {
        assertEquals(
                expected, said(post(ECHO, "application/json", HexFormat.of().parseHex(hex))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1020, 1021, 1022, 1023, 1024, 1025, 3000})
    void utf8IsCheckedAtEveryPlace(int before) {
        byte[] content = ("x".repeat(before) + "\ud83d\ude00").getBytes(StandardCharsets.UTF_8);
        assertEquals(200, post(ECHO, "application/json", content).status());
        content[before + 2] = 'x';
        assertEquals("400 not UTF-8 at line 1, column " + (before + 1), said(post(ECHO, "application/json", content)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        fault /a/3 0          | a fault at /a/3, line 1, column 1
        fault /a/3 -1         | a fault at /a/3
        fault /a/3 99999      | a fault at /a/3, line 1, column 17
        fault /ü/😀 16        | a fault at /ü/??, line 1, column 13
        """)
    void theMessageHasThePlace(String content, String expected) {
        assertEquals("400 " + expected, said(post(content)));
    }

    @Test
    void aLineEndsInOneOfThreeWays() {
        assertEquals("400 a fault at /, line 4, column 1", said(post("fault / 14\n\r\n\r")));
    }

    @Test
    void aLongPathIsCut() {
        assertEquals("400 a fault at /" + "n".repeat(199) + "[cut]", said(post("fault /" + "n".repeat(300) + " -1")));
    }

    @Test
    void aPathWithControlCharactersIsOneLine() {
        assertEquals("400 a fault at /a??b", said(post("fault /a\r\nb -1")));
    }

    @ParameterizedTest
    @CsvSource({"10, 200", "11, 413"})
    void theContentHasALimit(int length, int status) {
        JsonCodec small = CODEC.with(JsonSettings.DEFAULT.withMaxContent(10));
        Handler handler = (w, r) -> w.write(small.read(r, String.class));
        byte[] content = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
        post(handler, "application/json", content).assertStatus(status);
        ResponseRecorder.serve(
                        handler,
                        MemoryRequest.builder()
                                .method("POST")
                                .header("Content-Type", "application/json")
                                .content(new java.io.ByteArrayInputStream(content), -1)
                                .build())
                .assertStatus(status);
    }

    @Test
    void withoutSettingsTheLimitIsOneMebibyte() {
        assertEquals(200, post("x".repeat(1 << 20)).status());
        assertEquals(413, post("x".repeat((1 << 20) + 1)).status());
    }

    @Test
    void aGenericTypeIsCaptured() {
        JsonType<List<String>> type = new JsonType<>() {};
        assertEquals("java.util.List<java.lang.String>", type.toString());
        class Raw<T> extends JsonType<T> {}
        class Further extends Raw<String> {}
        assertThrows(IllegalArgumentException.class, Further::new);
    }

    @Test
    void aProgramWithoutAProviderIsToldWhatToAdd() {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> JsonCodec.only(List.of()));
        assertTrue(e.getMessage().contains("dev.weir:weir-json-jackson"), e.getMessage());
        e = assertThrows(IllegalStateException.class, () -> JsonCodec.named("jackson", List.of()));
        assertTrue(e.getMessage().contains("dev.weir:weir-json-jackson"), e.getMessage());
    }

    @Test
    void oneOfSeveralProvidersIsChosenByName() {
        JsonProvider a = new FakeProvider("a");
        JsonProvider b = new FakeProvider("b");
        assertSame(a, JsonCodec.only(List.of(a)));
        assertSame(b, JsonCodec.named("b", List.of(a, b)));
        IllegalStateException several = assertThrows(IllegalStateException.class, () -> JsonCodec.only(List.of(a, b)));
        assertTrue(several.getMessage().contains("[a, b]"), several.getMessage());
        IllegalStateException none =
                assertThrows(IllegalStateException.class, () -> JsonCodec.named("c", List.of(a, b)));
        assertTrue(none.getMessage().contains("[a, b]"), none.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aLimitIsOneOrMore(int limit) {
        JsonSettings s = JsonSettings.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> s.withMaxContent(limit));
        assertThrows(IllegalArgumentException.class, () -> s.withMaxDepth(limit));
        assertThrows(IllegalArgumentException.class, () -> s.withMaxString(limit));
        assertThrows(IllegalArgumentException.class, () -> s.withMaxNumber(limit));
    }

    @Test
    void aProviderNeitherFlushesNorCloses() {
        ResponseRecorder answer = post(
                (w, r) -> {
                    CODEC.write(w, 7);
                    assertFalse(w.committed());
                    w.write("!");
                },
                "",
                new byte[0]);
        assertEquals("200 7!", said(answer));
        assertEquals("application/json", answer.headers().get("Content-Type"));
        assertEquals("2", answer.headers().get("Content-Length"));
    }

    @Test
    void aTypeThatWasSetStays() {
        ResponseRecorder answer = post(
                (w, r) -> {
                    w.status(409).header("Content-Type", "application/problem+json");
                    CODEC.write(w, 7);
                },
                "",
                new byte[0]);
        assertEquals("409 7", said(answer));
        assertEquals("application/problem+json", answer.headers().get("Content-Type"));
    }

    @Test
    void aValueThatCannotBeWrittenIsAnError() {
        ResponseRecorder answer =
                post((w, r) -> CODEC.write(w, new IllegalArgumentException("secret")), "", new byte[0]);
        answer.assertStatus(500);
        assertFalse(answer.contentText().contains("secret"));
        assertEquals("text/plain; charset=utf-8", answer.headers().get("Content-Type"));
    }

    @Test
    void whatComesAfterTheHeadKeepsTheHead() {
        ResponseRecorder answer = post(
                (w, r) -> {
                    w.header("Content-Type", "application/x-ndjson");
                    w.flush();
                    CODEC.write(w, 7);
                },
                "",
                new byte[0]);
        assertEquals("200 7", said(answer));
    }
}
