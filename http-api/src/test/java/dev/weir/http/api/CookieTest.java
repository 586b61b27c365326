package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies: read as they come, written only as clients take them. */
class CookieTest {
    private static String read(String... fields) {
        TestRequest.Builder builder = TestRequest.builder();
        for (String field : fields) {
            builder.header("Cookie", field);
        }
        StringBuilder text = new StringBuilder();
        for (Cookie cookie : builder.build().cookies()) {
            text.append('[')
                    .append(cookie.name())
                    .append('=')
                    .append(cookie.value())
                    .append(']');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=b                | [a=b]",
                "a=b; c=d           | [a=b][c=d]",
                "a=b;c=d;           | [a=b][c=d]",
                ";;; a=b ;;         | [a=b]",
                "a = b              | [a=b]",
                "a=\"b c\"          | [a=\"b c\"]",
                "a=b=c              | [a=b=c]",
                "a=; b=             | [a=][b=]",
                "a                  | ``",
                "=b                 | ``",
                "a b=c; d=e         | [a b=c][d=e]",
                "a[b]=c; a[b]=d     | [a[b]=c][a[b]=d]",
                "caf\u00e9=1; (x)=2; @=3; \"q\"=4 | [caf\u00e9=1][(x)=2][@=3][\"q\"=4]",
                "a=1; a=2           | [a=1][a=2]",
                "A=1; a=2           | [A=1][a=2]",
                "a=b,c=d            | [a=b,c=d]",
            })
    void readsLeniently(String field, String cookies) {
        assertEquals(cookies, read(field));
    }

