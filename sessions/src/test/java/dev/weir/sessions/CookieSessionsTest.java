package dev.weir.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sessions that are kept in the clients' cookies. */
class CookieSessionsTest {
    private static final String NAME = "__Host-session";

    private final TestClock clock = new TestClock();
    private final Sessions sessions = sessions(SignedCookies.of(SignedCookiesTest.secret(1)));
    private final Browser browser = new Browser(sessions);

    private Sessions sessions(SignedCookies cookies) {
        return Sessions.builder(cookies).clock(clock).build();
    }

    @Test
    void valuesAndUserAreInTheCookie() {
        browser.does(session -> session.set("a", "ключ\n"));
        browser.does(session -> session.login("ann"));
        assertEquals("ann ключ\n", browser.user() + " " + browser.read("a"));
        assertFalse(browser.does(session -> session.get("a")).headers().contains("Set-Cookie"), "only when it changes");
        browser.does(Session::invalidate);
        assertEquals(Map.of(), browser.jar);
    }

    @Test
    void anotherServerWithTheKeyHasThemToo() {
        browser.does(session -> session.login("ann"));
        Browser there =
                new Browser(sessions(SignedCookies.of(SignedCookiesTest.secret(2), SignedCookiesTest.secret(1))));
        there.jar.putAll(browser.jar);
        assertEquals("ann", there.user());
        there.does(session -> session.set("a", "1"));
        Browser elsewhere = new Browser(sessions(SignedCookies.of(SignedCookiesTest.secret(2))));
        elsewhere.jar.putAll(there.jar);
        assertEquals("ann", elsewhere.user(), "the new key has encrypted it");
        Browser foreign = new Browser(sessions(SignedCookies.of(SignedCookiesTest.secret(3))));
        foreign.jar.putAll(there.jar);
        assertEquals("-", foreign.user());
    }

    @Test
    void theyEnd() {
        browser.does(session -> session.login("ann"));
        Browser kept = browser.copy();
        clock.advance(Duration.ofMinutes(16));
        assertTrue(browser.does(Session::user).headers().contains("Set-Cookie"), "half of its time is over");
        clock.advance(Duration.ofMinutes(15));
        assertEquals("ann -", browser.user() + " " + kept.user());
        for (int i = 0; i < 12 * 4; i++) {
            clock.advance(Duration.ofMinutes(15));
            String _ = browser.user();
        }
        assertEquals("-", browser.user(), "whatever is done with it");
    }

    @Test
    void aCookieOfHttpIsNoneOfHttps() {
        Browser plain = new Browser(sessions, "http");
        plain.does(session -> session.login("mallory"));
        browser.jar.put(NAME, plain.jar.get("session"));
        assertEquals("-", browser.user());
    }

    @Test
    void whatFillsTheCookieIsThereAndNoMore() {
        browser.does(session -> {
            assertThrows(IllegalArgumentException.class, () -> session.set("a", "x".repeat(3100)));
            int length = 3100;
            for (boolean set = false; !set; length--) {
                try {
                    session.set("a", "x".repeat(length));
                    set = true;
                } catch (IllegalArgumentException e) {
                    assertTrue(e.getMessage().contains("room for"), e.getMessage());
                }
            }
            assertThrows(IllegalArgumentException.class, () -> session.login("ann"));
            assertTrue(session.user().isEmpty());
        });
        assertTrue(browser.read("a").length() > 2900);
        int size = NAME.length() + browser.jar.get(NAME).length();
        assertTrue(size <= 4096 && size > 4080, () -> "" + size);
    }

    @Test
    void aHundredThousandForgedCookiesAreRefused() {
        browser.does(session -> session.login("ann"));
        byte[] genuine = Base64.getUrlDecoder().decode(browser.jar.get(NAME));
        Handler handler = sessions.wrap((w, r) -> w.write(Sessions.of(r).user().orElse("-")));
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            byte[] forged = genuine.clone();
            if (i % 2 == 0) {
                // With a key that is there.
                forged[random.nextInt(4, forged.length)] ^= (byte) random.nextInt(1, 256);
            } else {
                random.nextBytes(forged);
            }
            String value = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            ResponseRecorder answer = ResponseRecorder.serve(
                    handler,
                    MemoryRequest.builder()
                            .scheme("https")
                            .header("Cookie", NAME + "=" + value)
                            .build());
            assertEquals("-", answer.contentText());
        }
    }
}
