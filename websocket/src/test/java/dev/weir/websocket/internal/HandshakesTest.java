package dev.weir.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455 section 4. */
class HandshakesTest {
    /** The example of section 1.3. */
    @Test
    void theAnswerToAKey() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Handshakes.accept("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    @ParameterizedTest
    @CsvSource({
        "dGhlIHNhbXBsZSBub25jZQ==, true",
        "AAAAAAAAAAAAAAAAAAAAAA==, true",
        "dGhlIHNhbXBsZSBub25jZQ=, false",
        "dGhlIHNhbXBsZSBub25jZ, false",
        "dGhlIHNhbXBsZSBub25jZSE=, false",
        "dGhlIHNhbXBsZSBub25j!Q==, false",
        "dGhlIHNhbXBsZSBub25j-Q==, false",
        "'', false",
    })
    void aKeyIsSixteenBytes(String key, boolean expected) {
        assertEquals(expected, Handshakes.isKey(key));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example, http, a.example, true",
        "http://A.example, http, a.EXAMPLE, true",
        "http://a.example:80, http, a.example, true",
        "http://a.example, http, a.example:80, true",
        "https://a.example, https, a.example:443, true",
        "http://a.example:8080, http, a.example:8080, true",
        "http://[::1]:8080, http, [::1]:8080, true",
        "https://a.example, http, a.example, false",
        "http://a.example, https, a.example, false",
        "http://a.example:8080, http, a.example, false",
        "http://a.example:443, http, a.example, false",
        "http://b.a.example, http, a.example, false",
        "http://a.example.b, http, a.example, false",
        "http://a.example@b.example, http, b.example, false",
        "null, http, a.example, false",
        "'', http, a.example, false",
        "a.example, http, a.example, false",
        "file://, file, '', true",
    })
    void theSameOrigin(String origin, String scheme, String authority, boolean expected) {
        assertEquals(expected, Handshakes.isSameOrigin(origin, scheme, authority));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "a, b # b # b",
                "a, b # b, a # b",
                "a|b # b, a # b",
                "A # a # ''",
                "c # a # ''",
                "'' # a # ''",
            })
    void theServersPreferenceCounts(String offered, String spoken, String expected) {
        assertEquals(expected, Handshakes.subprotocol(List.of(offered.split("\\|")), List.of(spoken.split(", "))));
    }

    @Test
    void theCodesOfAClose() {
        StringBuilder valid = new StringBuilder();
        for (int code = 0; code <= 0xFFFF; code++) {
            if (CloseCodes.isValid(code) && !CloseCodes.isValid(code - 1)) {
                valid.append(code).append('-');
            } else if (!CloseCodes.isValid(code) && CloseCodes.isValid(code - 1)) {
                valid.append(code - 1).append(' ');
            }
        }
        assertEquals("1000-1003 1007-1014 3000-4999 ", valid.toString());
    }
}
