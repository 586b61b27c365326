package dev.weir.middleware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.weir.http.api.Headers;
import dev.weir.middleware.CodingFor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags as they go out, and back. */
class EntityTagsTest {
    private static final GzipCoding GZIP = new GzipCoding(5);
    private static final Codings CODINGS =
            Codings.of(List.of(GZIP, CodingFor.tests("br", 200), CodingFor.tests("pack200-gzip", 1)));
    private static final EntityTags TAGS = new EntityTags(CODINGS);

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        "x"            | "x"                   | W/"x-gzip"
        ""             | ""                    | W/"-gzip"
        W/"x"          | W/"x"                 | W/"x"
        "x-gzip"       | "x-gzip-identity"     | W/"x-gzip-gzip"
        W/"x-gzip"     | W/"x-gzip-identity"   | W/"x-gzip-identity"
        "x-br"         | "x-br-identity"       | W/"x-br-gzip"
        "x-identity"   | "x-identity-identity" | W/"x-identity-gzip"
        W/"x-identity" | W/"x-identity-identity" | W/"x-identity-identity"
        "x-zstd"       | "x-zstd"              | W/"x-zstd-gzip"
        "a,b"          | "a,b"                 | W/"a,b-gzip"
        x-gzip         | x-gzip                | x-gzip
        "x-gzip        | "x-gzip               | "x-gzip
        "a", "x-gzip"  | "a", "x-gzip"         | "a", "x-gzip"
        """)
    void outward(String tag, String plain, String coded) {
        assertEquals(plain, TAGS.plain(tag), "as it is");
        assertEquals(coded, TAGS.coded(tag, GZIP), "coded");
    }

    /** Each tag that goes out leads back to the one that it comes from; weakness counts in If-Match alone. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        "x"
        W/"x"
        "x-gzip"
        W/"x-gzip"
        "x-gzip-gzip"
        "x-identity"
        W/"x-identity-gzip"
        "x-pack200"
        "x-pack200-gzip"
        """)
    void thereAndBack(String tag) {
        assertEquals(tag, forHandler("If-Match", TAGS.plain(tag)));
        assertEquals(tag, forHandler("If-None-Match", TAGS.plain(tag)));
        for (int i = 0; i < CODINGS.size(); i++) {
            String coded = TAGS.coded(tag, CODINGS.get(i));
            assertEquals(tag, forHandler("If-Match", coded), coded);
            assertEquals(
                    tag.replace("W/", ""), forHandler("If-None-Match", coded).replace("W/", ""), coded);
        }
    }

    private static String forHandler(String name, String value) {
        return TAGS.forHandler(new Headers().add(name, value)).get(name);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        If-None-Match | W/"x-gzip"                       | W/"x"
        if-none-match | W/"x-br"                         | W/"x"
        If-None-Match | "a", W/"x-gzip" , W/"y-br",W/"z" | "a", W/"x" , W/"y",W/"z"
        If-None-Match | "x-gzip"                         | "x-gzip"
        If-None-Match | "x-gzip-identity"                | "x-gzip"
        If-None-Match | *                                | *
        If-None-Match | W/"x-gzip", oops, W/"y-gzip"     | W/"x", oops, W/"y-gzip"
        If-None-Match | W/"x-gzip                        | W/"x-gzip
        If-None-Match | w/"x-gzip"                       | w/"x-gzip"
        If-Match      | W/"x-gzip", "y"                  | "x", "y"
        If-Match      | W/"x"                            | W/"x"
        If-Range      | W/"x-gzip"                       | W/"x-gzip"
        If-Range      | "x"                              | "x"
        If-Range      | "x-gzip-identity"                | "x-gzip"
        X-Other       | W/"x-gzip"                       | W/"x-gzip"
        """)
    void backToTheHandler(String name, String client, String handler) {
        assertEquals(handler, forHandler(name, client));
    }

    @Test
    void eachLineIsTranslatedAndTheOthersStay() {
        Headers fields = new Headers()
                .add("Host", "h")
                .add("If-None-Match", "\"a\"")
                .add("Accept", "*/*")
                .add("If-None-Match", "W/\"b-gzip\"")
                .add("X", "1");
        Headers changed = TAGS.forHandler(fields);
        assertEquals(List.of("\"a\"", "W/\"b\""), changed.all("If-None-Match"));
        assertEquals("h */* 1", changed.get("Host") + " " + changed.get("Accept") + " " + changed.get("X"));
        assertEquals(5, changed.size());
        Headers plain = new Headers().add("If-None-Match", "\"a\"");
        assertSame(plain, TAGS.forHandler(plain));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', nullValues = "-", textBlock = """
        "x"        | W/"x-gzip"             | W/"x-gzip"
        "x"        | W/"x-br"               | W/"x-br"
        "x"        | W/"x-br", W/"x-gzip"   | W/"x-gzip"
        "x"        | W/"y-gzip", W/"x-br"   | W/"x-br"
        "x"        | "x"                    | "x"
        "x"        | *                      | "x"
        "x"        | "x-gzip"               | "x"
        "x"        | W/"xx-gzip"            | "x"
        "x"        | -                      | "x"
        W/"x"      | W/"x-gzip"             | W/"x-gzip"
        W/"x"      | W/"x"                  | W/"x"
        "x-gzip"   | "x-gzip-identity"      | "x-gzip-identity"
        "x-gzip"   | W/"x-gzip-gzip"        | W/"x-gzip-gzip"
        """)
    void a304HasTheTagThatTheClientHas(String handler, String client, String tag) {
        Headers request = new Headers();
        if (client != null) {
            request.add("If-None-Match", client);
        }
        assertEquals(tag, TAGS.kept(handler, request, GZIP));
    }

    /** However hostile a list is, it is read once. */
    @Test
    void aListWithoutEnd() {
        String list = "W/\"x-gzip\",".repeat(100_000) + "W/\"";
        assertEquals(list.replace("-gzip", ""), forHandler("If-None-Match", list));
    }
}
