package dev.weir.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Cookie;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a session in a store: when it is read, saved, renewed and ended. */
class SessionsTest {
    private static final String NAME = "__Host-session";

    private final TestClock clock = new TestClock();
    private final WatchedStore store = new WatchedStore(clock);
    private final Sessions sessions = Sessions.builder(store).clock(clock).build();
    private final Browser browser = new Browser(sessions);

    // ---- lazy

    @Test
    void whoDoesNotUseItHasNone() {
        browser.jar.put(NAME, "A".repeat(43));
        ResponseRecorder answer = browser.does(session -> {});
        assertEquals("", store.calls());
        assertFalse(answer.headers().contains("Set-Cookie") || answer.headers().contains("Vary"));
        assertFalse(answer.headers().contains("Cache-Control"));
    }

    @Test
    void whoOnlyLooksGetsNoCookie() {
        ResponseRecorder answer = browser.does(session -> {
            assertTrue(session.get("a").isEmpty() && session.user().isEmpty());
            session.remove("a");
        });
        assertEquals("", store.calls(), "without a cookie there is nothing to read");
        assertFalse(answer.headers().contains("Set-Cookie"));
        assertEquals(
                "Cookie private, no-cache",
                answer.headers().get("Vary") + " " + answer.headers().get("Cache-Control"));
    }

    @Test
    void whatIsSetIsThereNextTime() {
        browser.does(session -> {
            session.set("a", "1");
            session.set("ключ & = %", "\0 = & % +\uD83D\uDD11");
            assertEquals("1", session.get("a").orElseThrow());
        });
        assertEquals("save", store.calls());
        assertEquals("1", browser.read("a"));
        assertEquals("\0 = & % +\uD83D\uDD11", browser.read("ключ & = %"));
        assertEquals("load load", store.calls(), "read alone is not saved");
        browser.does(session -> session.remove("a"));
        assertEquals("-", browser.read("a"));
    }

    @Test
    void whatIsSetToTheSameIsNotSaved() {
        browser.does(session -> session.set("a", "1"));
        store.calls();
        browser.does(session -> {
            session.set("a", "1");
            session.remove("b");
        });
        assertEquals("load", store.calls());
    }

    @Test
    void everyCopyOfTheRequestHasTheSame() {
        browser.asks((w, r) -> {
            assertSame(Sessions.of(r), Sessions.of(r.withPath("/other")));
            w.status(204);
        });
        ResponseRecorder answer =
                browser.asks(sessions.wrap((w, r) -> Sessions.of(r).set("a", "1")));
        assertEquals(1, answer.headers().all("Set-Cookie").size(), "twice around: one session all the same");
    }

    @Test
    void withoutTheMiddlewareThereIsAClearFailure() {
        ResponseRecorder answer = ResponseRecorder.serve(
                (w, r) -> w.write(Sessions.of(r).user().orElse("")),
                MemoryRequest.builder().build());
        assertTrue(answer.assertStatus(500).failure().orElseThrow().getMessage().contains("Sessions.in(store)"));
    }

    // ---- the cookie

    @ParameterizedTest
    @CsvSource({
        "https, false, __Host-session, '; Path=/; Secure; HttpOnly; SameSite=Lax'",
        "http,  false, session,        '; Path=/; HttpOnly; SameSite=Lax'",
        "http,  true,  __Host-session, '; Path=/; Secure; HttpOnly; SameSite=Lax'",
    })
    void theCookieIsAsSafeAsItCanBe(String scheme, boolean always, String name, String attributes) {
        Sessions.Builder builder = Sessions.builder(store).clock(clock);
        Browser client = new Browser((always ? builder.alwaysSecure() : builder).build(), scheme);
        String field = client.does(s -> s.set("a", "1")).headers().get("Set-Cookie");
        String value = client.jar.get(name);
        assertEquals(name + "=" + value + attributes, field);
        assertEquals(43, value.length(), "256 bits");
        assertEquals("1", client.read("a"));
    }

