package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapesTest {
    @ParameterizedTest
    @CsvSource({
        "abc, abc",
        "%61bc, abc",
        "a%2Fb%2fc, a/b/c",
        "%C3%A9, \u00e9",
        "\u00e9%41, \u00e9A",
        "%FF, \uFFFD",
        "%F0%9F%98%80, \uD83D\uDE00",
        "%zz, %zz",
        "%, %",
        "%4, %4",
        "%%41, %A",
        "%4%31, %41",
        "+, +",
        "'', ''",
    })
    void decodes(String raw, String text) {
        assertEquals(text, Escapes.decode(raw, 0, raw.length()));
        assertEquals(text, Escapes.decode("%41/" + raw + "/%41", 4, 4 + raw.length()), "in the middle");
    }

    /** An escape that the end of the region cuts is none, whatever follows in the path. */
    @Test
    void looksNoFurtherThanTheRegion() {
        assertEquals("%4", Escapes.decode("%41", 0, 2));
        assertEquals("%4", Escapes.key("%41", 0, 2));
        assertEquals("%4".hashCode(), Escapes.hash("%41", 0, 2));
        assertTrue(Escapes.hasKey("%41", 0, 2, "%4"));
    }

    @Test
    void hashAndComparisonAgreeWithTheKey() {
        Random random = new Random(3);
        String[] pieces = {
            "a", "B", "%", "%4", "%41", "%2f", "%C3", "%A9", "\u00e9", "\u4e00", "\uD83D\uDE00", "\uD83D", "z"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder s = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) {
                s.append(pieces[random.nextInt(pieces.length)]);
            }
            String raw = s.toString();
            String key = Escapes.key(raw, 0, raw.length());
            String in = "/%4" + raw + "1/";
            assertEquals(key.hashCode(), Escapes.hash(in, 3, 3 + raw.length()), raw);
            assertTrue(Escapes.hasKey(in, 3, 3 + raw.length(), key), raw);
            assertTrue(!Escapes.hasKey(in, 3, 3 + raw.length(), key + "x"), raw);
            assertTrue(key.isEmpty() || !Escapes.hasKey(in, 3, 3 + raw.length(), key.substring(1)), raw);
            StringBuilder encoded = new StringBuilder();
            Escapes.appendEncoded(encoded, key);
            assertEquals(key, Escapes.key(encoded.toString(), 0, encoded.length()), raw);
            assertTrue(raw.length() <= 3 * key.length(), raw);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a, '', /a",
        "/a, x=1&y=%2F?/, /a?x=1&y=%2F?/",
        "/\\evil.com, '', /%5Cevil.com",
        "'/\t/a b', 'q= \\', /%09/a%20b?q=%20%5C",
        "/\u00e9, \u20ac, /%C3%A9?%E2%82%AC",
        "'/a\r\nX: y', '\r\n', /a%0D%0AX:%20y?%0D%0A",
        "/%zz%2F, '', /%zz%2F",
        "'/a?b#c', 'd#e', /a%3Fb%23c?d%23e",
    })
    void locations(String path, String query, String location) {
        assertEquals(location, Escapes.location(path, query));
    }
}
