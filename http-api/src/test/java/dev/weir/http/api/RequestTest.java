package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request has from its target, and how copies differ from it. */
class RequestTest {
    private static final Attribute<String> USER = Attribute.of("user");
    private static final Attribute<Integer> COUNT = Attribute.of("user");

    @ParameterizedTest
    @CsvSource({"h,h", "h:80,h", "h:,h", "[::1],[::1]", "[::1]:80,[::1]", "192.0.2.1:8080,192.0.2.1"})
    void tellsHostFromPort(String authority, String host) {
        assertEquals(host, TestRequest.builder().authority(authority).build().host());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a%20b        | /a b",
                "/a+b          | /a+b",
                "/%C3%A9       | /\u00e9",
                "/%e2%82%ac    | /\u20ac",
                "/%F0%9F%98%80 | /\ud83d\ude00",
                "/a%2Fb        | /a/b",
                "/%2e%2E       | /..",
                "/%            | /%",
                "/%4           | /%4",
                "/%zz%41       | /%zzA",
                "/%ff          | /\ufffd",
                "/%c0%af       | /\ufffd\ufffd",
                "/%%34%31      | /%41",
            })
    void decodesItsPath(String rawPath, String path) {
        assertEquals(path, TestRequest.builder().target(rawPath).build().path());
    }

    @Test
    void copiesDifferInOneThing() throws IOException {
        Request r = TestRequest.builder()
                .method("POST")
                .target("/a%20b?q=1")
                .header("X", "1")
                .content("body")
                .attribute(USER, "ann")
                .build();
        Request copy = r.withPath("/c%20d")
                .withMethod("PUT")
                .withAttribute(USER, "bob")
                .withAttribute(COUNT, 3)
                .withMatch("/{x}", new String[] {"x", "y"}, new String[] {"1", "2"});
        assertEquals("/c d", copy.path());
        assertEquals("/c%20d", copy.rawPath());
        assertEquals("PUT /a%20b?q=1", copy.toString(), "the target stays");
        assertEquals("q=1", copy.query());
        assertEquals(Optional.of("bob"), copy.attribute(USER));
        assertEquals(Optional.of(3), copy.attribute(COUNT));
        assertEquals("/{x}", copy.pattern());
        assertEquals("2", copy.pathValue("y"));
        assertEquals("", copy.pathValue("z"));
        assertEquals("POST", r.method());
        assertEquals(Optional.of("ann"), r.attribute(USER));
        assertEquals("/a b", r.path());
        assertSame(r.headers(), copy.headers());
        assertSame(r.content(), copy.content());
        assertSame(r.remoteAddress(), copy.remoteAddress());
        assertSame(r.localAddress(), copy.localAddress());
        assertEquals(r.authority(), copy.authority());
        assertEquals(r.scheme(), copy.scheme());
        assertEquals(r.protocol(), copy.protocol());
        assertEquals(4, copy.contentLength());
        assertEquals(r.tls(), copy.tls());
        copy.content().readAllBytes();
        assertTrue(copy.trailers().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> r.withMethod("a b"));
        assertThrows(NullPointerException.class, () -> r.withAttribute(USER, null));
        assertThrows(NullPointerException.class, () -> r.withPath(null));
    }

    @Test
    void prefixesAreTakenOffOneAfterTheOther() {
        Request r = TestRequest.builder().target("/%61/b/c%2Fd/?q").build();
        assertEquals("", r.pathPrefix());
        Request once = r.withoutPathPrefix("/%61");
        assertEquals("/b/c%2Fd/", once.rawPath());
        assertEquals("/%61", once.pathPrefix());
        Request twice = once.withMethod("PUT").withoutPathPrefix("/b").withAttribute(USER, "ann");
        assertEquals("/c%2Fd/", twice.rawPath());
        assertEquals("/%61/b", twice.pathPrefix());
        assertEquals("/%61/b/c%2Fd/?q", twice.target());
        assertEquals("/", twice.withoutPathPrefix("/c%2Fd").rawPath());
        Request rewritten = twice.withPath("/x");
        assertEquals("/x", rewritten.rawPath());
        assertEquals("/%61/b", rewritten.pathPrefix());
        Request all = rewritten.withoutPathPrefix("/x");
        assertEquals("/", all.rawPath());
        assertEquals("/%61/b/x", all.pathPrefix());
        assertEquals("", r.withoutPathPrefix("").pathPrefix());
        for (String none : new String[] {"/", "/a", "/%6", "/%61/", "/%61/b/c", "b", "/%61/b/c%2Fd/e"}) {
            assertThrows(IllegalArgumentException.class, () -> r.withoutPathPrefix(none), none);
        }
    }

    @Test
    void copiesWithOtherFieldsOrContent() throws IOException {
        Request r = TestRequest.builder().header("X", "1").content("body").build();
        Headers fields = new Headers().add("Y", "2");
        Request other = r.withHeaders(fields).withContent(new ByteArrayInputStream(new byte[] {'z'}), -1);
        fields.add("Y", "3");
        assertEquals("Y: 2\n", other.headers().toString());
        assertThrows(UnsupportedOperationException.class, () -> other.headers().add("Z", "3"));
        assertEquals(-1, other.contentLength());
        assertEquals('z', other.content().read());
        assertEquals(Optional.of("1"), r.header("x"));
    }

    @Test
    void isCurrentWhileAHandlerRuns() {
        assertEquals(Optional.empty(), Request.current());
        Request r = TestRequest.builder().build();
        Request.asCurrent(r).run(() -> assertSame(r, Request.current().orElseThrow()));
        assertEquals(Optional.empty(), Request.current());
    }
}
