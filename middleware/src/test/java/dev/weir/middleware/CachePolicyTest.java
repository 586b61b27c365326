package dev.weir.middleware;

import static dev.weir.middleware.Ask.all;
import static dev.weir.middleware.Ask.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CachePolicyTest {
    private static final CachePolicy POLICY = CachePolicy.builder()
            .hashed("/assets/")
            .path("/assets/", "max-age=60")
            .path("/exact", "max-age=1")
            .path("*.css", "max-age=2")
            .type("text/html", "no-cache")
            .type("image/*", "max-age=3")
            .errorsNotStored()
            .build();

    private static Handler answer(int status, String type) {
        return (w, _) -> w.status(status).header("Content-Type", type);
    }

    private static String policy(Handler handler, String method, String target, String... fields) {
        return all(ask(POLICY.wrap(handler), method, target, fields), "Cache-Control");
    }

    @ParameterizedTest
    @CsvSource({
        "/assets/app.js,               max-age=60",
        "/assets/app.3f9a2c1b.js,      immutable",
        "/assets/index-D3kPq_x9.css,   immutable",
        "/assets/sub/a.b-3f9a2c1bd.js, immutable",
        "/assets/3f9a2c1b.js,          max-age=60",
        "/assets/app.3f9a2c1.js,       max-age=60",
        "/assets/report-20260101.pdf,  max-age=60",
        "/assets/jquery.minified.js,   max-age=60",
        "/assets/app.3f9a2c1b,         max-age=60",
        "/assets/3f9a2c1b.d/app.js,    max-age=60",
        "/assets/app.3f9a%2bc1b.js,    max-age=60",
        "/app.3f9a2c1b.js,             -",
        "/assets,                      -",
        "/assets//app.js,              -",
        "/x/../assets/app.js,          -",
        "/exact,                       max-age=1",
        "/exact/,                      -",
        "/a/site.css,                  max-age=2",
        "/a/site%2Ecss,                max-age=2",
        "/other,                       -",
    })
    void thePathSaysIt(String target, String expected) {
        String value = expected.equals("immutable") ? CachePolicy.IMMUTABLE : expected;
        assertEquals(value, policy(answer(200, "text/x"), "GET", target));
    }

    @ParameterizedTest
    @CsvSource({
        "text/html,               no-cache",
        "text/html; charset=utf-8, no-cache",
        "TEXT/HTML ;a=b,          no-cache",
        "image/png,               max-age=3",
        "imagex/png,              -",
        "text/htmlx,              -",
        "application/json,        -",
    })
    void theTypeSaysIt(String type, String expected) {
        assertEquals(expected, policy(answer(200, type), "GET", "/x"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, max-age=1",
        "203, max-age=1",
        "204, max-age=1",
        "206, max-age=1",
        "301, max-age=1",
        "304, max-age=1",
        "308, max-age=1",
        "201, -",
        "202, -",
        "302, -",
        "303, -",
        "307, -",
        "400, no-store",
        "404, no-store",
        "500, no-store",
    })
    void theStatusHasToBeOneThatIsKept(int status, String expected) {
        assertEquals(expected, policy(answer(status, "text/x"), "GET", "/exact"));
    }

    @Test
    void whatTheHandlerSaysStays() {
        Handler own = (w, _) -> w.header("Cache-Control", "private").write("x");
        assertEquals("private", policy(own, "GET", "/exact"));
        assertEquals("no-store", policy(Ask.NOT_FOUND, "GET", "/exact"));
        assertEquals("no-store", policy(Ask.FAILING, "GET", "/exact"));
    }

    @Test
    void errorsAreLeftAloneUnlessItIsAsked() {
        CachePolicy policy = CachePolicy.builder().path("/", "max-age=9").build();
        assertEquals("-", all(ask(policy.wrap(Ask.NOT_FOUND), "GET", "/"), "Cache-Control"));
        assertEquals("max-age=9", all(ask(policy.wrap(Ask.OK), "GET", "/x/y"), "Cache-Control"));
    }

    @ParameterizedTest
    @CsvSource({"GET, max-age=1", "HEAD, max-age=1", "POST, -", "OPTIONS, -"})
    void onlyWhatIsReadIsKept(String method, String expected) {
        assertEquals(expected, policy(Ask.OK, method, "/exact"));
    }

    @Test
    void whatIsSomebodysOwnIsNotKept() {
        assertEquals("-", policy((w, _) -> w.header("Set-Cookie", "a=b").write("x"), "GET", "/exact"));
        assertEquals("-", policy(Ask.OK, "GET", "/exact", "Authorization", "Basic eA=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb"})
    void aValueIsThere(String value) {
        assertThrows(IllegalArgumentException.class, () -> CachePolicy.builder().path("/", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "/html", "text/html; charset=utf-8"})
    void whatIsNoTypeIsRefused(String type) {
        assertThrows(IllegalArgumentException.class, () -> CachePolicy.builder().type(type, "no-cache"));
    }
}