    /** Whatever is found by its name is among all, and the other way round. */
    @ParameterizedTest
    @ValueSource(strings = {"a[b]", "a b", "caf\u00e9", "(x)", "\"q\"", "a", "a,b", "a/b", "__Host-a"})
    void findsByNameWhatIsAmongAll(String name) {
        Request r = TestRequest.builder()
                .header("Cookie", "x=y;  " + name + "\t= 1; " + name + "=2; " + name)
                .build();
        Cookie first = Cookie.of(name, "1");
        assertEquals(List.of(Cookie.of("x", "y"), first, Cookie.of(name, "2")), r.cookies());
        assertEquals(Optional.of(first), r.cookie(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "b", " a", "a ", "a=b"})
    void findsNothingByNameThatIsNotAmongAll(String name) {
        Request r = TestRequest.builder().header("Cookie", "=b; a=b=c; b").build();
        assertEquals(List.of(Cookie.of("a", "b=c")), r.cookies());
        assertEquals(Optional.empty(), r.cookie(name));
    }

    @Test
    void readsAllFields() {
        assertEquals("[a=1][b=2][c=3]", read("a=1; b=2", "c=3"));
        Request r = TestRequest.builder()
                .header("Cookie", "a=1; b=2")
                .header("Cookie", "b=3")
                .build();
        assertEquals(Optional.of(Cookie.of("b", "2")), r.cookie("b"));
        assertEquals(Optional.empty(), r.cookie("B"));
        assertEquals(List.of(), TestRequest.builder().build().cookies());
    }

    @Test
    void refusesTooMany() {
        Request most =
                TestRequest.builder().header("Cookie", "a=b;".repeat(3000)).build();
        assertEquals(3000, most.cookies().size());
        Request more = TestRequest.builder()
                .header("Cookie", "a=b;".repeat(3000))
                .header("Cookie", "x=y")
                .build();
        assertEquals(431, assertThrows(HttpError.class, more::cookies).status());
        assertEquals(431, assertThrows(HttpError.class, () -> more.cookie("x")).status());
        assertTrue(more.cookie("a").isPresent());
    }

    @Test
    void writesAllAttributes() {
        Cookie cookie = Cookie.of("id", "a3f")
                .withPath("/x y")
                .withDomain("Example.com")
                .withMaxAge(Duration.ofHours(1))
                .withExpires(Instant.parse("2026-11-21T10:00:00Z"))
                .withSecure()
                .withHttpOnly()
                .withSameSite(Cookie.SameSite.NONE)
                .withPartitioned();
        assertEquals(
                "id=a3f; Path=/x y; Domain=Example.com; Max-Age=3600; Expires=Sat, 21 Nov 2026 10:00:00 GMT; Secure; "
                        + "HttpOnly; SameSite=None; Partitioned",
                cookie.toSetCookie());
        assertEquals("id=a3f", Cookie.of("id", "a3f").toSetCookie());
        assertEquals(
                "id=; Max-Age=0",
                Cookie.of("id", "").withMaxAge(Duration.ofSeconds(-5)).toSetCookie());
        assertEquals("id=\"q\"", Cookie.of("id", "\"q\"").toSetCookie());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=", "a;", "a\r\n", "\u010a", "caf\u00e9", "(a)"})
    void refusesNames(String name) {
        assertThrows(IllegalArgumentException.class, () -> Cookie.of(name, "v").toSetCookie());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a;b", "a,b", "a\\b", "a\"b", "\"", "\"a", "a\r\nb", "\0", "\u007f", "\u00e9", "\u560a"})
    void refusesValues(String value) {
        assertThrows(IllegalArgumentException.class, () -> Cookie.of("n", value).toSetCookie());
    }

    static Stream<UnaryOperator<Cookie>> refusedAttributes() {
        return Stream.of(
                c -> c.withPath(""),
                c -> c.withPath("x"),
                c -> c.withPath("/;x"),
                c -> c.withPath("/\r\n"),
                c -> c.withPath("/ "),
                c -> c.withPath("/\u00e9"),
                c -> c.withPath("/" + "x".repeat(1024)),
                c -> c.withDomain(""),
                c -> c.withDomain("."),
                c -> c.withDomain("a..b"),
                c -> c.withDomain("a."),
                c -> c.withDomain("-a"),
                c -> c.withDomain("a-.b"),
                c -> c.withDomain("a;b"),
                c -> c.withDomain("[::1]"),
                c -> c.withDomain("\u212a.com"),
                c -> c.withDomain("x".repeat(64)),
                c -> c.withExpires(Instant.parse("1600-12-31T23:59:59Z")),
                c -> c.withExpires(Instant.MAX),
                c -> c.withSameSite(Cookie.SameSite.NONE),
                Cookie::withPartitioned);
    }

    @ParameterizedTest
    @MethodSource("refusedAttributes")
    void refusesAttributes(UnaryOperator<Cookie> change) {
        Cookie cookie = change.apply(Cookie.of("n", "v"));
        assertThrows(IllegalArgumentException.class, cookie::toSetCookie, cookie::toString);
    }

    @Test
    void takesDomainsThatAreOne() {
        for (String domain : List.of("a", "a.b", ".a.b", "x-1.example", "192.0.2.1", "x".repeat(63) + ".com")) {
            assertEquals(
                    "n=v; Domain=" + domain,
                    Cookie.of("n", "v").withDomain(domain).toSetCookie());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"__Secure-a", "__SECURE-a", "__Host-a", "__host-a"})
    void holdsPrefixesToTheirRules(String name) {
        Cookie cookie = Cookie.of(name, "v").withPath("/");
        assertThrows(IllegalArgumentException.class, cookie::toSetCookie);
        assertEquals(name + "=v; Path=/; Secure", cookie.withSecure().toSetCookie());
    }

    @Test
    void keepsHostCookiesToTheirHost() {
        Cookie cookie = Cookie.of("__Host-a", "v").withSecure();
        assertThrows(IllegalArgumentException.class, cookie::toSetCookie);
        assertThrows(IllegalArgumentException.class, cookie.withPath("/x")::toSetCookie);
        assertThrows(IllegalArgumentException.class, cookie.withPath("/").withDomain("a.b")::toSetCookie);
    }

    @Test
    void boundsNameAndValue() {
        assertEquals(4097, Cookie.of("n", "v".repeat(4095)).toSetCookie().length());
        Cookie longer = Cookie.of("n", "v".repeat(4096));
        assertThrows(IllegalArgumentException.class, longer::toSetCookie);
    }
}