    @Test
    void itsAttributesCanBeOthers() {
        Sessions.Builder builder = Sessions.builder(store).clock(clock).cookieName("id");
        Browser client =
                new Browser(builder.cookie(c -> c.withDomain("example.com").withMaxAge(Duration.ofDays(1)))
                        .build());
        String field = client.does(s -> s.set("a", "1")).headers().get("Set-Cookie");
        assertTrue(field.startsWith("__Secure-id="), field);
        assertTrue(field.contains("; Domain=example.com; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"), field);
        assertTrue(client.does(s -> s.set("a", "2")).headers().contains("Set-Cookie"), "its age begins anew");
        String gone = client.does(Session::invalidate).headers().get("Set-Cookie");
        assertTrue(gone.startsWith("__Secure-id=; ") && gone.contains("; Domain=example.com; Max-Age=0"), gone);
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        Sessions.Builder builder = Sessions.builder(store);
        assertThrows(IllegalArgumentException.class, () -> builder.cookieName("__Host-session"));
        for (String time : List.of("PT0S", "PT0.5S", "PT-1S", "P401D")) {
            assertThrows(IllegalArgumentException.class, () -> builder.idleTimeout(Duration.parse(time)));
            assertThrows(IllegalArgumentException.class, () -> builder.lifetime(Duration.parse(time)));
        }
        builder.cookie(c -> c.withSameSite(Cookie.SameSite.NONE));
        assertThrows(IllegalArgumentException.class, builder::build);
        builder.alwaysSecure().build();
        assertThrows(
                IllegalArgumentException.class, () -> builder.cookieName("a b").build());
    }

    @ParameterizedTest
    @CsvSource({
        "'',                    no-store",
        "'public, max-age=60',  no-store",
        "'no-cache',            no-store",
        "'Private, max-age=60', 'Private, max-age=60'",
        "'no-store',            no-store",
    })
    void noSharedCacheHasTheCookie(String set, String sent) {
        ResponseRecorder answer = browser.asks((w, r) -> {
            w.header("Vary", "Accept, COOKIE");
            if (!set.isEmpty()) {
                w.header("Cache-Control", set);
            }
            Sessions.of(r).set("a", "1");
        });
        assertEquals(List.of(sent), answer.headers().all("Cache-Control"));
        assertEquals(List.of("Accept, COOKIE"), answer.headers().all("Vary"));
    }

    // ---- login and logout

    @Test
    void aLoginHasAnotherIdentifierAndKeepsTheValues() {
        browser.does(session -> session.set("cart", "3 apples"));
        Browser attacker = browser.copy();
        browser.does(session -> session.login("ann"));
        assertEquals("ann", browser.user());
        assertEquals("3 apples", browser.read("cart"));
        assertNotEquals(attacker.jar.get(NAME), browser.jar.get(NAME));
        assertEquals("- -", attacker.user() + " " + attacker.read("cart"), "the old identifier is no session");
        assertEquals(1, store.within.size());
    }

    @Test
    void anIdentifierThatWasNeverGivenIsNotTaken() {
        String chosen = "A".repeat(43);
        browser.jar.put(NAME, chosen);
        browser.does(session -> session.set("a", "1"));
        assertNotEquals(chosen, browser.jar.get(NAME));
        browser.jar.put(NAME, chosen);
        assertEquals("-", browser.read("a"));
        browser.does(session -> session.login("ann"));
        assertNotEquals(chosen, browser.jar.get(NAME));
    }

    @Test
    void renewingKeepsWhoIsThere() {
        browser.does(session -> session.login("ann"));
        String before = browser.jar.get(NAME);
        browser.does(Session::renew);
        assertNotEquals(before, browser.jar.get(NAME));
        assertEquals("ann", browser.user());
    }

    @Test
    void aLogoutEndsItEverywhere() {
        browser.does(session -> session.login("ann"));
        Browser stolen = browser.copy();
        ResponseRecorder answer = browser.does(session -> {
            session.invalidate();
            assertTrue(session.user().isEmpty());
        });
        assertEquals(
                NAME + "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax",
                answer.headers().get("Set-Cookie"));
        assertEquals(Map.of(), browser.jar);
        assertEquals("-", stolen.user());
        assertEquals(0, store.within.size());
    }

