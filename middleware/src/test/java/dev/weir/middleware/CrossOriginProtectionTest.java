package dev.weir.middleware;

import static dev.weir.middleware.Ask.ask;
import static dev.weir.middleware.Ask.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginProtectionTest {
    private static final CrossOriginProtection GUARD = CrossOriginProtection.builder()
            .trust("https://trusted.example", "http://other.example:8080")
            .bypass("/hook", "/hooks/", "*.callback")
            .build();

    /** Site and origin {@code -} for a request without the field. */
    @ParameterizedTest
    @CsvSource({
        "GET,     cross-site,  https://evil.test,         200",
        "HEAD,    cross-site,  https://evil.test,         200",
        "OPTIONS, cross-site,  https://evil.test,         200",
        "POST,    same-origin, -,                         200",
        "POST,    none,        -,                         200",
        "POST,    same-origin, https://evil.test,         200",
        "POST,    cross-site,  -,                         403",
        "POST,    same-site,   -,                         403",
        "POST,    SAME-ORIGIN, -,                         403",
        "POST,    whatever,    -,                         403",
        "PUT,     cross-site,  https://site.example,      403",
        "DELETE,  same-site,   https://www.site.example,  403",
        "BREW,    cross-site,  -,                         403",
        "get,     cross-site,  -,                         403",
        "POST,    -,           -,                         200",
        "POST,    '',          '',                        200",
        "POST,    -,           https://site.example,      200",
        "POST,    -,           https://site.example:443,  200",
        "POST,    -,           https://SITE.example,      200",
        "POST,    -,           http://site.example,       200",
        "POST,    -,           http://site.example:443,   403",
        "POST,    -,           https://site.example:8443, 403",
        "POST,    -,           https://evil.test,         403",
        "POST,    -,           https://site.example.evil, 403",
        "POST,    -,           https://evil@site.example, 403",
        "POST,    -,           https://site.example/,     403",
        "POST,    -,           ftp://site.example,        403",
        "POST,    -,           null,                      403",
        "POST,    cross-site,  null,                      403",
        "POST,    cross-site,  https://trusted.example,   200",
        "POST,    -,           https://trusted.example,   200",
        "POST,    -,           http://other.example:8080, 200",
        "POST,    -,           http://trusted.example,    403",
        "POST,    -,           http://other.example,      403",
        "POST,    cross-site,  https://x@trusted.example, 403",
        "POST,    cross-site,  https://sub.trusted.example, 403",
    })
    void theBrowserSaysWhereARequestComesFrom(String method, String site, String origin, int status) {
        RequestBuilder request = request(method, "/form").authority("site.example");
        if (!site.equals("-")) {
            request.header("Sec-Fetch-Site", site);
        }
        if (!origin.equals("-")) {
            request.header("Origin", origin);
        }
        ResponseRecorder.serve(GUARD.wrap(Ask.OK), request.build()).assertStatus(status);
    }

    @ParameterizedTest
    @CsvSource({
        "https, https://site.example, 200",
        "https, http://site.example,  403",
        "http,  https://site.example, 200",
        "http,  http://site.example,  200",
    })
    void aPageOverHttpDoesNotPassToHttps(String scheme, String origin, int status) {
        RequestBuilder request =
                request("POST", "/", "Origin", origin).authority("site.example").scheme(scheme);
        ResponseRecorder.serve(GUARD.wrap(Ask.OK), request.build()).assertStatus(status);
    }

    @ParameterizedTest
    @CsvSource({
        "site.example:8080, http://site.example:8080, 200",
        "site.example:8080, http://site.example,      403",
        "site.example:80,   http://site.example,      200",
        "[::1]:8080,        http://[::1]:8080,        200",
        "[::1]:8080,        http://[::2]:8080,        403",
    })
    void portsCount(String authority, String origin, int status) {
        RequestBuilder request = request("POST", "/", "Origin", origin).authority(authority);
        ResponseRecorder.serve(GUARD.wrap(Ask.OK), request.build()).assertStatus(status);
    }

    @Test
    void fieldsThatComeTwiceAreRefused() {
        ask(GUARD.wrap(Ask.OK), "POST", "/", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "same-origin")
                .assertStatus(403);
        ask(GUARD.wrap(Ask.OK), "POST", "/", "Origin", "http://localhost", "Origin", "http://localhost")
                .assertStatus(403);
    }

    /** Go #75054: what a router would redirect to an exempt path, or could read in another way, is not exempt. */
    @ParameterizedTest
    @CsvSource({
        "/hook,                   200",
        "/%68ook,                 200",
        "/hook?q=/x,              200",
        "/hook/,                  403",
        "//hook,                  403",
        "/./hook,                 403",
        "/a/../hook,              403",
        "/hook%2F,                403",
        "/hookx,                  403",
        "/HOOK,                   403",
        "/hooks,                  403",
        "/hooks/,                 200",
        "/hooks/a,                200",
        "/hooks/a/b,              200",
        "/hooks/a/,               200",
        "/hooks//a,               403",
        "/hooks/..,               403",
        "/hooks/../form,          403",
        "/hooks/a/../../form,     403",
        "/hooks/.,                403",
        "/hooks/%2e%2e/form,      403",
        "/hooks/%2E./form,        403",
        "/hooks/..%2Fform,        403",
        "/hooks/..%2fform,        403",
        "/hooks/a%2Fb,            403",
        "/hooks/%5c..%5cform,     403",
        "/hooks/%252e%252e/form,  403",
        "/hooks/%00,              403",
        "/hooks/%ff,              403",
        "/a.callback,             200",
        "/b/a.callback,           200",
        "/.callback,              403",
        "/a.callback/x,           403",
        "/a.callback/,            403",
    })
    void aPathIsExemptAsItIsServed(String target, int status) {
        ask(GUARD.wrap(Ask.OK), "POST", target, "Sec-Fetch-Site", "cross-site").assertStatus(status);
        ask(GUARD.wrap(Ask.OK), "POST", target, "Origin", "null").assertStatus(status);
    }

    @Test
    void aWebSocketIsNoSafeRequest() {
        String[] upgrade = {"Upgrade", "websocket", "Connection", "upgrade", "Origin", "https://evil.test"};
        ask(GUARD.wrap(Ask.OK), "GET", "/", upgrade).assertStatus(403);
        ask(GUARD.wrap(Ask.OK), "GET", "/", "Upgrade", "websocket", "Connection", "upgrade")
                .assertStatus(200);
        ask(GUARD.wrap(Ask.OK), "GET", "/", "Upgrade", "websocket", "Origin", "https://trusted.example")
                .assertStatus(200);
    }

    /** RFC 8441: a WebSocket over HTTP/2 is a CONNECT. */
    @Test
    void aConnectIsNoSafeRequest() {
        ask(GUARD.wrap(Ask.OK), "CONNECT", "site.example:443", "Origin", "https://evil.test")
                .assertStatus(403);
    }

    @Test
    void aHandlerMayAskForItself() {
        assertEquals(
                false,
                CrossOriginProtection.create()
                        .allows(request("POST", "/hook", "Sec-Fetch-Site", "cross-site")
                                .build()));
        assertEquals(
                true, CrossOriginProtection.create().allows(request("POST", "/").build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "site.example",
                "https://",
                "https://a.example/",
                "https://a.example/path",
                "https://a.example?q",
                "https://a.example#f",
                "https://u@a.example",
                "https://a.example:",
                "https://a.example:x",
                "https://*.example",
                "https://b\u00fccher.example",
                "://a.example",
                "1http://a.example",
                "null",
                ""
            })
    void whatIsNoOriginIsNotTrusted(String origin) {
        assertThrows(
                IllegalArgumentException.class,
                () -> CrossOriginProtection.builder().trust(origin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hook",
                "*",
                "*.",
                "/*",
                "/a*",
                "/{name}",
                "POST /hook",
                "/a//b",
                "/a/../b",
                "/./",
                "/a?b",
                "/a#b",
                "/a%20b",
                "/a\\b",
                "*.a/b",
                "//"
            })
    void whatIsNoPatternIsRefused(String pattern) {
        assertThrows(
                IllegalArgumentException.class,
                () -> CrossOriginProtection.builder().bypass(pattern));
    }
}
