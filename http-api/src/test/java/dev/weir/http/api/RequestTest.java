package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests: how they are built, and how copies differ from them. */
class RequestTest {
    private static final Attribute<String> USER = Attribute.of("user");
    private static final Attribute<Integer> COUNT = Attribute.of("user");

    /** RFC 9112 section 3.2.2: one authority, whoever asks for it. */
    @Test
    void aHostFieldIsTheAuthority() {
        Request absolute =
                Request.builder().target("http://o:81/x").header("host", "h").build();
        assertEquals("o:81 o:81", absolute.authority() + " " + absolute.header("Host"));
        Request set = Request.builder().authority("o").header("Host", "h").build();
        assertEquals("o o", set.authority() + " " + set.header("Host"));
        Request none = Request.builder().header("Host", "").build();
        assertEquals(" /" + "", none.authority() + " " + none.rawPath() + none.header("Host"));
        Request two = Request.builder()
                .protocol("HTTP/2")
                .authority("o")
                .header("host", "O")
                .build();
        assertEquals("o", two.header("host"));
    }

    @Test
    void isAPlainGetWithoutBeingTold() throws IOException {
        Request r = Request.builder().build();
        assertEquals("GET /", r.toString());
        assertSame(Method.GET, r.method());
        assertEquals("HTTP/1.1", r.protocol());
        assertEquals("http", r.scheme());
        assertEquals("example.com", r.authority());
        assertEquals("Host: example.com\n", r.headers().toString());
        assertEquals(0, r.contentLength());
        assertEquals(-1, r.content().read());
        assertTrue(r.trailers().isEmpty());
        assertTrue(r.tls().isEmpty());
        assertEquals("", r.pattern());
        assertEquals("", r.pathValue("x"));
        assertNull(r.attribute(USER));
        assertFalse(r.cancelled());
        InetSocketAddress remote = (InetSocketAddress) r.remoteAddress();
        assertEquals("192.0.2.1", remote.getAddress().getHostAddress());
        assertEquals(1234, remote.getPort());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET     | /                       | /      | ``    | example.com",
                "GET     | /a/b?c=d?e              | /a/b   | c=d?e | example.com",
                "GET     | /a?                     | /a     | ``    | example.com",
                "GET     | //host/x                | //host/x | ``  | example.com",
                "GET     | http://h:81/p?q         | /p     | q     | h:81",
                "GET     | http://h                | /      | ``    | h",
                "GET     | http://h?q              | /      | q     | h",
                "OPTIONS | http://h                | *      | ``    | h",
                "OPTIONS | *                       | *      | ``    | example.com",
                "CONNECT | h:443                   | ``     | ``    | h:443",
                "CONNECT | [::1]:443               | ``     | ``    | [::1]:443",
                "CONNECT | /chat                   | /chat  | ``    | example.com",
            })
    void takesTargetsInEveryForm(String method, String target, String path, String query, String authority) {
        Request r = Request.builder().method(method).target(target).build();
        assertEquals(target, r.target());
        assertEquals(path, r.rawPath());
        assertEquals(query, r.query());
        assertEquals(authority, r.authority());
        assertEquals(authority, r.header("Host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "*", "/a b", "/\r\n", "/\u00e9", "h:443", "://x"})
    void refusesWhatIsNoTarget(String target) {
        assertThrows(
                IllegalArgumentException.class,
                () -> Request.builder().target(target).build());
    }

    @Test
    void refusesWhatNoRequestIs() {
        RequestBuilder b = Request.builder();
        assertThrows(IllegalArgumentException.class, () -> b.method("G ET"));
        assertThrows(IllegalArgumentException.class, () -> b.scheme("ftp"));
        assertThrows(IllegalArgumentException.class, () -> b.protocol("HTTP/3"));
        assertThrows(IllegalArgumentException.class, () -> b.header("a b", "c"));
        assertThrows(IllegalArgumentException.class, () -> b.content(new ByteArrayInputStream(new byte[1]), -2));
        assertThrows(
                IllegalArgumentException.class,
                () -> Request.builder().method("CONNECT").target("http://h/").build());
    }

    @Test
    void namesItsAuthority() {
        assertEquals("own:1", Request.builder().header("Host", "own:1").build().authority());
        assertEquals(
                "set",
                Request.builder().header("Host", "own").authority("set").build().authority());
        Request h2 = Request.builder().protocol("HTTP/2").authority("a:1").build();
        assertNull(h2.header("Host"));
        assertEquals("a:1", h2.authority());
        Request old = Request.builder().protocol("HTTP/1.0").authority("").build();
        assertTrue(old.headers().isEmpty());
        assertEquals("", old.host());
    }

    @ParameterizedTest
    @CsvSource({"h,h", "h:80,h", "h:,h", "[::1],[::1]", "[::1]:80,[::1]", "192.0.2.1:8080,192.0.2.1"})
    void tellsHostFromPort(String authority, String host) {
        assertEquals(host, Request.builder().authority(authority).build().host());
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
        assertEquals(path, Request.builder().target(rawPath).build().path());
    }

    @Test
    void carriesContent() throws IOException {
        Request r = Request.builder()
                .method("POST")
                .content("caf\u00e9")
                .trailer("Sum", "1")
                .build();
        assertEquals(5, r.contentLength());
        assertEquals("5", r.header("Content-Length"));
        assertThrows(IllegalStateException.class, r::trailers);
        assertSame(r.content(), r.content());
        assertEquals("caf\u00e9", new String(r.content().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("1", r.trailers().get("sum"));
        Request stream = Request.builder()
                .content(new ByteArrayInputStream(new byte[] {1, 2}), -1)
                .build();
        assertEquals(-1, stream.contentLength());
        assertNull(stream.header("Content-Length"));
        assertEquals(1, stream.content().read());
        assertThrows(IllegalStateException.class, stream::trailers);
        assertArrayEquals(new byte[] {2}, stream.content().readAllBytes());
        assertTrue(stream.trailers().isEmpty());
    }

    @Test
    void carriesTlsAndAttributes() {
        var tls = new TlsInfo(
                "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("h2"), Optional.empty(), List.of(), Optional.empty());
        Request r = Request.builder().tls(tls).attribute(USER, "ann").build();
        assertEquals("https", r.scheme());
        assertEquals(Optional.of(tls), r.tls());
        assertEquals("ann", r.attribute(USER));
        assertNull(r.attribute(COUNT), "keys of one name are two keys");
        assertEquals("Attribute[user]", USER.toString());
        assertEquals("user", USER.name());
    }

    @Test
    void isCancelledOnce() {
        MemoryRequest r = Request.builder().build();
        List<String> ran = new ArrayList<>();
        r.onCancel(() -> ran.add("first"));
        r.withPath("/x").onCancel(() -> ran.add("second"));
        assertEquals(List.of(), ran);
        r.cancel();
        r.cancel();
        assertTrue(r.withMethod("PUT").cancelled());
        r.onCancel(() -> ran.add("late"));
        assertEquals(List.of("first", "second", "late"), ran);
    }

    @Test
    void copiesDifferInOneThing() throws IOException {
        MemoryRequest r = Request.builder()
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
        assertEquals("bob", copy.attribute(USER));
        assertEquals(3, copy.attribute(COUNT));
        assertEquals("/{x}", copy.pattern());
        assertEquals("2", copy.pathValue("y"));
        assertEquals("", copy.pathValue("z"));
        assertEquals("POST", r.method());
        assertEquals("ann", r.attribute(USER));
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
        Request r = Request.builder().target("/%61/b/c%2Fd/?q").build();
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
        Request r = Request.builder().header("X", "1").content("body").build();
        Headers fields = new Headers().add("Y", "2");
        Request other = r.withHeaders(fields).withContent(new ByteArrayInputStream(new byte[] {'z'}), -1);
        fields.add("Y", "3");
        assertEquals("Y: 2\n", other.headers().toString());
        assertThrows(UnsupportedOperationException.class, () -> other.headers().add("Z", "3"));
        assertEquals(-1, other.contentLength());
        assertEquals('z', other.content().read());
        assertEquals("1", r.header("x"));
    }

    @Test
    void isCurrentWhileAHandlerRuns() {
        assertEquals(Optional.empty(), Request.current());
        Request r = Request.builder().build();
        Request.asCurrent(r).run(() -> assertSame(r, Request.current().orElseThrow()));
        assertEquals(Optional.empty(), Request.current());
    }
}
