package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients are sent, and where they never are. */
class RedirectTest {
    private static ResponseRecorder serve(Handler handler, String target) {
        return ResponseRecorder.serve(
                handler, MemoryRequest.builder().target(target).build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/new                | /old            | /new",
                "/new                | /old?a=b&c      | /new?a=b&c",
                "/new?x=y            | /old?a=b        | /new?x=y&a=b",
                "/new#part           | /old?a=b        | /new?a=b#part",
                "/new?x#part         | /old            | /new?x#part",
                "https://a.example   | /old?a          | https://a.example?a",
                "https://a.example/x | /old/more       | https://a.example/x",
                "/                   | /old            | /",
            })
    void toOnePlace(String to, String target, String location) {
        ResponseRecorder w = serve(Redirect.to(to), target);
        assertEquals(307, w.status());
        assertEquals(location, w.headers().get("Location"));
        assertEquals("", w.contentText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/old  | /new               | /old           | /new",
                "/old  | /new               | /old/          | /new/",
                "/old  | /new/              | /old/a/b?c=d   | /new/a/b?c=d",
                "/old  | https://a.example  | /old/a         | https://a.example/a",
                "/old  | https://a.example/ | /old           | https://a.example",
                "/old  | /                  | /old           | /",
                "/old  | /                  | /old/a         | /a",
                "/o%6cd| /new               | /old/a%2Fb     | /new/a%2Fb",
                "/old  | /new               | /old/a%20b     | /new/a%20b",
                "/old  | /new               | /old/a\"b      | /new/a%22b",
                "/     | https://a.example  | /a/b           | https://a.example/a/b",
            })
    void fromPrefixToPrefix(String prefix, String to, String target, String location) {
        assertEquals(
                location, serve(Redirect.prefix(prefix, to), target).headers().get("Location"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/older",
                "/other",
                "/old//evil.example",
                "/old//evil.example/x",
                "/old/..",
                "/old/../x",
                "/old/a/%2e%2e/x",
                "/old/.%2E/x",
                "/old/./x",
                "/old/%5Cevil.example",
                "/old/a%5C..%5Cb",
                "/old/%zz",
            })
    void outOfThePrefixNobodyIsSent(String target) {
        for (String to : new String[] {"/", "/new", "https://a.example/tenant"}) {
            ResponseRecorder w = serve(Redirect.prefix("/old", to), target);
            assertEquals(404, w.status(), w.headers()::toString);
            assertNull(w.headers().get("Location"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "new",
                "//evil.example",
                "/\\evil.example",
                "https:/a",
                "https://",
                "https:///x",
                "javascript:alert(1)",
                "ftp://a.example",
                "/a b",
                "/a\nb",
                "/\u00e9",
            })
    void targetsThatAreNone(String target) {
        assertThrows(IllegalArgumentException.class, () -> Redirect.to(target));
        assertThrows(IllegalArgumentException.class, () -> Redirect.prefix("/old", target));
    }

    @Test
    void aPrefixHasNoQuery() {
        assertThrows(IllegalArgumentException.class, () -> Redirect.prefix("/old", "/new?x"));
        assertThrows(IllegalArgumentException.class, () -> Redirect.prefix("/old", "/new#x"));
        assertThrows(IllegalArgumentException.class, () -> Redirect.prefix("old", "/new"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void statuses(int code) {
        assertEquals(code, serve(Redirect.to("/new").status(code), "/old").status());
        assertEquals(
                code,
                serve(Redirect.prefix("/old", "/new").status(code), "/old").status());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 300, 304, 305, 404})
    void statusesThatAreNone(int code) {
        assertThrows(IllegalArgumentException.class, () -> Redirect.to("/new").status(code));
    }

    @Test
    void theQueryMayBeDropped() {
        assertEquals(
                "/new",
                serve(Redirect.to("/new").withoutQuery().status(301), "/old?a")
                        .headers()
                        .get("Location"));
    }
}
