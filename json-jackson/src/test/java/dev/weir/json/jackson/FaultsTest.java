package dev.weir.json.jackson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.json.Json;
import dev.weir.json.JsonCodec;
import dev.weir.json.spi.JsonSettings;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the JSON of clients, and what they are told: a status, what it is and where, and no name of a class. */
class FaultsTest {
    enum Colour {
        RED,
        GREEN
    }

    record Item(
            String name, int price, Colour colour, LocalDate since, List<String> tags, Boolean sold, Double weight) {}

    record Order(
            List<Item> items, Map<String, Integer> counts, Optional<String> note, BigDecimal total, Checked checked) {}

    record Checked(int value, String text) {
        Checked {
            if (value < 0) {
                throw new HttpError(422, "value is negative");
            }
            if (value > 9) {
                throw new IllegalArgumentException("com.example.Secret");
            }
        }
    }

    private static String post(Handler handler, String content) {
        ResponseRecorder answer = ResponseRecorder.serve(
                handler,
                MemoryRequest.builder()
                        .method("POST")
                        .header("Content-Type", "application/json")
                        .content(content)
                        .build());
        return answer.status() + " " + answer.contentText().strip();
    }

    private static String order(String content) {
        return post((w, r) -> w.write("" + Json.read(r, Order.class)), content);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {                                   | JSON that ends too early at line 1, column 2
        {"items":[                          | JSON that ends too early at /items, line 1, column 11
        {"note":"a                          | JSON that ends too early at /note, line 1, column 11
        }                                   | malformed JSON at line 1, column 1
        x                                   | malformed JSON at line 1, column 1
        nul                                 | malformed JSON at line 1, column 1
        {note:1}                            | malformed JSON at line 1, column 2
        {'note':1}                          | malformed JSON at line 1, column 2
        {"note":"a",}                       | malformed JSON at line 1, column 13
        {"note" "a"}                        | malformed JSON at line 1, column 9
        {"items":[{"price":01}]}            | malformed JSON at /items/0, line 1, column 21
        {"items":[{"price":+1}]}            | malformed JSON at /items/0, line 1, column 21
        {"items":[{"weight":NaN}]}          | malformed JSON at /items/0, line 1, column 24
        {"items":[{"weight":1.}]}           | malformed JSON at /items/0, line 1, column 23
        {"note":"\\x"}                      | malformed JSON at /note, line 1, column 11
        {"note":"\\u12g4"}                  | malformed JSON at /note, line 1, column 14
        {/* */"note":"a"}                   | malformed JSON at line 1, column 2
        {"items":[{"price":1}]} x           | malformed JSON at line 1, column 25
        {} {}                               | more than one value at line 1, column 4
        {}]                                 | malformed JSON at line 1, column 3
        {"note":"a","note":"b"}             | a name that is twice in an object at line 1, column 19
        {"counts":{"a":1,"a":2}}            | a name that is twice in an object at /counts, line 1, column 21
        {"other":1}                         | an unknown property at /other
        {"items":[{"name":"a"},{"nam":"b"}]} | an unknown property at /items/1/nam
        []                                  | a value that is not an object at line 1, column 1
        "text"                              | a value that is not an object at line 1, column 1
        12                                  | a value that is not an object at line 1, column 1
        null                                | null where a value is expected
        {"items":{}}                        | a value that is not an array at /items, line 1, column 10
        {"items":"a"}                       | a value that is not an array at /items, line 1, column 10
        {"items":[1]}                       | a value that is not an object at /items/0, line 1, column 11
        {"items":[{"price":"12"}]}          | a value that is not an integer in range at /items/0/price, line 1, column 20
        {"items":[{"price":""}]}            | a value that is not an integer in range at /items/0/price, line 1, column 20
        {"items":[{"price":1.5}]}           | a value that is not an integer in range at /items/0/price, line 1, column 20
        {"items":[{"price":true}]}          | a value that is not an integer in range at /items/0/price, line 1, column 20
        {"items":[{"price":null}]}          | a value that is not an integer in range at /items/0/price, line 1, column 20
        {"items":[{"price":2147483648}]}    | a number out of range at /items/0/price, line 1, column 30
        {"items":[{"price":[1]}]}           | a value that is not an integer in range at /items/0/price, line 1, column 20
        {"items":[{"name":1}]}              | a value that is not a string at /items/0/name, line 1, column 19
        {"items":[{"name":true}]}           | a value that is not a string at /items/0/name, line 1, column 19
        {"items":[{"name":{}}]}             | a value that is not a string at /items/0/name, line 1, column 19
        {"items":[{"sold":"true"}]}         | a value that is not true or false at /items/0/sold, line 1, column 19
        {"items":[{"sold":1}]}              | a value that is not true or false at /items/0/sold, line 1, column 19
        {"items":[{"weight":"1.5"}]}        | a value that is not a number at /items/0/weight, line 1, column 21
        {"items":[{"colour":"BLUE"}]}       | a value that is not one of those known at /items/0/colour, line 1, column 21
        {"items":[{"colour":0}]}            | a value that is not one of those known at /items/0/colour, line 1, column 21
        {"items":[{"since":"2026-02-30"}]}  | a value of the wrong kind at /items/0/since, line 1, column 20
        {"items":[{"tags":["a",2]}]}        | a value that is not a string at /items/0/tags/1, line 1, column 24
        {"items":[{"tags":"a"}]}            | a value that is not an array at /items/0/tags, line 1, column 19
        {"counts":{"a/b~c":"x"}}            | a value that is not an integer in range at /counts/a~1b~0c, line 1, column 20
        {"total":"1"}                       | a value that is not a number at /total, line 1, column 10
        {"checked":{"value":10}}            | a value that is not allowed at /checked, line 1, column 23
        """)
    void whatIsWrongAndWhere(String content, String expected) {
        assertEquals("400 " + expected, order(content));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                                             | Order[items=null, counts=null, note=Optional.empty, total=null, checked=null]
        {"note":null,"total":1e2}                      | Order[items=null, counts=null, note=Optional.empty, total=1E+2, checked=null]
        {"note":"ü","counts":{"":1},"checked":{}}      | Order[items=null, counts={=1}, note=Optional[ü], total=null, checked=Checked[value=0, text=null]]
        """)
    void whatIsRight(String content, String expected) {
        assertEquals("200 " + expected, order(content));
    }

    @Test
    void theColumnCountsCharactersOfItsLine() {
        assertEquals(
                "400 a value that is not an integer in range at /items/0/price, line 3, column 35",
                order("{\n  \"note\": \"ü\",\n  \"items\": [{\"name\":\"ß\", \"price\": \"x\"}]\n}"));
    }

    @Test
    void whatAConstructorThrowsAsAnErrorIsTheAnswer() {
        assertEquals("422 value is negative", order("{\"checked\":{\"value\":-1}}"));
    }

    @Test
    void unknownPropertiesMayBePassedOver() {
        JsonCodec tolerant = JsonCodec.load("jackson").with(JsonSettings.DEFAULT.withIgnoreUnknown(true));
        assertEquals(
                "200 Checked[value=1, text=null]",
                post((w, r) -> w.write("" + tolerant.read(r, Checked.class)), "{\"x\":[{}],\"value\":1}"));
    }

    @ParameterizedTest
    @CsvSource({
        "64, 400 JSON that ends too early",
        "65, 400 nested deeper than 64 levels",
        "100000, 400 nested deeper than 64 levels"
    })
    void nestingHasALimit(int depth, String expected) {
        for (String open : List.of("[", "{\"a\":")) {
            String answer = post((w, r) -> w.write("" + Json.read(r, Object.class)), open.repeat(depth));
            assertEquals(expected, answer.substring(0, Math.min(answer.length(), expected.length())));
        }
        // Where it is passed over it counts as well.
        JsonCodec tolerant = JsonCodec.load("jackson").with(JsonSettings.DEFAULT.withIgnoreUnknown(true));
        String content = "{\"x\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
        String answer = post((w, r) -> w.write("" + tolerant.read(r, Checked.class)), content);
        assertEquals(depth > 64, answer.startsWith("400 nested deeper than 64 levels"), answer);
    }

    @ParameterizedTest
    @CsvSource({"10, 200", "11, 400"})
    void stringsAndNamesHaveALimit(int length, int status) {
        JsonCodec small = JsonCodec.load("jackson").with(JsonSettings.DEFAULT.withMaxString(10));
        String text = "\"" + "x".repeat(length) + "\"";
        for (String content : List.of(text, "{" + text + ":1}")) {
            String answer = post(
                    (w, r) -> {
                        small.read(r, Object.class);
                    },
                    content);
            assertEquals("" + status, answer.substring(0, 3), content);
            assertEquals(status == 400, answer.contains("a string longer than 10 characters"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 200", "1001, 400", "500000, 400"})
    void numbersHaveALimit(int length, int status) {
        for (String content : List.of("9".repeat(length), "0." + "9".repeat(length - 1))) {
            String answer = post(
                    (w, r) -> {
                        Json.read(r, BigDecimal.class);
                    },
                    content);
            assertEquals("" + status, answer.substring(0, 3), answer);
            assertEquals(status == 400, answer.contains("a number longer than 1000 characters"), answer);
        }
    }

    @Test
    void aHugeExponentIsNoHugeNumber() {
        assertEquals(
                "400",
                post((w, r) -> w.write("" + Json.read(r, java.math.BigInteger.class)), "1e1000000000")
                        .substring(0, 3));
    }
}
