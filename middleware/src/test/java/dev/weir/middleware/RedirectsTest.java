package dev.weir.middleware;

import static dev.weir.middleware.Ask.all;
import static dev.weir.middleware.Ask.ask;
import static dev.weir.middleware.Ask.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.ResponseRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
    private static final Redirects ALL = Redirects.builder()
            .https()
            .host("www.example", "example", "old.example")
            .removeSlash()
            .except("/.well-known/acme-challenge/", "/healthz")
            .build();

    /** Where a request to a URL is sent; {@code -} where it is served. */
    private static String location(Redirects redirects, String scheme, String authority, String target) {
        ResponseRecorder answer = ResponseRecorder.serve(
                redirects.wrap(Ask.OK),
                request("GET", target).scheme(scheme).authority(authority).build());
        String location = all(answer, "Location");
        answer.assertStatus(location.equals("-") ? 200 : 301);
        return location;
    }

    @ParameterizedTest
    @CsvSource({
        "https, www.example,      /a,          -",
        "https, WWW.Example,      /a,          -",
        "https, www.example:8443, /a,          -",
        "http,  www.example,      /a,          https://www.example/a",
        "http,  www.example:80,   /a,          https://www.example/a",
        "http,  www.example:8080, /a?b=c,      https://www.example/a?b=c",
        "http,  example,          /a/,         https://www.example/a",
        "https, example,          /a,          https://www.example/a",
        "https, OLD.example:8443, /a/?q=/,     https://www.example:8443/a?q=/",
        "https, other.example,    /a,          -",
        "http,  other.example,    /a,          https://other.example/a",
        "http,  [::1]:80,         /,           https://[::1]/",
        "https, www.example,      /a/,         /a",
        "https, www.example,      /a/b/?x,     /a/b?x",
        "https, www.example,      /,           -",
        "https, www.example,      /?,          -",
        "https, www.example,      /%61%20b/,   /%61%20b",
        "http,  www.example,      /%2F%2e?%0d, https://www.example/%2F%2e?%0d",
        "http,  www.example,      /.well-known/acme-challenge/tok, -",
        "http,  example,          /healthz,    -",
        "http,  example,          /healthz/,   https://www.example/healthz",
        "http,  example,          //healthz,   https://www.example//healthz",
    })
    void allInOneRedirect(String scheme, String authority, String target, String expected) {
        assertEquals(expected, location(ALL, scheme, authority, target));
    }

    /** A path must not become a host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.test/",
                "//evil.test//",
                "///evil.test/",
                "/./evil.test/",
                "/.//evil.test/",
                "/%2Fevil.test/",
                "/%5Cevil.test/",
                "/a//",
                "/../evil.test/"
            })
    void anAmbiguousPathKeepsItsSlash(String target) {
        assertEquals("-", location(ALL, "https", "www.example", target));
        assertEquals("https://www.example" + target, location(ALL, "http", "www.example", target));
        Redirects adding = Redirects.builder().addSlash().build();
        assertEquals("-", location(adding, "https", "www.example", target.substring(0, target.length() - 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a/",
        "/a?b, /a/?b",
        "/a/, -",
        "/, -",
        "/a.css, -",
        "/a.d/b, /a.d/b/",
        "/a/b%20c, /a/b%20c/",
        "/a%2E, -"
    })
    void aSlashIsAdded(String target, String expected) {
        assertEquals(expected, location(Redirects.builder().addSlash().build(), "http", "h", target));
    }

    @ParameterizedTest
    @CsvSource({"8443, https://h:8443/a", "443, https://h/a"})
    void httpsHasItsPort(int port, String expected) {
        assertEquals(expected, location(Redirects.builder().https(port).build(), "http", "h:8080", "/a"));
    }

    @ParameterizedTest
    @CsvSource({"www.example, -", "other.test, http://www.example/a", "10.0.0.1:80, http://www.example:80/a"})
    void withoutAliasesAllOthersAreSentToTheHost(String authority, String expected) {
        assertEquals(expected, location(Redirects.builder().host("WWW.example").build(), "http", authority, "/a"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, false, 301",
        "HEAD, false, 301",
        "POST, false, 308",
        "OPTIONS, false, 308",
        "DELETE, false, 308",
        "GET, true, 302",
        "HEAD, true, 302",
        "POST, true, 307"
    })
    void theStatusKeepsTheMethod(String method, boolean temporary, int status) {
        Redirects.Builder builder = Redirects.builder().https();
        Redirects redirects = (temporary ? builder.temporary() : builder).build();
        assertEquals(
                "https://h/a",
                all(
                        ResponseRecorder.serve(
                                        redirects.wrap(Ask.OK),
                                        request(method, "/a").authority("h").build())
                                .assertStatus(status),
                        "Location"));
    }

    @Test
    void aPrefixThatWasTakenOffIsThereAgain() {
        Handler within = Redirects.builder().removeSlash().build().wrap(Ask.OK);
        Handler outer = (w, r) -> within.serve(w, r.withoutPathPrefix("/api"));
        assertEquals("/api/a?b", all(ask(outer, "GET", "/api/a/?b"), "Location"));
        Handler https = Redirects.builder().https().build().wrap(Ask.OK);
        Handler outerHttps = (w, r) -> https.serve(w, r.withoutPathPrefix("/api"));
        assertEquals(
                "https://h/api/a",
                all(
                        ResponseRecorder.serve(
                                outerHttps,
                                request("GET", "/api/a").authority("h").build()),
                        "Location"));
    }

    @Test
    void whatHasNoPathIsServed() {
        ask(Redirects.builder().https().build().wrap(Ask.OK), "OPTIONS", "*").assertStatus(200);
    }

    @Test
    void aRequestWithoutAHostCannotBeSentToHttps() {
        Handler handler = Redirects.builder().https().build().wrap(Ask.OK);
        ResponseRecorder.serve(handler, request("GET", "/").authority("").build())
                .assertStatus(400);
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Redirects.builder().build());
        assertThrows(IllegalArgumentException.class, () -> Redirects.builder().https(0));
        assertThrows(IllegalArgumentException.class, () -> Redirects.builder().https(65_536));
        assertThrows(
                IllegalArgumentException.class,
                () -> Redirects.builder().addSlash().removeSlash());
        for (String host : new String[] {"", "a:80", "https://a", "a/b", "a b"}) {
            assertThrows(
                    IllegalArgumentException.class, () -> Redirects.builder().host(host), host);
        }
    }
}