    @Test
    void whatIsSetAfterALogoutIsAnotherSession() {
        browser.does(session -> session.login("ann"));
        String before = browser.jar.get(NAME);
        browser.does(session -> {
            session.set("secret", "1");
            session.invalidate();
            session.set("note", "goodbye");
        });
        assertNotEquals(before, browser.jar.get(NAME));
        assertEquals("- - goodbye", browser.user() + " " + browser.read("secret") + " " + browser.read("note"));
        assertEquals(1, store.within.size());
    }

    @Test
    void aLogoutWithoutASessionTakesTheCookieOut() {
        assertFalse(browser.does(Session::invalidate).headers().contains("Set-Cookie"));
        browser.jar.put(NAME, "no identifier");
        browser.does(Session::invalidate);
        assertEquals(Map.of(), browser.jar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "\0", "\u0085", "\uD83D"})
    void aUserWithoutANameIsNone(String user) {
        browser.does(session -> {
            assertThrows(IllegalArgumentException.class, () -> session.login(user));
            assertThrows(IllegalArgumentException.class, () -> session.login("x".repeat(201)));
        });
        assertEquals("", store.calls());
    }

    @Test
    void aUserMayEndAllOfTheirs() {
        Browser other = new Browser(sessions);
        Browser bob = new Browser(sessions);
        browser.does(session -> session.login("ann"));
        other.does(session -> session.login("ann"));
        bob.does(session -> session.login("bob"));
        assertEquals(2, store.within.deleteUser("ann"));
        assertEquals("- - bob", browser.user() + " " + other.user() + " " + bob.user());
    }

    // ---- ends

    @Test
    void whatIsNotUsedEnds() {
        browser.does(session -> session.login("ann"));
        clock.advance(Duration.ofMinutes(30).minusSeconds(1));
        Browser late = browser.copy();
        assertEquals("ann", browser.user());
        clock.advance(Duration.ofMinutes(29));
        assertEquals("ann", late.user(), "its use was noted");
        clock.advance(Duration.ofMinutes(30));
        assertEquals("-", browser.user());
        assertTrue(browser.jar.containsKey(NAME), "which another request may have set meanwhile");
    }

    @Test
    void useIsNotedOnceHalfOfTheTimeIsOver() {
        browser.does(session -> session.set("a", "1"));
        store.calls();
        clock.advance(Duration.ofMinutes(15));
        browser.read("a");
        assertEquals("load", store.calls());
        clock.advance(Duration.ofSeconds(1));
        ResponseRecorder answer = browser.does(session -> session.get("a"));
        assertEquals("load save", store.calls());
        assertFalse(answer.headers().contains("Set-Cookie"), "the client has it");
        browser.read("a");
        assertEquals("load", store.calls());
    }

    @Test
    void nothingLivesLongerThanItsLifetime() {
        browser.does(session -> session.login("ann"));
        for (int i = 0; i < 12 * 3 - 1; i++) {
            clock.advance(Duration.ofMinutes(20));
            assertEquals("ann", browser.user());
        }
        clock.advance(Duration.ofMinutes(19));
        store.calls();
        assertEquals("ann", browser.user());
        browser.does(Session::renew);
        clock.advance(Duration.ofMinutes(1));
        assertEquals("-", browser.user());
        browser.does(session -> session.login("ann"));
        clock.advance(Duration.ofMinutes(29));
        assertEquals("ann", browser.user(), "a login begins another");
    }

    // ---- several at once

    @Test
    void twoTabsLoseNothingOfEachOther() {
        browser.does(session -> {
            session.set("both", "0");
            session.set("gone", "0");
        });
        Browser tab = browser.copy();
        browser.does(session -> {
            session.set("mine", "1");
            session.set("both", "1");
            tab.does(other -> {
                other.set("theirs", "2");
                other.set("both", "2");
                other.remove("gone");
            });
            assertTrue(session.get("theirs").isEmpty(), "each sees it as it was when it looked first");
        });
        assertEquals(
                "1 2 1 -",
                browser.read("mine") + " " + browser.read("theirs") + " " + browser.read("both") + " "
                        + browser.read("gone"),
                "of one key the last that was saved stays");
    }

