package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media types: read, written, compared, and guessed from names. */
class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/html                             | text/html",
                "TEXT/HTML;Charset=UTF-8               | text/html; charset=UTF-8",
                "text/html ; charset=utf-8 ;a=b        | text/html; charset=utf-8; a=b",
                "text/html;charset=\"utf-8\"           | text/html; charset=utf-8",
                "text/html;a=\"x y\\\"z\\\\\"          | text/html; a=\"x y\\\"z\\\\\"",
                "text/html;a=\"\"                      | text/html; a=\"\"",
                "text/html;a=\";b=c\"                  | text/html; a=\";b=c\"",
                "text/html;;a=b;                       | text/html; a=b",
                "text/html;a=1;A=2                     | text/html; a=1",
                "*/*                                   | */*",
                "application/vnd.api+json              | application/vnd.api+json",
            })
    void readsAndWrites(String value, String written) {
        assertEquals(written, MediaType.parse(value).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/html",
                "text/html/x",
                "text /html",
                "text/html x",
                "text/html;a",
                "text/html;a=",
                "text/html;a =b",
                "text/html;a= b",
                "text/html;a=\"b",
                "text/html;a=\"b\\",
                "text/html;a=\"b\"c",
                "text/html,text/plain",
                "te\u212at/html",
                "text/html;a=\"\u0100\"",
                "text/html;a=\"\r\"",
                "text/html;=b",
            })
    void refuses(String value) {
        assertEquals(Optional.empty(), MediaType.parse(value));
    }

    @Test
    void boundsTheNumberOfParameters() {
        StringBuilder text = new StringBuilder("a/b");
        for (int i = 0; i < 100; i++) {
            text.append(";p").append(i).append("=v");
        }
        assertEquals(
                100, MediaType.parse(text.toString()).orElseThrow().parameters().size());
        assertEquals(Optional.empty(), MediaType.parse(text + ";p=v"));
    }

    @Test
    void tellsParameters() {
        MediaType type =
                MediaType.parse("Multipart/Form-Data; Boundary=\"a b\"").orElseThrow();
        assertEquals(Optional.of("a b"), type.parameter("BOUNDARY"));
        assertEquals(Optional.empty(), type.parameter("charset"));
        assertEquals("multipart/form-data", type.essence());
        assertTrue(type.is("MULTIPART/form-data"));
        assertFalse(type.is("multipart/mixed"));
        assertEquals(
                "multipart/form-data; boundary=x", type.with("Boundary", "x").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html;charset=utf-8 | */*                     | true",
                "text/html;charset=utf-8 | text/*                  | true",
                "text/html;charset=utf-8 | TEXT/HTML               | true",
                "text/html;charset=utf-8 | text/html;q=0.5         | true",
                "text/html;charset=utf-8 | text/html;charset=UTF-8 | true",
                "text/html;charset=utf-8 | text/html;charset=x     | false",
                "text/html               | text/html;level=1       | false",
                "text/html               | text/plain              | false",
                "text/html               | image/*                 | false",
            })
    void matchesRanges(String type, String range, boolean matches) {
        assertEquals(
                matches,
                MediaType.parse(type)
                        .orElseThrow()
                        .matches(MediaType.parse(range).orElseThrow()));
    }

    @Test
    void refusesPartsThatCouldNotBeSent() {
        assertThrows(IllegalArgumentException.class, () -> MediaType.of("a b", "c"));
        assertThrows(IllegalArgumentException.class, () -> MediaType.of("a", ""));
        assertThrows(
                IllegalArgumentException.class, () -> MediaType.of("a", "b").with("c", "d\r\n"));
        assertThrows(
                IllegalArgumentException.class, () -> MediaType.of("a", "b").with("c:", "d"));
        var twice = List.of(new MediaType.Parameter("a", "1"), new MediaType.Parameter("A", "2"));
        assertThrows(IllegalArgumentException.class, () -> new MediaType("a", "b", twice));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "index.html      | text/html; charset=utf-8",
                "INDEX.HTML      | text/html; charset=utf-8",
                "a.b.js          | text/javascript; charset=utf-8",
                "a.css           | text/css; charset=utf-8",
                "a.json          | application/json",
                "a.svg           | image/svg+xml",
                "dir/a.txt       | text/plain; charset=utf-8",
                "a.wasm          | application/wasm",
                ".gif            | image/gif",
                "a               | -",
                "a.              | -",
                "a.unknown       | -",
                "a.html/b        | -",
            })
    void knowsExtensions(String name, String type) {
        assertEquals(Optional.ofNullable(type), MediaType.ofFileName(name).map(MediaType::toString));
    }

    @Test
    void isTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr", "TR"));
        try {
            assertEquals("image/gif", MediaType.parse("IMAGE/GIF").orElseThrow().toString());
            assertEquals(
                    "image/gif", MediaType.ofFileName("X.GIF").orElseThrow().toString());
            assertEquals(Optional.empty(), MediaType.ofFileName("x.g\u0130f"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
