package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request has from its target, and how copies differ from it. */
class RequestTest {
    private static final AttributeKey<String> USER = AttributeKey.of("user");
    private static final AttributeKey<Integer> COUNT = AttributeKey.of("user");

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

    private static final TlsInfo TLS = new TlsInfo(
            "TLSv1.3",
            "TLS_AES_128_GCM_SHA256",
            Optional.empty(),
            Optional.of("example.com"),
            List.of(),
            Optional.empty());

    /** All that may differ between two requests. */
    private static String whole(Request r) {
        return String.join(
                " ",
                r.method(),
                r.target(),
                r.scheme(),
                r.authority(),
                r.host(),
                r.client(),
                r.localAddress().toString(),
                r.tls().map(TlsInfo::protocol).orElse("-"),
                r.headers().toString().trim().replace("\n", ","),
                r.protocol(),
                Long.toString(r.contentLength()));
    }

    @Test
    void eachOfAProxysWordsChangesOneThing() {
        Request r = TestRequest.builder()
                .authority("example.com")
                .header("Host", "example.com")
                .header("A", "1")
                .build();
        String before = whole(r);
        InetSocketAddress client = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::7"), 0);
        assertEquals(before.replace("192.0.2.1", "2001:db8::7"), whole(r.withRemoteAddress(client)));
        assertEquals(before.replace(" http ", " https "), whole(r.withScheme("https")));
        assertEquals(before.replace(" - ", " TLSv1.3 "), whole(r.withTls(Optional.of(TLS))));
        assertEquals(
                before.replace(" example.com example.com ", " [::1]:8443 [::1] ")
                        .replace("Host: example.com", "Host: [::1]:8443"),
                whole(r.withAuthority("[::1]:8443")),
                "and the field Host has it");
        Request all = r.withAuthority("o")
                .withTls(Optional.of(TLS))
                .withScheme("https")
                .withRemoteAddress(client)
                .withMethod("PUT");
        assertEquals("PUT / https o o 2001:db8::7", whole(all).substring(0, 27));
        assertSame(TLS, all.tls().orElseThrow());
        assertSame(client, all.remoteAddress());
        assertEquals("http", all.withScheme("http").scheme(), "the last word counts");
        assertEquals(Optional.empty(), all.withTls(Optional.empty()).tls());
        assertEquals("p", all.withAuthority("p").header("host").orElseThrow());
        assertEquals(before, whole(r), "what the copies come from stays");
    }

    @Test
    void anAuthorityTakesThePlaceOfEveryHost() {
        Request r = TestRequest.builder()
                .header("A", "1")
                .header("host", "x")
                .header("B", "2")
                .header("Host", "y")
                .build();
        Request copy = r.withAuthority("z");
        assertEquals(List.of("z"), copy.headers().all("Host"));
        assertEquals("1 2", copy.headers().get("A") + " " + copy.headers().get("B"));
        assertThrows(UnsupportedOperationException.class, () -> copy.headers().add("C", "3"));
        assertEquals(List.of("x", "y"), r.headers().all("Host"));
        assertEquals(
                List.of("w"),
                copy.withHeaders(new Headers().add("Host", "w")).headers().all("Host"));
        assertEquals("z", copy.withHeaders(new Headers()).authority(), "fields alone are no authority");
    }

    @Test
    void wordsThatNoProxyHasAreRefused() {
        Request r = TestRequest.builder().build();
        for (String scheme : List.of("HTTP", "ws", "", "ftp")) {
            assertThrows(IllegalArgumentException.class, () -> r.withScheme(scheme), scheme);
        }
        assertThrows(IllegalArgumentException.class, () -> r.withAuthority("a\r\nb"));
        assertThrows(NullPointerException.class, () -> r.withRemoteAddress(null));
        assertThrows(NullPointerException.class, () -> r.withTls(null));
    }

    /** Middleware around a router sees the pattern, though it has the request that the copy comes from. */
    @Test
    void aMatchReachesTheRequestThatAllCopiesComeFrom() {
        TestRequest r = TestRequest.builder().target("/a/b").build();
        Request outer = r.withScheme("https").withAttribute(USER, "ann");
        Request inner = outer.withAuthority("o").withoutPathPrefix("/a");
        Request matched = inner.withMatch("GET /{x}", new String[] {"x"}, new String[] {"b"});
        assertEquals("GET /{x}", matched.pattern());
        assertEquals("GET /{x}", r.matched());
        assertEquals("b", matched.pathValue("x"));
        assertEquals("", outer.pathValue("x"));
        Request again = matched.withMethod("PUT").withMatch("/b", new String[0], new String[0]);
        assertEquals("/b", again.pattern());
        assertEquals("/b", r.matched(), "of routers within routers the innermost");
        assertEquals("/b", matched.pattern(), "also between the two");
        assertEquals("b", again.pathValue("x"), "its wildcards are those of all");
    }

    /** What a server tells comes through every copy. */
    @Test
    void copiesHearOfCancellationAndDrain() {
        List<String> heard = new ArrayList<>();
        TestRequest r = TestRequest.builder().build();
        Request copy = r.withScheme("https").withTls(Optional.empty()).withAuthority("o");
        copy.onCancel(() -> heard.add("cancel"));
        copy.onDrain(() -> heard.add("drain"));
        assertEquals("false false", copy.cancelled() + " " + copy.draining());
        r.end();
        assertEquals("true true", copy.cancelled() + " " + copy.draining());
        assertEquals(List.of("cancel", "drain"), heard);
    }

    @Test
    void isCurrentWhileAHandlerRuns() {
        assertEquals(Optional.empty(), Request.current());
        Request r = TestRequest.builder().build();
        Request.asCurrent(r).run(() -> assertSame(r, Request.current().orElseThrow()));
        assertEquals(Optional.empty(), Request.current());
    }
}
