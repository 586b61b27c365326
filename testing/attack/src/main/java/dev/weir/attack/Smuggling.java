package dev.weir.attack;

import dev.weir.wire.testkit.Http2Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Requests that would be others, or more than one, were they written down as HTTP/1.1: RFC 9113 sections 8.1.1, 8.2 and
 * 8.3 call them malformed (CVE-2021-21295, CVE-2021-33193 and their kin).
 */
public final class Smuggling {
    private static final String METHOD = ":method: POST";
    /** Stands for the scheme of the connection. */
    private static final String SCHEME = ":scheme";

    private static final String AUTHORITY = ":authority: localhost";
    private static final String PATH = ":path: /echo";
    private static final String INJECTED = "x\r\nGET /panic HTTP/1.1\r\nx: y";

    private Smuggling() {}

    /** All of them. */
    public static List<Http2Attack> all() {
        List<Http2Attack> all = new ArrayList<>();
        names(all);
        values(all);
        connectionFields(all);
        pseudoFields(all);
        lengths(all);
        return all;
    }

    /** A request with a field more; the name ends at the first colon and space after its first character. */
    private static Http2Attack field(String what, String... fields) {
        String[] whole = new String[fields.length + 4];
        whole[0] = METHOD;
        whole[1] = SCHEME;
        whole[2] = AUTHORITY;
        whole[3] = PATH;
        System.arraycopy(fields, 0, whole, 4, fields.length);
        return fields(what, whole);
    }

