package dev.weir.http.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a response says of its content: tables. A length of -1 is unknown, one of -2 is not said. */
class ResponseHeadRulesTest {
    @ParameterizedTest
    @CsvSource({
        // status, Content-Length of the handler, length of the whole content, what the head says
        "200, , 5, 5",
        "200, , -1, -1",
        "200, 7, 5, 7",
        "200, 7, -1, 7",
        "404, , 0, 0",
        "204, , 5, -2",
        "204, 5, 5, -2",
        "205, , 5, 0",
        "205, 5, -1, 0",
        "304, , 5, -2",
        "304, 9, 0, 9",
    })
    void length(int status, String declared, long whole, long said) {
        Headers headers = new Headers();
        if (declared != null) {
            headers.add("Content-Length", declared);
        }
        assertEquals(said, ResponseHeadRules.length(status, headers, whole));
    }

    @Test
    void transferEncodingIsForTheServer() {
        Headers headers = new Headers().add("transfer-encoding", "chunked");
        assertThrows(IllegalStateException.class, () -> ResponseHeadRules.length(200, headers, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "0x1", "1,1", "9223372036854775808", "\u00b2"})
    void refusesWhatIsNoLength(String value) {
        Headers headers = new Headers().add("Content-Length", value);
        assertThrows(IllegalStateException.class, () -> ResponseHeadRules.declared(headers));
    }

    @ParameterizedTest
    @CsvSource({
        "200, , , text/html; charset=utf-8",
        "404, , , text/html; charset=utf-8",
        "200, text/x, , text/x",
        "200, , gzip, ",
        "204, , , ",
        "205, , , ",
        "304, , , ",
    })
    void type(int status, String set, String coding, String said) {
        Headers headers = new Headers();
        if (set != null) {
            headers.add("Content-Type", set);
        }
        if (coding != null) {
            headers.add("Content-Encoding", coding);
        }
        byte[] b = "..<html>".getBytes(StandardCharsets.US_ASCII);
        ResponseHeadRules.addType(status, headers, b, 2, 6);
        assertEquals(said, headers.get("Content-Type"));
    }

    @ParameterizedTest
    @CsvSource({
        "Sum, Sum",
        "Sum Other, 'Sum, Other'",
        "Sum sum SUM, Sum",
        "Content-Length Sum Set-Cookie, Sum",
    })
    void announcesTrailersThatMayTrail(String names, String said) {
        Headers trailers = new Headers();
        for (String name : names.split(" ")) {
            trailers.add(name, "1");
        }
        Headers headers = new Headers();
        ResponseHeadRules.announce(headers, trailers);
        assertEquals(said, headers.get("Trailer"));
        Headers own = new Headers().add("Trailer", "Mine");
        ResponseHeadRules.announce(own, trailers);
        assertEquals("Trailer: Mine\n", own.toString());
    }
}
