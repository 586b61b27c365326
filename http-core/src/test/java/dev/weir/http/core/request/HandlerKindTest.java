package dev.weir.http.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are of one kind. */
class HandlerKindTest {
    private static int ofBytes(String method, String path) {
        byte[] bytes = ("GET " + path + " HTTP/1.1").getBytes(StandardCharsets.ISO_8859_1);
        return HandlerKind.of(method, bytes, 4, 4 + path.length());
    }

    /** HTTP/1 asks with the bytes of the head, HTTP/2 with text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/a",
                "/a/",
                "/a/b",
                "/a/b/c",
                "/a?b/c",
                "/?",
                "*",
                "",
                "host:443",
                "/%C3%A4/\u00e4\u00ff",
                "/0123456789/0123456789/0123456789/0123456789/0123456789",
                "/0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void bytesAndTextAgree(String path) {
        int kind = HandlerKind.of("GET", path);
        assertEquals(kind, ofBytes("GET", path));
        assertTrue(kind >= 0, "a kind of " + kind);
        assertNotEquals(kind, HandlerKind.of("POST", path));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/c, /a/b/d",
        "/a/b/c, /a/b/",
        "/a/b/c/d/e, /a/b/x",
        "/a/b?x, /a/b",
        "/a?x/y, /a?z",
        "/?x, /",
        "/0123456789012345678901234567890123456789012345678a, /0123456789012345678901234567890123456789012345678b"
    })
    void ofOneKind(String one, String other) {
        assertEquals(HandlerKind.of("GET", one), HandlerKind.of("GET", other));
        assertEquals(ofBytes("GET", one), ofBytes("GET", other));
    }

    @ParameterizedTest
    @CsvSource({"/a/b, /a/c", "/a/b, /b/a", "/a, /a/b", "/a, /", "/a/b, /a/B", "/users, /orders"})
    void ofTwoKinds(String one, String other) {
        assertNotEquals(HandlerKind.of("GET", one), HandlerKind.of("GET", other));
    }

    /** A table that takes the last bits of a kind is filled evenly. */
    @Test
    void kindsSpread() {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 256; i++) {
            places.add(HandlerKind.of("GET", "/api/item" + i) & 255);
        }
        assertTrue(places.size() > 128, "256 kinds share " + places.size() + " places");
    }
}