    private static Http2Attack fields(String what, String... fields) {
        return Http2Attack.begun("smuggling by " + what, (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.headers(stream, true, withScheme(fields, wire.scheme()));
            }
        });
    }

    private static String[] withScheme(String[] fields, String scheme) {
        return Stream.of(fields)
                .map(field -> field.equals(SCHEME) ? ":scheme: " + scheme : field)
                .toArray(String[]::new);
    }

    private static void names(List<Http2Attack> all) {
        all.add(field("CR in a name", "a\rb: c"));
        all.add(field("LF in a name", "a\nb: c"));
        all.add(field("a line in a name", INJECTED + ": c"));
        all.add(field("NUL in a name", "a\0b: c"));
        all.add(field("colon in a name", "a:b: c"));
        all.add(field("colon at the end of a name", "transfer-encoding:: chunked"));
        all.add(field("upper case in a name", "Transfer-Encoding: chunked"));
        all.add(field("space in a name", "a b: c"));
        all.add(field("space before a name", " transfer-encoding: chunked"));
        all.add(field("space after a name", "transfer-encoding : chunked"));
        all.add(field("tab in a name", "a\tb: c"));
        all.add(field("DEL in a name", "a\u007fb: c"));
        all.add(field("an octet over 0x7f in a name", "a\u00e9b: c"));
    }

    private static void values(List<Http2Attack> all) {
        all.add(field("CR in a value", "a: b\rc"));
        all.add(field("LF in a value", "a: b\nc"));
        all.add(field("NUL in a value", "a: b\0c"));
        all.add(field("a line in a value", "a: " + INJECTED));
        all.add(field("space before a value", "a:  b"));
        all.add(field("space after a value", "a: b "));
        all.add(field("tab after a value", "a: b\t"));
    }

    private static void connectionFields(List<Http2Attack> all) {
        all.add(field("connection", "connection: close"));
        all.add(field("transfer-encoding", "transfer-encoding: chunked"));
        all.add(field("keep-alive", "keep-alive: timeout=5"));
        all.add(field("proxy-connection", "proxy-connection: keep-alive"));
        all.add(field("upgrade", "upgrade: h2c"));
        all.add(field("te", "te: chunked"));
        all.add(field("te beside trailers", "te: trailers, chunked"));
        all.add(field("host against :authority", "host: other"));
        all.add(field("two hosts", "host: localhost", "host: localhost"));
    }

    private static void pseudoFields(List<Http2Attack> all) {
        all.add(fields("space in :path", METHOD, SCHEME, AUTHORITY, ":path: /echo HTTP/1.1"));
        all.add(fields("CRLF in :path", METHOD, SCHEME, AUTHORITY, ":path: /" + INJECTED));
        all.add(fields("control in :path", METHOD, SCHEME, AUTHORITY, ":path: /\u0001"));
        all.add(fields("empty :path", METHOD, SCHEME, AUTHORITY, ":path: "));
        all.add(fields(":path without a slash", METHOD, SCHEME, AUTHORITY, ":path: echo"));
        all.add(fields("asterisk as :path", METHOD, SCHEME, AUTHORITY, ":path: *"));
        all.add(fields("no :path", METHOD, SCHEME, AUTHORITY));
        all.add(fields("two :path", METHOD, SCHEME, AUTHORITY, PATH, ":path: /panic"));
        all.add(fields("space in :method", ":method: GET /panic", SCHEME, AUTHORITY, PATH));
        all.add(fields("CRLF in :method", ":method: GET / HTTP/1.1\r\nx: y\r\n\r\nGET", SCHEME, AUTHORITY, PATH));
        all.add(fields("empty :method", ":method: ", SCHEME, AUTHORITY, PATH));
        all.add(fields("no :method", SCHEME, AUTHORITY, PATH));
        all.add(fields("space in :authority", METHOD, SCHEME, ":authority: local host", PATH));
        all.add(fields("CRLF in :authority", METHOD, SCHEME, ":authority: " + INJECTED, PATH));
        all.add(fields("control in :authority", METHOD, SCHEME, ":authority: a\u0001", PATH));
        all.add(fields("user in :authority", METHOD, SCHEME, ":authority: me@localhost", PATH));
        all.add(fields("path in :authority", METHOD, SCHEME, ":authority: localhost/panic", PATH));
        all.add(fields("space in :scheme", METHOD, ":scheme: http ://x", AUTHORITY, PATH));
        all.add(fields("no :scheme", METHOD, AUTHORITY, PATH));
        all.add(fields("unknown pseudo-field", METHOD, SCHEME, AUTHORITY, PATH, ":forwarded: x"));
        all.add(fields("a response's pseudo-field", METHOD, SCHEME, AUTHORITY, PATH, ":status: 200"));
        all.add(fields("pseudo-field after a field", METHOD, SCHEME, AUTHORITY, "a: b", PATH));
    }

    private static void lengths(List<Http2Attack> all) {
        all.add(field("content-length without content", "content-length: 5"));
        all.add(field("two content-lengths", "content-length: 0", "content-length: 1"));
        all.add(field("content-length with a sign", "content-length: +0"));
        all.add(field("content-length in hex", "content-length: 0x0"));
        all.add(field("content-length that is negative", "content-length: -1"));
        all.add(field("content-length without digits", "content-length: "));
        all.add(field("content-length that overflows", "content-length: 18446744073709551616"));
        all.add(content("content beyond content-length", "5", "123456", true));
        all.add(content("content beyond content-length that goes on", "5", "123456", false));
        all.add(content("content short of content-length", "5", "1234", true));
        all.add(Http2Attack.begun("smuggling by trailers short of content-length", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                open(wire, stream, "5").data(stream, false, "1234").headers(stream, true, "a: b");
            }
        }));
        all.add(Http2Attack.begun("smuggling by a pseudo-field in trailers", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                open(wire, stream, "4").data(stream, false, "1234").headers(stream, true, ":path: /panic");
            }
        }));
        all.add(Http2Attack.begun("smuggling by transfer-encoding in trailers", (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                open(wire, stream, "4").data(stream, false, "1234").headers(stream, true, "transfer-encoding: chunked");
            }
        }));
    }

    private static Http2Wire open(Http2Wire wire, int stream, String length) throws IOException {
        return wire.request(stream, false, "POST", "/echo", "content-length: " + length);
    }

    private static Http2Attack content(String what, String length, String content, boolean end) {
        return Http2Attack.begun("smuggling by " + what, (wire, _, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                open(wire, stream, length).data(stream, end, content);
            }
        });
    }
}
