package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.samples.support.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonWriterTest {
    static String[][] strings() {
        return new String[][] {
            {"", "\"\""},
            {"plain", "\"plain\""},
            {"say \"hi\"", "\"say \\\"hi\\\"\""},
            {"C:\\dir", "\"C:\\\\dir\""},
            {"a/b", "\"a/b\""},
            {"\r\n\t", "\"\\r\\n\\t\""},
            {"\0\b\f\u001f", "\"\\u0000\\u0008\\u000c\\u001f\""},
            {"\u007f\u0085\u009f", "\"\\u007f\\u0085\\u009f\""},
            {"\u00e9\u00ff\u4e2d", "\"\u00e9\u00ff\u4e2d\""},
            {"\u2028\u2029", "\"\\u2028\\u2029\""},
            {"\ud83d\ude00", "\"\\ud83d\\ude00\""},
            {"half \ud83d", "\"half \\ud83d\""},
            {"</script>", "\"</script>\""},
        };
    }

    @ParameterizedTest
    @MethodSource("strings")
    void escapes(String text, String expected) {
        assertEquals(expected, new JsonWriter().value(text).toString());
        assertEquals(
                "{" + expected + ":1}",
                new JsonWriter().beginObject().name(text).value(1).endObject().toString());
    }

    @Test
    void putsCommasWhereTheyBelong() {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .name("empty")
                .beginArray()
                .endArray()
                .name("pairs")
                .beginArray()
                .beginArray()
                .value("a")
                .value("b")
                .endArray()
                .beginArray()
                .value("c")
                .nullValue()
                .endArray()
                .endArray()
                .name("none")
                .value(null)
                .name("inner")
                .beginObject()
                .name("n")
                .value(-1)
                .name("m")
                .value(Long.MAX_VALUE)
                .endObject()
                .endObject();
        assertEquals(
                "{\"empty\":[],\"pairs\":[[\"a\",\"b\"],[\"c\",null]],\"none\":null,"
                        + "\"inner\":{\"n\":-1,\"m\":9223372036854775807}}",
                json.toString());
    }
}
