package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers made out of handlers. */
class HandlersTest {
    private static final Handler ECHO = (w, r) -> w.write(r.rawPath() + " of " + r.target());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/a     | /a/b?q     | /b",
                "/a/    | /a/b       | /b",
                "/a     | /a/        | /",
                "/a     | /a         | /",
                "/a/b   | /a/b/c%2Fd | /c%2Fd",
                "/      | /x         | /x",
                "/a     | /%61/x     | /x",
                "/%61   | /a/x       | /x",
                "/a%2Fb | /a%2fb/x   | /x",
                "/a%2Fb | /a/b/x     | -",
                "/a     | /ab        | -",
                "/a     | /b/a       | -",
                "/a     | /A/x       | -",
                "/a/b   | /a         | -",
                "/a     | /a//b      | -",
                "/a     | //a/b      | -",
                "/      | //b        | -",
                "/a     | /a%zz/b    | -",
                "/a     | /%ff/b     | -",
            })
    void stripsAPrefix(String prefix, String target, String rest) {
        Request r = MemoryRequest.builder().target(target).build();
        ResponseRecorder w = ResponseRecorder.serve(Handlers.stripPrefix(prefix, ECHO), r);
        assertEquals(rest == null ? 404 : 200, w.status());
        assertEquals(rest == null ? "Not Found\n" : rest + " of " + target, w.contentText());
    }

    @ParameterizedTest
    @CsvSource({"/a, /a/b, /a", "/a/, /%61/b?q, /%61", "/a, /a, /a", "/, /x, ''", "/a%2Fb, /a%2fb/x, /a%2fb"})
    void saysWhatItHasTakenOff(String prefix, String target, String taken) {
        Request r = MemoryRequest.builder().target(target).build();
        ResponseRecorder w =
                ResponseRecorder.serve(Handlers.stripPrefix(prefix, (out, in) -> out.write(in.pathPrefix())), r);
        assertEquals(taken, w.contentText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "//", "/a//b", "/%", "/%zz", "/%ff"})
    void refusesPrefixesThatAreNone(String prefix) {
        assertThrows(IllegalArgumentException.class, () -> Handlers.stripPrefix(prefix, ECHO));
    }
}
