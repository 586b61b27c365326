package dev.weir.middleware;

import static dev.weir.middleware.Ask.all;
import static dev.weir.middleware.Ask.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.ResponseRecorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {
    private static final String ALLOW = "Access-Control-Allow-Origin";
    private static final Cors SITE = Cors.builder()
            .origins("https://app.example", "http://localhost:5173")
            .methods("GET", "PUT")
            .headers("Content-Type", "X-Token")
            .exposed("ETag")
            .credentials()
            .maxAge(Duration.ofMinutes(10))
            .build();

    @ParameterizedTest
    @CsvSource({
        "https://app.example, true",
        "https://app.example:443, true",
        "HTTPS://App.Example, true",
        "http://localhost:5173, true",
        "http://app.example, false",
        "https://app.example:8443, false",
        "http://localhost, false",
        "https://app.example.evil.test, false",
        "https://evil-app.example, false",
        "https://sub.app.example, false",
        "https://app.example@evil.test, false",
        "https://evil@app.example, false",
        "https://app.example/, false",
        "https://app.example?, false",
        "https://app.example:, false",
        "https://app.example:99999, false",
        "app.example, false",
        "null, false",
        "'https://app.example, https://app.example', false",
        "'', false",
    })
    void anOriginIsComparedAsAWhole(String origin, boolean allowed) {
        ResponseRecorder answer =
                ask(SITE.wrap(Ask.OK), "GET", "/", "Origin", origin).assertStatus(200);
        assertEquals(allowed ? origin : "-", all(answer, ALLOW));
        assertEquals(allowed ? "true" : "-", all(answer, "Access-Control-Allow-Credentials"));
        assertEquals(allowed ? "ETag" : "-", all(answer, "Access-Control-Expose-Headers"));
        assertEquals("Origin", all(answer, "Vary"));
    }

    @Test
    void everyAnswerHasTheFields() {
        Map<Handler, Integer> handlers = Map.of(Ask.OK, 200, Ask.NOT_FOUND, 404, Ask.FAILING, 500);
        handlers.forEach((handler, status) -> {
            ResponseRecorder ours = ask(SITE.wrap(handler), "GET", "/", "Origin", "https://app.example");
            assertEquals("https://app.example", all(ours.assertStatus(status), ALLOW));
            assertEquals("ETag", all(ours, "Access-Control-Expose-Headers"));
            assertEquals("Origin", all(ours, "Vary"));
            ResponseRecorder none = ask(SITE.wrap(handler), "GET", "/");
            assertEquals("- Origin", all(none.assertStatus(status), ALLOW) + " " + all(none, "Vary"));
        });
    }

    @Test
    void aHandlersVaryAndOriginAreCompletedAndReplaced() {
        Handler own = SITE.wrap(
                (w, _) -> w.header("Vary", "Accept").header(ALLOW, "*").write("x"));
        ResponseRecorder answer = ask(own, "GET", "/", "Origin", "https://app.example");
        assertEquals("Accept, Origin", all(answer, "Vary"));
        assertEquals("https://app.example", all(answer, ALLOW));
        assertEquals("-", all(ask(own, "GET", "/", "Origin", "https://evil.test"), ALLOW));
        assertEquals("origin", all(ask(SITE.wrap((w, _) -> w.header("Vary", "origin")), "GET", "/"), "Vary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "BREW"})
    void aPreflightSaysWhatIsAllowed(String method) {
        ResponseRecorder answer = ask(
                SITE.wrap(Ask.FAILING),
                "OPTIONS",
                "/any",
                "Origin",
                "https://app.example",
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                "x-token");
        answer.assertStatus(204);
        assertEquals("https://app.example", all(answer, ALLOW));
        assertEquals("GET, PUT", all(answer, "Access-Control-Allow-Methods"));
        assertEquals("Content-Type, X-Token", all(answer, "Access-Control-Allow-Headers"));
        assertEquals("true", all(answer, "Access-Control-Allow-Credentials"));
        assertEquals("600", all(answer, "Access-Control-Max-Age"));
        assertEquals(
                List.of("Access-Control-Request-Method", "Access-Control-Request-Headers", "Origin"),
                answer.headers().all("Vary"));
        assertEquals("-", all(answer, "Access-Control-Expose-Headers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.test", "null", ""})
    void aRefusedPreflightHasNoFields(String origin) {
        ResponseRecorder answer =
                ask(SITE.wrap(Ask.OK), "OPTIONS", "/", "Origin", origin, "Access-Control-Request-Method", "PUT");
        answer.assertStatus(403);
        answer.headers().forEach(field -> assertTrue(!field.name().startsWith("Access-Control"), field::toString));
        assertEquals("Access-Control-Request-Method, Access-Control-Request-Headers, Origin", all(answer, "Vary"));
    }

    @Test
    void severalOriginsAreNone() {
        String[] twice = {
            "Origin", "https://app.example", "Origin", "https://app.example", "Access-Control-Request-Method", "GET"
        };
        assertEquals("-", all(ask(SITE.wrap(Ask.OK), "GET", "/", twice).assertStatus(200), ALLOW));
        assertEquals("-", all(ask(SITE.wrap(Ask.OK), "OPTIONS", "/", twice).assertStatus(403), ALLOW));
    }

    @Test
    void otherOptionsReachTheHandler() {
        assertEquals("OPTIONS", ask(SITE.wrap(Ask.OK), "OPTIONS", "/").contentText());
        assertEquals(
                "OPTIONS",
                ask(SITE.wrap(Ask.OK), "OPTIONS", "/", "Origin", "https://app.example")
                        .contentText());
        assertEquals(
                "OPTIONS",
                ask(SITE.wrap(Ask.OK), "OPTIONS", "/", "Access-Control-Request-Method", "GET")
                        .contentText());
    }

    @Test
    void anyOriginIsAllowedWithoutVary() {
        Cors any = Cors.builder().origins("*").build();
        for (String origin : List.of("https://a.example", "null")) {
            assertEquals("*", all(ask(any.wrap(Ask.FAILING), "GET", "/", "Origin", origin), ALLOW));
        }
        ResponseRecorder none = ask(any.wrap(Ask.OK), "GET", "/");
        assertEquals("* -", all(none, ALLOW) + " " + all(none, "Vary"));
        ResponseRecorder preflight = ask(
                any.wrap(Ask.OK),
                "OPTIONS",
                "/",
                "Origin",
                "https://a.example",
                "Access-Control-Request-Method",
                "GET");
        assertEquals(
                "* GET, HEAD, POST -",
                all(preflight.assertStatus(204), ALLOW) + " " + all(preflight, "Access-Control-Allow-Methods") + " "
                        + all(preflight, "Access-Control-Max-Age"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.app.example, true",
        "https://fixed.test, true",
        "https://a.app.example:8443, false",
        "https://aapp.example, false",
        "https://a.app.example@evil.test, false",
        "https://a_b.app.example, false",
        "https://[::1], false",
        "https://[:::::1], false",
        "https://[1.1.1.1], false",
        "https://a..app.example, false",
        "https://-, false",
        "null, false",
    })
    void aPredicateGetsTheParsedOrigin(String origin, boolean allowed) {
        Cors cors = Cors.builder()
                .origins("https://fixed.test")
                .origins(uri -> uri.getHost().endsWith(".app.example") && uri.getPort() < 0)
                .build();
        assertEquals(allowed ? origin : "-", all(ask(cors.wrap(Ask.OK), "GET", "/", "Origin", origin), ALLOW), origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app.example", "https://app.example/", "https://*.example", "null", "https://u@a.example", ""})
    void whatIsNoOriginIsRefusedWhenItIsBuilt(String origin) {
        assertThrows(IllegalArgumentException.class, () -> Cors.builder().origins(origin));
    }

    @Test
    void settingsThatCannotWorkAreRefusedWhenItIsBuilt() {
        for (Cors.Builder builder : List.of(
                Cors.builder(),
                Cors.builder().origins("*").credentials(),
                Cors.builder().origins("*", "https://a.example"),
                Cors.builder().origins("https://a.example").headers("*").credentials(),
                Cors.builder().origins("https://a.example").methods("*").credentials())) {
            assertThrows(IllegalArgumentException.class, builder::build);
        }
        assertThrows(IllegalArgumentException.class, () -> Cors.builder().maxAge(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> Cors.builder().methods("GET, PUT"));
        assertThrows(IllegalArgumentException.class, () -> Cors.builder().headers(""));
    }
}
