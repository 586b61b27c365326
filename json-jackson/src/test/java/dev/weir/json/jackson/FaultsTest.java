package dev.weir.json.jackson;

import static dev.weir.json.jackson.Posted.said;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.json.Json;
import dev.weir.json.JsonCodec;
import dev.weir.json.spi.JsonSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the JSON of clients, and what they are told: what it is and where, and no name of a class. */
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

    private static String order(String content) {
        return said((w, r) -> w.write("" + Json.read(r, Order.class)), content);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {                                      | JSON that ends too early                 |                   | 2
        {"items":[                             | JSON that ends too early                 | /items            | 11
        {"note":"a                             | JSON that ends too early                 | /note             | 11
        }                                      | malformed JSON                           |                   | 1
        x                                      | malformed JSON                           |                   | 1
        nul                                    | malformed JSON                           |                   | 1
        {note:1}                               | malformed JSON                           |                   | 2
        {'note':1}                             | malformed JSON                           |                   | 2
        {"note":"a",}                          | malformed JSON                           |                   | 13
        {"note" "a"}                           | malformed JSON                           |                   | 9
        {"items":[{"price":01}]}               | malformed JSON                           | /items/0          | 21
        {"items":[{"price":+1}]}               | malformed JSON                           | /items/0          | 21
        {"items":[{"weight":NaN}]}             | malformed JSON                           | /items/0          | 24
        {"items":[{"weight":1.}]}              | malformed JSON                           | /items/0          | 23
        {"note":"\\x"}                         | malformed JSON                           | /note             | 11
        {"note":"\\u12g4"}                     | malformed JSON                           | /note             | 14
        {/* */"note":"a"}                      | malformed JSON                           |                   | 2
        {"items":[{"price":1}]} x              | malformed JSON                           |                   | 25
        {} {}                                  | more than one value                      |                   | 4
        {}]                                    | malformed JSON                           |                   | 3
        {"note":"a","note":"b"}                | a name that is twice in an object        |                   | 19
        {"counts":{"a":1,"a":2}}               | a name that is twice in an object        | /counts           | 21
        {"other":1}                            | an unknown property                      | /other            |
        {"items":[{"name":"a"},{"nam":"b"}]}   | an unknown property                      | /items/1/nam      |
        []                                     | a value that is not an object            |                   | 1
        "text"                                 | a value that is not an object            |                   | 1
        12                                     | a value that is not an object            |                   | 1
        null                                   | null where a value is expected           |                   |
        {"items":{}}                           | a value that is not an array             | /items            | 10
        {"items":"a"}                          | a value that is not an array             | /items            | 10
        {"items":[1]}                          | a value that is not an object            | /items/0          | 11
        {"items":[{"price":"12"}]}             | a value that is not an integer in range  | /items/0/price    | 20
        {"items":[{"price":""}]}               | a value that is not an integer in range  | /items/0/price    | 20
        {"items":[{"price":1.5}]}              | a value that is not an integer in range  | /items/0/price    | 20
        {"items":[{"price":true}]}             | a value that is not an integer in range  | /items/0/price    | 20
        {"items":[{"price":null}]}             | a value that is not an integer in range  | /items/0/price    | 20
        {"items":[{"price":2147483648}]}       | a number out of range                    | /items/0/price    | 30
        {"items":[{"price":[1]}]}              | a value that is not an integer in range  | /items/0/price    | 20
        {"items":[{"name":1}]}                 | a value that is not a string             | /items/0/name     | 19
        {"items":[{"name":true}]}              | a value that is not a string             | /items/0/name     | 19
        {"items":[{"name":{}}]}                | a value that is not a string             | /items/0/name     | 19
        {"items":[{"sold":"true"}]}            | a value that is not true or false        | /items/0/sold     | 19
        {"items":[{"sold":1}]}                 | a value that is not true or false        | /items/0/sold     | 19
        {"items":[{"weight":"1.5"}]}           | a value that is not a number             | /items/0/weight   | 21
        {"items":[{"colour":"BLUE"}]}          | a value that is not one of those known   | /items/0/colour   | 21
        {"items":[{"colour":0}]}               | a value that is not one of those known   | /items/0/colour   | 21
        {"items":[{"since":"2026-02-30"}]}     | a value of the wrong kind                | /items/0/since    | 20
        {"items":[{"tags":["a",2]}]}           | a value that is not a string             | /items/0/tags/1   | 24
        {"items":[{"tags":"a"}]}               | a value that is not an array             | /items/0/tags     | 19
        {"counts":{"a/b~c":"x"}}               | a value that is not an integer in range  | /counts/a~1b~0c   | 20
        {"total":"1"}                          | a value that is not a number             | /total            | 10
        {"checked":{"value":10}}               | a value that is not allowed              | /checked          | 23
        """)
    void whatIsWrongAndWhere(String content, String what, String path, String column) {
        String place = (path == null ? "" : " at " + path)
                + (column == null ? "" : (path == null ? " at" : ",") + " line 1, column " + column);
        assertEquals("400 " + what + place, order(content));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                                         | null Optional.empty null null
        {"note":null,"total":1e2}                  | null Optional.empty 1E+2 null
        {"note":"ü","counts":{"":1},"checked":{}}  | {=1} Optional[ü] null Checked[value=0, text=null]
        """)
    void whatIsRight(String content, String expected) {
        Handler handler = (w, r) -> {
            Order order = Json.read(r, Order.class);
            w.write(order.counts + " " + order.note + " " + order.total + " " + order.checked);
        };
        assertEquals("200 " + expected, said(handler, content));
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
                said((w, r) -> w.write("" + tolerant.read(r, Checked.class)), "{\"x\":[{}],\"value\":1}"));
    }

    @ParameterizedTest
    @CsvSource({
        "64, 400 JSON that ends too early",
        "65, 400 nested deeper than 64 levels",
        "100000, 400 nested deeper than 64 levels"
    })
    void nestingHasALimit(int depth, String expected) {
        for (String open : List.of("[", "{\"a\":")) {
            String answer = said((w, r) -> w.write("" + Json.read(r, Object.class)), open.repeat(depth));
            assertEquals(expected, answer.substring(0, Math.min(answer.length(), expected.length())));
        }
        // Where it is passed over it counts as well.
        JsonCodec tolerant = JsonCodec.load("jackson").with(JsonSettings.DEFAULT.withIgnoreUnknown(true));
        String content = "{\"x\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
        String answer = said((w, r) -> w.write("" + tolerant.read(r, Checked.class)), content);
        assertEquals(depth > 64, answer.startsWith("400 nested deeper than 64 levels"), answer);
    }

    @ParameterizedTest
    @CsvSource({"10, 200", "11, 400"})
    void stringsAndNamesHaveALimit(int length, int status) {
        JsonCodec small = JsonCodec.load("jackson").with(JsonSettings.DEFAULT.withMaxString(10));
        String text = "\"" + "x".repeat(length) + "\"";
        for (String content : List.of(text, "{" + text + ":1}")) {
            String answer = said(
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
            String answer = said(
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
                said((w, r) -> w.write("" + Json.read(r, BigInteger.class)), "1e1000000000")
                        .substring(0, 3));
    }
}
