package dev.weir.http.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.TlsInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests in memory are built, and what is in them. */
class RequestBuilderTest {
    private static final AttributeKey<String> USER = AttributeKey.of("user");
    private static final AttributeKey<Integer> COUNT = AttributeKey.of("user");

    /** RFC 9112 section 3.2.2: one authority, whoever asks for it. */
    @Test
    void aHostFieldIsTheAuthority() {
        Request absolute = MemoryRequest.builder()
                .target("http://o:81/x")
                .header("host", "h")
                .build();
        assertEquals(
                "o:81 o:81", absolute.authority() + " " + absolute.headers().get("Host"));
        Request set = MemoryRequest.builder().authority("o").header("Host", "h").build();
        assertEquals("o o", set.authority() + " " + set.headers().get("Host"));
        Request none = MemoryRequest.builder().header("Host", "").build();
        assertEquals(
                " /" + "",
                none.authority() + " " + none.rawPath() + none.headers().get("Host"));
        Request two = MemoryRequest.builder()
                .protocol("HTTP/2")
                .authority("o")
                .header("host", "O")
                .build();
        assertEquals(Optional.of("o"), two.header("host"));
    }

    @Test
    void isAPlainGetWithoutBeingTold() throws IOException {
        Request r = MemoryRequest.builder().build();
        assertEquals("GET /", r.toString());
        assertSame(HttpMethod.GET, r.method());
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
        assertEquals(Optional.empty(), r.attribute(USER));
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
        Request r = MemoryRequest.builder().method(method).target(target).build();
        assertEquals(target, r.target());
        assertEquals(path, r.rawPath());
        assertEquals(query, r.query());
        assertEquals(authority, r.authority());
        assertEquals(authority, r.headers().get("Host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "*", "/a b", "/\r\n", "/\u00e9", "h:443", "://x"})
    void refusesWhatIsNoTarget(String target) {
        assertThrows(
                IllegalArgumentException.class,
                () -> MemoryRequest.builder().target(target).build());
    }

    @Test
    void refusesWhatNoRequestIs() {
        RequestBuilder b = MemoryRequest.builder();
        assertThrows(IllegalArgumentException.class, () -> b.method("G ET"));
        assertThrows(IllegalArgumentException.class, () -> b.scheme("ftp"));
        assertThrows(IllegalArgumentException.class, () -> b.protocol("HTTP/3"));
        assertThrows(IllegalArgumentException.class, () -> b.header("a b", "c"));
        assertThrows(IllegalArgumentException.class, () -> b.content(new ByteArrayInputStream(new byte[1]), -2));
        assertThrows(
                IllegalArgumentException.class,
                () -> MemoryRequest.builder()
                        .method("CONNECT")
                        .target("http://h/")
                        .build());
    }

    @Test
    void namesItsAuthority() {
        assertEquals(
                "own:1", MemoryRequest.builder().header("Host", "own:1").build().authority());
        assertEquals(
                "set",
                MemoryRequest.builder()
                        .header("Host", "own")
                        .authority("set")
                        .build()
                        .authority());
        Request h2 = MemoryRequest.builder().protocol("HTTP/2").authority("a:1").build();
        assertEquals(Optional.empty(), h2.header("Host"));
        assertEquals("a:1", h2.authority());
        Request old = MemoryRequest.builder().protocol("HTTP/1.0").authority("").build();
        assertTrue(old.headers().isEmpty());
        assertEquals("", old.host());
    }

    @Test
    void carriesContent() throws IOException {
        Request r = MemoryRequest.builder()
                .method("POST")
                .content("caf\u00e9")
                .trailer("Sum", "1")
                .build();
        assertEquals(5, r.contentLength());
        assertEquals(Optional.of("5"), r.header("Content-Length"));
        assertThrows(IllegalStateException.class, r::trailers);
        assertSame(r.content(), r.content());
        assertEquals("caf\u00e9", new String(r.content().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("1", r.trailers().get("sum"));
        Request stream = MemoryRequest.builder()
                .content(new ByteArrayInputStream(new byte[] {1, 2}), -1)
                .build();
        assertEquals(-1, stream.contentLength());
        assertEquals(Optional.empty(), stream.header("Content-Length"));
        assertEquals(1, stream.content().read());
        assertThrows(IllegalStateException.class, stream::trailers);
        assertArrayEquals(new byte[] {2}, stream.content().readAllBytes());
        assertTrue(stream.trailers().isEmpty());
    }

    @Test
    void carriesTlsAndAttributes() {
        var tls = new TlsInfo(
                "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("h2"), Optional.empty(), List.of(), Optional.empty());
        Request r = MemoryRequest.builder().tls(tls).attribute(USER, "ann").build();
        assertEquals("https", r.scheme());
        assertEquals(Optional.of(tls), r.tls());
        assertEquals(Optional.of("ann"), r.attribute(USER));
        assertEquals(Optional.empty(), r.attribute(COUNT), "keys of one name are two keys");
        assertEquals("AttributeKey[user]", USER.toString());
        assertEquals("user", USER.name());
    }

    @Test
    void isCancelledOnce() throws InterruptedException {
        MemoryRequest r = MemoryRequest.builder().build();
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        r.onCancel(() -> ran.add("first"));
        r.withPath("/x").onCancel(() -> ran.add("second"));
        assertTrue(ran.isEmpty());
        assertTrue(r.cancel());
        assertFalse(r.cancel());
        assertTrue(r.withMethod("PUT").cancelled());
        r.onCancel(() -> ran.add("late"));
        assertEquals("first", ran.take());
        assertEquals("second", ran.take());
        assertEquals("late", ran.take());
    }
}
