package dev.weir.middleware;

import static dev.weir.middleware.Ask.all;
import static dev.weir.middleware.Ask.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.ResponseRecorder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link BasicAuth} and {@link BearerAuth}. */
class AuthenticationTest {
    private static final Handler WHO =
            (w, r) -> w.write(r.attribute(Principals.KEY).orElseThrow().getName());
    private static final Handler BASIC = BasicAuth.of(
                    "the \"realm\"", Map.of("ann", "secret", "j\u00fcrgen", "gr\u00fc\u00df:gott", "", ""))
            .wrap(WHO);
    private static final Handler BEARER =
            BearerAuth.of("api", AuthenticationTest::find).wrap(WHO);

    private static Optional<Principal> find(String token) {
        String name = Map.of("abc.DEF-1~+/==", "ann", "xyz", "bob").get(token);
        return name == null ? Optional.empty() : Optional.of(() -> name);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "ann:secret,      ann",
        "j\u00fcrgen:gr\u00fc\u00df:gott, j\u00fcrgen",
        ":,               ''",
        "ann:Secret,      -",
        "ann:secret:,     -",
        "ann:,            -",
        "ann,             -",
        "bob:secret,      -",
        "'',              -",
        ":secret,         -",
    })
    void aNameAndItsPasswordAreLetIn(String pair, String name) {
        ResponseRecorder answer = ask(BASIC, "GET", "/", "Authorization", basic(pair));
        if (name.equals("-")) {
            assertEquals(
                    "Basic realm=\"the \\\"realm\\\"\", charset=\"UTF-8\"",
                    all(answer.assertStatus(401), "WWW-Authenticate"));
        } else {
            assertEquals(name, answer.assertStatus(200).contentText());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic !",
                "Basic YW5u=c2VjcmV0",
                "Basic YW5uOnNlY3JldA= =",
                "Bearer YW5uOnNlY3JldA==",
                "BasicYW5uOnNlY3JldA==",
                "Basic /w==",
                "Basic YTpiAA==",
                "Digest username=ann",
                "Basic YW5uOnNlY3JldA==, x"
            })
    void whatIsMalformedIsChallenged(String value) {
        ResponseRecorder answer = ask(BASIC, "GET", "/", "Authorization", value).assertStatus(401);
        assertEquals(1, answer.headers().all("WWW-Authenticate").size());
    }

    @Test
    void theSchemeHasNoCase() {
        ask(BASIC, "GET", "/", "Authorization", "bAsIc   YW5uOnNlY3JldA==").assertStatus(200);
        ask(BEARER, "GET", "/", "Authorization", "bearer xyz").assertStatus(200);
    }

    @Test
    void withoutTheFieldThereIsAChallenge() {
        assertEquals(
                1,
                ask(BASIC, "GET", "/")
                        .assertStatus(401)
                        .headers()
                        .all("WWW-Authenticate")
                        .size());
        assertEquals("Bearer realm=\"api\"", all(ask(BEARER, "GET", "/").assertStatus(401), "WWW-Authenticate"));
    }

    @Test
    void twoFieldsAreABadRequest() {
        String good = basic("ann:secret");
        ask(BASIC, "GET", "/", "Authorization", good, "Authorization", good).assertStatus(400);
        ResponseRecorder answer = ask(BEARER, "GET", "/", "Authorization", "Bearer xyz", "Authorization", "Bearer xyz");
        assertEquals(
                "Bearer realm=\"api\", error=\"invalid_request\"", all(answer.assertStatus(400), "WWW-Authenticate"));
    }

    @Test
    void aPredicateDecides() {
        Handler handler = BasicAuth.of("r", (name, password) -> password.equals(name + "!"))
                .wrap(WHO);
        assertEquals(
                "x", ask(handler, "GET", "/", "Authorization", basic("x:x!")).contentText());
        ask(handler, "GET", "/", "Authorization", basic("x:y!")).assertStatus(401);
        Handler failing = BasicAuth.of("r", (_, _) -> {
                    throw new IllegalStateException("the database is gone");
                })
                .wrap(WHO);
        ask(failing, "GET", "/", "Authorization", basic("x:x")).assertStatus(500);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer xyz,               200, bob",
        "Bearer abc.DEF-1~+/==,    200, ann",
        "Bearer XYZ,               401, invalid_token",
        "Bearer xyzz,              401, invalid_token",
        "Bearer xy z,              400, invalid_request",
        "Bearer xyz=a,             400, invalid_request",
        "Bearer =,                 400, invalid_request",
        "Bearer,                   400, invalid_request",
        "'Bearer x,y',             400, invalid_request",
        "Bearer \"xyz\",           400, invalid_request",
        "Basic eHl6,               401, -",
        "Bearerxyz,                401, -",
    })
    void aTokenIsLetInOrToldWhyNot(String value, int status, String said) {
        ResponseRecorder answer =
                ask(BEARER, "GET", "/", "Authorization", value).assertStatus(status);
        if (status == 200) {
            assertEquals(said, answer.contentText());
        } else {
            assertEquals(
                    "Bearer realm=\"api\"" + (said.equals("-") ? "" : ", error=\"" + said + "\""),
                    all(answer, "WWW-Authenticate"));
        }
    }

    @Test
    void aFunctionFindsWhomATokenBelongsTo() {
        Handler handler = BearerAuth.of(
                        "r", token -> token.startsWith("t") ? Optional.of(() -> token) : Optional.empty())
                .wrap(WHO);
        assertEquals(
                "t1", ask(handler, "GET", "/", "Authorization", "Bearer t1").contentText());
        ask(handler, "GET", "/", "Authorization", "Bearer u1").assertStatus(401);
    }

    @Test
    void aHandlerMayWantAnotherScope() {
        Handler handler = BearerAuth.of("api", AuthenticationTest::find).wrap((_, _) -> {
            throw BearerAuth.insufficientScope("read write");
        });
        ResponseRecorder answer = ask(handler, "GET", "/", "Authorization", "Bearer xyz");
        assertEquals(
                "Bearer error=\"insufficient_scope\", scope=\"read write\"",
                all(answer.assertStatus(403), "WWW-Authenticate"));
    }

    @Test
    void whatCannotBeSentIsRefusedWhenItIsMade() {
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.of("b\u00fcro", Map.of()));
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.of("a\nb", Map.of()));
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.of("r", Map.of("a:b", "c")));
        assertThrows(IllegalArgumentException.class, () -> BearerAuth.of("\u00fc", _ -> Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> BearerAuth.insufficientScope("\u00fc"));
    }
}
