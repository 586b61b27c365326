package dev.weir.middleware;

import static dev.weir.middleware.Ask.all;
import static dev.weir.middleware.Ask.ask;
import static dev.weir.middleware.Ask.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.testkit.ResponseRecorder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityHeadersTest {
    private static final String CSP = "Content-Security-Policy";
    private static final List<String> FOR_DOCUMENTS =
            List.of(CSP, "X-Frame-Options", "Cross-Origin-Opener-Policy", "Permissions-Policy");
    private static final List<String> FOR_ALL =
            List.of("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy");

    private static Handler typed(String type) {
        return (w, _) -> w.header("Content-Type", type).write("x");
    }

    @ParameterizedTest
    @CsvSource({
        "text/html; charset=utf-8, true",
        "TEXT/HTML, true",
        "application/xhtml+xml, true",
        "image/svg+xml, true",
        "application/xml, true",
        "application/pdf, true",
        "text/plain, false",
        "application/json, false",
        "text/css, false",
        "image/png, false",
    })
    void documentsHaveMoreFieldsThanOthers(String type, boolean document) {
        ResponseRecorder answer = ask(SecurityHeaders.create().wrap(typed(type)), "GET", "/");
        FOR_ALL.forEach(name -> assertEquals(1, answer.headers().all(name).size(), name));
        FOR_DOCUMENTS.forEach(name ->
                assertEquals(document ? 1 : 0, answer.headers().all(name).size(), name));
        assertEquals("-", all(answer, "Strict-Transport-Security"));
    }

    @Test
    void errorsHaveThem() {
        ResponseRecorder text =
                ask(SecurityHeaders.create().wrap(Ask.FAILING), "GET", "/").assertStatus(500);
        assertEquals(
                "nosniff - same-origin",
                all(text, "X-Content-Type-Options") + " " + all(text, CSP) + " "
                        + all(text, "Cross-Origin-Resource-Policy"));
        ResponseRecorder page = ResponseRecorder.serve(
                SecurityHeaders.create().wrap(Ask.NOT_FOUND),
                request("GET", "/").errors(ErrorRenderer.html()).build());
        assertTrue(all(page.assertStatus(404), CSP).contains("frame-ancestors 'self'"));
        assertEquals("nosniff", all(page, "X-Content-Type-Options"));
    }

    @ParameterizedTest
    @CsvSource({"http, -", "https, max-age=60; includeSubDomains"})
    void hstsIsSetOverHttpsOnly(String scheme, String expected) {
        SecurityHeaders headers =
                SecurityHeaders.builder().hsts(Duration.ofMinutes(1), true).build();
        for (Handler handler : List.of(Ask.OK, Ask.FAILING)) {
            assertEquals(
                    expected,
                    all(
                            ResponseRecorder.serve(
                                    headers.wrap(handler),
                                    request("GET", "/").scheme(scheme).build()),
                            "Strict-Transport-Security"));
        }
    }

    @Test
    void whatTheHandlerSetsWins() {
        Handler own = SecurityHeaders.create()
                .wrap((w, _) -> w.header("Content-Type", "text/html")
                        .header("content-security-policy", "default-src 'none'")
                        .header("Referrer-Policy", "no-referrer")
                        .write("x"));
        ResponseRecorder answer = ask(own, "GET", "/");
        assertEquals(
                "default-src 'none' no-referrer SAMEORIGIN",
                all(answer, CSP) + " " + all(answer, "Referrer-Policy") + " " + all(answer, "X-Frame-Options"));
    }

    @Test
    void theNonceIsNewForEachRequest() {
        SecurityHeaders headers = SecurityHeaders.builder()
                .contentSecurityPolicy("script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'")
                .build();
        Handler page = headers.wrap((w, r) -> w.header("Content-Type", "text/html")
                .write(r.attribute(SecurityHeaders.NONCE).orElseThrow()));
        String one = ask(page, "GET", "/").contentText();
        ResponseRecorder answer = ask(page, "GET", "/");
        String other = answer.contentText();
        assertNotEquals(one, other);
        assertTrue(other.matches("[A-Za-z0-9_-]{22}"), other);
        assertEquals("script-src 'nonce-" + other + "'; style-src 'nonce-" + other + "'", all(answer, CSP));
    }

    @Test
    void withoutAPlaceThereIsNoNonce() {
        Handler handler = SecurityHeaders.create()
                .wrap((w, r) -> w.write(r.attribute(SecurityHeaders.NONCE).orElse("none")));
        assertEquals("none", ask(handler, "GET", "/").contentText());
    }

    @Test
    void a304KeepsThePolicyOfTheStoredPage() {
        SecurityHeaders headers = SecurityHeaders.builder()
                .contentSecurityPolicy("script-src 'nonce-{nonce}'")
                .build();
        ResponseRecorder answer =
                ask(headers.wrap((w, _) -> w.status(304).header("Content-Type", "text/html")), "GET", "/");
        assertEquals("- nosniff", all(answer, CSP) + " " + all(answer, "X-Content-Type-Options"));
    }

    @Test
    void fieldsAreReplacedAddedAndTakenOut() {
        SecurityHeaders headers = SecurityHeaders.builder()
                .header("x-frame-options", "DENY")
                .header("Content-Security-Policy-Report-Only", "default-src 'none'")
                .header("X-Extra", "1")
                .without("cross-origin-opener-policy")
                .build();
        ResponseRecorder page = ask(headers.wrap(typed("text/html")), "GET", "/");
        assertEquals(
                "DENY default-src 'none' 1 -",
                all(page, "X-Frame-Options") + " "
                        + all(page, "Content-Security-Policy-Report-Only") + " " + all(page, "X-Extra") + " "
                        + all(page, "Cross-Origin-Opener-Policy"));
        ResponseRecorder data = ask(headers.wrap(typed("text/css")), "GET", "/");
        assertEquals(
                "- - 1",
                all(data, "X-Frame-Options") + " " + all(data, "Content-Security-Policy-Report-Only") + " "
                        + all(data, "X-Extra"));
    }

    @Test
    void whatIsNoFieldIsRefused() {
        SecurityHeaders.Builder builder = SecurityHeaders.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.header("a b", "x"));
        assertThrows(IllegalArgumentException.class, () -> builder.contentSecurityPolicy("a\nb"));
        assertThrows(IllegalArgumentException.class, () -> builder.hsts(Duration.ofSeconds(-1), false));
    }
}