    @Test
    void aSessionThatWasEndedDoesNotComeBack() {
        browser.does(session -> session.login("ann"));
        Browser tab = browser.copy();
        ResponseRecorder answer = browser.does(session -> {
            session.set("a", "1");
            tab.does(Session::invalidate);
        });
        assertFalse(answer.headers().contains("Set-Cookie"));
        assertEquals("-", browser.user());
        assertEquals(0, store.within.size());
    }

    @Test
    void norByANewIdentifier() {
        browser.does(session -> session.login("ann"));
        Browser tab = browser.copy();
        browser.does(session -> {
            session.renew();
            tab.does(Session::invalidate);
        });
        assertEquals("- 0", browser.user() + " " + store.within.size());
    }

    @Test
    void aLateAnswerDoesNotTakeTheCookieOfALoginOut() {
        browser.does(session -> session.set("a", "1"));
        Browser tab = browser.copy();
        browser.does(session -> session.login("ann"));
        // The other's request was sent before, with the old identifier.
        assertFalse(tab.does(session -> session.get("a")).headers().contains("Set-Cookie"));
        assertEquals("ann", browser.user());
    }

    @Test
    void manyAtOnceAllSucceed() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<ResponseRecorder> answers = Collections.synchronizedList(new ArrayList<>());
        MemorySessionStore shared = new MemorySessionStore(1 << 20, clock);
        Sessions all = Sessions.builder(shared).clock(clock).build();
        Browser first = new Browser(all);
        first.does(session -> session.set("a", "1"));
        for (int i = 0; i < 50; i++) {
            Browser tab = first.copy();
            String key = "k" + i;
            threads.add(Thread.ofVirtual().start(() -> answers.add(tab.does(session -> session.set(key, "1")))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (ResponseRecorder answer : answers) {
            answer.assertStatus(200);
        }
        for (int i = 0; i < 50; i++) {
            assertEquals("1", first.read("k" + i));
        }
    }

    // ---- when it is saved

    @Test
    void itIsSavedBeforeTheHead() {
        ResponseRecorder answer = browser.asks((w, r) -> {
            Session session = Sessions.of(r);
            session.set("a", "1");
            w.write("first");
            w.flush();
            assertEquals("save", store.calls());
            assertEquals("1", session.get("a").orElseThrow(), "to look is never too late");
            for (Browser.Act act : List.<Browser.Act>of(
                    s -> s.set("a", "2"),
                    s -> s.remove("a"),
                    s -> s.login("ann"),
                    Session::renew,
                    Session::invalidate)) {
                String message = assertThrows(IllegalStateException.class, () -> act.on(session))
                        .getMessage();
                assertTrue(message.contains("committed"), message);
            }
            w.write("second");
        });
        assertEquals("firstsecond", answer.assertStatus(200).contentText());
        assertEquals("1", browser.read("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {303, 404, 500})
    void itIsSavedWhateverTheStatus(int status) {
        ResponseRecorder answer = browser.asks((w, r) -> {
            Sessions.of(r).set("a", "1");
            if (status >= 400) {
                throw new HttpError(status);
            }
            w.status(status).header("Location", "/");
        });
        assertEquals("no-store", answer.assertStatus(status).headers().get("Cache-Control"));
        assertEquals("1", browser.read("a"));
    }

    @Test
    void whatIsTooMuchChangesNothing() {
        browser.does(session -> {
            session.set("a", "1");
            String message = assertThrows(IllegalArgumentException.class, () -> session.set("a", "x".repeat(40_000)))
                    .getMessage();
            assertTrue(message.contains("room for 32000"), message);
        });
        assertEquals("1", browser.read("a"));
    }

    // ---- failures

    @Test
    void aStoreThatIsOutOfReachIs503() {
        browser.does(session -> session.set("a", "1"));
        store.down = true;
        List<Browser.Act> acts = List.of(s -> s.get("a"), s -> s.set("a", "2"), s -> s.login("b"), Session::invalidate);
        for (Browser.Act act : acts) {
            ResponseRecorder answer = browser.does(act).assertStatus(503);
            assertEquals("5", answer.headers().get("Retry-After"));
            assertFalse(answer.contentText().contains("on purpose"), answer.contentText());
        }
        browser.does(session -> {}).assertStatus(200);
        store.down = false;
        assertEquals("1", browser.read("a"));
    }

    @Test
    void soIsOneThatIsNotToBeWrittenTo() {
        browser.does(session -> session.set("a", "1"));
        String before = browser.jar.get(NAME);
        for (Browser.Act act : List.<Browser.Act>of(s -> s.set("a", "2"), s -> s.login("b"), Session::invalidate)) {
            ResponseRecorder answer = browser.does(session -> {
                act.on(session);
                store.down = true;
            });
            answer.assertStatus(503);
            assertFalse(answer.headers().contains("Set-Cookie"));
            store.down = false;
        }
        assertEquals(before, browser.jar.get(NAME));
        assertEquals("1", browser.read("a"));
    }

    @Test
    void alsoInTheMiddleOfAHandler() {
        ResponseRecorder answer = browser.asks((w, r) -> {
            Sessions.of(r).set("a", "1");
            store.down = true;
            w.write("first");
            w.flush();
        });
        assertEquals("Service Unavailable\n", answer.assertStatus(503).contentText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1&a", "1&a=%"})
    void whatSomebodyElseHasWrittenIsAFailure(String content) throws Exception {
        browser.does(session -> session.set("a", "1"));
        SessionRecord record = store.load(store.ids.getFirst()).orElseThrow();
        assertTrue(store.save(store.ids.getFirst(), new SessionRecord(content, record.user(), record.expires(), 2)));
        ResponseRecorder answer = browser.does(session -> session.get("a"));
        String message = answer.assertStatus(500).failure().orElseThrow().getMessage();
        assertEquals("what a session store holds was not written by Sessions", message);
    }

    // ---- what the store sees, and forgeries

    @Test
    void theStoreNeverSeesTheIdentifier() throws Exception {
        browser.does(session -> session.set("a", "1"));
        String value = browser.jar.get(NAME);
        browser.does(session -> session.login("ann"));
        assertFalse(store.ids.contains(value) || store.ids.contains(browser.jar.get(NAME)));
        String hash = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII)));
        assertEquals(hash, store.ids.getFirst());
        browser.jar.put(NAME, store.ids.getLast());
        assertEquals("-", browser.user(), "what leaks from a store opens no session");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"\"", "=", "AAAA AAAA", "é"})
    void whatCannotBeAnIdentifierIsNotAskedFor(String value) {
        browser.jar.put(NAME, value);
        assertEquals("-", browser.read("a"));
        browser.jar.put(NAME, "A".repeat(42) + "+");
        assertEquals("-", browser.read("a"));
        browser.jar.put(NAME, "A".repeat(4000));
        assertEquals("-", browser.read("a"));
        assertEquals("", store.calls());
    }

    @Test
    void aHundredThousandForgedCookiesLeaveNothing() {
        Random random = new Random(7);
        byte[] bytes = new byte[32];
        MemorySessionStore memory = new MemorySessionStore(1 << 20, clock);
        Handler handler =
                Sessions.in(memory).wrap((w, r) -> w.write(Sessions.of(r).user().orElse("-")));
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(bytes);
            ResponseRecorder answer = ResponseRecorder.serve(
                    handler,
                    MemoryRequest.builder()
                            .header(
                                    "Cookie",
                                    "session="
                                            + Base64.getUrlEncoder()
                                                    .withoutPadding()
                                                    .encodeToString(bytes))
                            .build());
            assertEquals("-", answer.contentText());
            assertFalse(answer.headers().contains("Set-Cookie"));
        }
        assertEquals(0, memory.size());
    }
}
