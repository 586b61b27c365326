package dev.weir.json.jackson;

import static dev.weir.json.jackson.Posted.post;
import static dev.weir.json.jackson.Posted.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.json.Json;
import dev.weir.json.JsonCodec;
import dev.weir.json.JsonType;
import dev.weir.json.spi.JsonSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

/** Types that are read, values that are written, and mappers of one's own. */
class JacksonJsonTest {
    record Point(int x, int y) {}

    record Named(@JsonProperty("the-name") String name, Optional<Instant> since) {}

    interface Shape {}

    private static ResponseRecorder write(Object value) {
        return post((w, r) -> Json.write(w, value), "");
    }

    @Test
    void typesOfAllKindsAreRead() {
        assertEquals(
                "200 Point[x=1, y=2]", said((w, r) -> w.write("" + Json.read(r, Point.class)), "{\"y\":2,\"x\":1}"));
        assertEquals("200 7", said((w, r) -> w.write("" + Json.read(r, int.class)), " 7\n"));
        assertEquals("200 a", said((w, r) -> w.write(Json.read(r, String.class)), "\"a\""));
        assertEquals(
                "200 [1]", said((w, r) -> w.write(Json.read(r, JsonNode.class).toString()), "[1]"));
        assertEquals(
                "200 {a=[Point[x=1, y=2]]}",
                said(
                        (w, r) -> {
                            Map<String, List<Point>> value = Json.read(r, new JsonType<Map<String, List<Point>>>() {});
                            w.write("" + value);
                        },
                        "{\"a\":[{\"x\":1,\"y\":2}]}"));
        assertEquals(
                "200 Named[name=n, since=Optional[2026-01-02T03:04:05Z]]",
                said(
                        (w, r) -> w.write("" + Json.read(r, Named.class)),
                        "{\"the-name\":\"n\",\"since\":\"2026-01-02T03:04:05Z\"}"));
    }

    @Test
    void aTypeThatCannotBeReadIsTheServersFault() {
        ResponseRecorder answer = post((w, r) -> Json.read(r, Shape.class), "{}");
        answer.assertStatus(500);
        assertInstanceOf(IllegalArgumentException.class, answer.failure().orElseThrow());
        assertFalse(answer.contentText().contains("Shape"), answer.contentText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"@class\":\"java.util.ArrayList\"}",
                "[\"java.util.ArrayList\",[]]",
                "{\"@type\":\"java.util.ArrayList\",\"x\":1}"
            })
    void noNameInTheContentChoosesAClass(String content) {
        post(
                        (w, r) -> {
                            Object value = Json.read(r, Object.class);
                            assertTrue(value.toString().contains("java.util.ArrayList"), value.toString());
                            w.status(202);
                        },
                        content)
                .assertStatus(202);
    }

    @Test
    void valuesAreWritten() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("point", new Point(1, 2));
        value.put("named", new Named("ü</b>", Optional.of(Instant.EPOCH)));
        value.put("none", null);
        ResponseRecorder answer = write(value).assertStatus(200);
        String text =
                "{\"point\":{\"x\":1,\"y\":2},\"named\":{\"the-name\":\"ü</b>\",\"since\":\"1970-01-01T00:00:00Z\"},"
                        + "\"none\":null}";
        assertEquals(text, answer.contentText());
        assertEquals("application/json", answer.headers().get("Content-Type"));
        assertEquals("" + answer.contentBytes().length, answer.headers().get("Content-Length"));
        assertEquals("null", write(null).contentText());
        assertEquals("\"a\"", write("a").contentText());
    }

    @Test
    void aLargeValueIsWrittenAsItIsMade() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            points.add(new Point(i, -i));
        }
        ResponseRecorder answer = write(points).assertStatus(200);
        assertNull(answer.headers().get("Content-Length"));
        assertTrue(answer.contentText().endsWith(",{\"x\":19999,\"y\":-19999}]"));
    }

    /** A list that fails when its last element is asked for. */
    private static Object failing(int good) {
        return (Iterable<Object>) () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                if (next++ == good) {
                    throw new IllegalStateException("no more");
                }
                return new Point(next, next);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "350, true", "420, true", "5000, false"})
    void aValueThatFailsIsAnErrorBeforeAndACutAfterTheFirstPiece(int good, boolean error) {
        ResponseRecorder answer = write(failing(good));
        assertTrue(answer.failure().isPresent());
        if (error) {
            answer.assertStatus(500);
            assertFalse(answer.contentText().contains("{"), answer.contentText());
        } else {
            assertTrue(answer.aborted());
            assertFalse(answer.contentText().endsWith("]"), "what was cut must not look whole");
        }
    }

    @Test
    void aValueWithinItselfIsAnError() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        write(list).assertStatus(500);
    }

    @Test
    void toHeadTheSameFieldsAreAnswered() {
        ResponseRecorder answer = ResponseRecorder.serve(
                (w, r) -> Json.write(w, new Point(1, 2)),
                MemoryRequest.builder().method("HEAD").build());
        assertEquals("200 13", answer.status() + " " + answer.headers().get("Content-Length"));
        assertEquals("application/json", answer.headers().get("Content-Type"));
        assertEquals("", answer.contentText());
    }

    @Test
    void aMapperOfOnesOwnHasItsNamesAndKeepsTheLimits() {
        JsonCodec codec = JsonCodec.of(JacksonJson.with(JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                        .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build()))
                .with(JsonSettings.DEFAULT.withMaxDepth(3));
        record Own(String firstName) {}
        Handler echo = (w, r) -> codec.write(w, codec.read(r, Own.class));
        assertEquals("200 {\"first_name\":\"a\"}", said(echo, "/* a comment */ {\"first_name\":\"a\"}"));
        assertEquals("400 an unknown property at /x", said(echo, "{\"x\":1}"));
        assertEquals(
                "400 a name that is twice in an object at line 1, column 31",
                said(echo, "{\"first_name\":\"a\",\"first_name\":\"b\"}"));
        assertEquals("400 more than one value at line 1, column 4", said(echo, "{} {}"));
        Handler any = (w, r) -> codec.write(w, codec.read(r, Object.class));
        assertEquals("200 [[[]]]", said(any, "[[[]]]"));
        assertTrue(said(any, "[[[[]]]]").startsWith("400 nested deeper than 3 levels"));
    }

    @Test
    void aMapperOfOnesOwnMayHaveReadersThatReadTrees() {
        SimpleModule module = new SimpleModule();
        module.addDeserializer(Point.class, new ValueDeserializer<Point>() {
            @Override
            public Point deserialize(JsonParser parser, DeserializationContext context) {
                JsonNode tree = parser.readValueAsTree();
                return new Point(tree.get(0).asInt(), tree.get(1).asInt());
            }
        });
        JsonCodec codec = JsonCodec.of(
                JacksonJson.with(JsonMapper.builder().addModule(module).build()));
        Handler echo = (w, r) -> codec.write(w, codec.read(r, new JsonType<List<Point>>() {}));
        assertEquals("200 [{\"x\":1,\"y\":2},{\"x\":3,\"y\":4}]", said(echo, "[[1,2],[3,4]]"));
    }

    @Test
    void aMapperWithDefaultTypingIsRefused() {
        for (DefaultTyping typing : DefaultTyping.values()) {
            JsonMapper mapper = JsonMapper.builder()
                    .activateDefaultTyping(
                            BasicPolymorphicTypeValidator.builder()
                                    .allowIfBaseType(Object.class)
                                    .build(),
                            typing)
                    .build();
            assertThrows(IllegalArgumentException.class, () -> JacksonJson.with(mapper));
        }
    }
}
