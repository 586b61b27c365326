package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;
import static dev.weir.conformance.wire.Row.times;

import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Request line, target forms and Host (RFC 9112 sections 2.2, 3). */
public class WireRequestLineTest extends WireSuite {
    private static Row line(String name, String line, int... status) {
        return row(name, line + "\r\nHost: h\r\n\r\n").answer(status).closes();
    }

    private static Row served(String name, String line, String seen) {
        return row(name, line + "\r\nHost: h\r\n\r\n")
                .answer(200)
                .body(seen + " 0:")
                .keeps();
    }

    private static Row badHost(String value) {
        return row("Host: " + Wire.show(value), "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n")
                .answer(400)
                .closes();
    }

    private static Row goodHost(String value) {
        return row("Host: " + value, "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n")
                .answer(200)
                .body("GET / @" + value + " 0:")
                .keeps();
    }

    private static Row named(String name, String request, String seen) {
        return row(name, request)
                .by(WireRequestLineTest::named)
                .answer(200)
                .body(seen)
                .keeps();
    }

    /** All ways to ask whom a request is for. */
    private static void named(ResponseWriter w, Request r) throws IOException {
        w.write("[" + r.authority() + "] [" + r.host() + "] " + r.headers().all("host"));
    }

    @Override
    public Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(lines());
        rows.addAll(versions());
        rows.addAll(targets());
        rows.addAll(hosts());
        return rows.stream();
    }

    private static List<Row> lines() {
        return List.of(
                served("a plain GET", "GET / HTTP/1.1", "GET / @h"),
                served("a method of one letter", "X / HTTP/1.1", "X / @h"),
                served(
                        "a method with every kind of token character",
                        "A!#$%&'*+-.^_`|~09z / HTTP/1.1",
                        "A!#$%&'*+-.^_`|~09z / @h"),
                served("methods are case-sensitive", "get / HTTP/1.1", "get / @h"),
                served("a method of 60 letters", times(60, "M") + " / HTTP/1.1", times(60, "M") + " / @h"),
                line("a method of 10,000 letters", times(10_000, "M") + " / HTTP/1.1", 400, 501),
                line("no method", " / HTTP/1.1", 400),
                line("a space before the method", " GET / HTTP/1.1", 400),
                line("a tab before the method", "\tGET / HTTP/1.1", 400),
                line("a control before the method", "\u0001GET / HTTP/1.1", 400),
                line("a NUL before the method", "\u0000GET / HTTP/1.1", 400),
                line("a byte order mark before the method", "\u00ef\u00bb\u00bfGET / HTTP/1.1", 400),
                line("two spaces after the method", "GET  / HTTP/1.1", 400),
                line("a tab after the method", "GET\t/ HTTP/1.1", 400),
                line("a vertical tab after the method", "GET\u000b/ HTTP/1.1", 400),
                line("two spaces before the version", "GET /  HTTP/1.1", 400),
                line("a tab before the version", "GET /\tHTTP/1.1", 400),
                line("a space at the end", "GET / HTTP/1.1 ", 400),
                line("a tab at the end", "GET / HTTP/1.1\t", 400),
                line("a word at the end", "GET / HTTP/1.1 x", 400),
                line("a separator in the method", "GE(T / HTTP/1.1", 400),
                line("a colon in the method", "GET: / HTTP/1.1", 400),
                line("a slash in the method", "GE/T / HTTP/1.1", 400),
                line("a byte over 0x7f in the method", "G\u00cbT / HTTP/1.1", 400),
                line("a NUL in the method", "G\u0000T / HTTP/1.1", 400),
                line("a DEL in the method", "G\u007fT / HTTP/1.1", 400),
                line("no target", "GET HTTP/1.1", 400),
                line("an empty target", "GET  HTTP/1.1", 400),
                line("only a method", "GET", 400),
                row("a bare LF ends no line", "GET / HTTP/1.1\nHost: h\n\n")
                        .answer(400)
                        .closes(),
                row("a bare LF after the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a bare LF after a field", "GET / HTTP/1.1\r\nHost: h\n\r\n")
                        .answer(400)
                        .closes(),
                row("a bare LF at the end of the head", "GET / HTTP/1.1\r\nHost: h\r\n\n")
                        .answer(400)
                        .closes(),
                row("a bare CR after the request line", "GET / HTTP/1.1\rHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("two CR after the request line", "GET / HTTP/1.1\r\r\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("CR CR LF at the end of the head", "GET / HTTP/1.1\r\nHost: h\r\n\r\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("one CRLF before the request line", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .body("GET / @h 0:")
                        .keeps(),
                row("a few CRLF before the request line", "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .body("GET / @h 0:")
                        .keeps(),
                row(
                                "a CRLF between two requests",
                                "GET /a HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .body("GET /a @h 0:")
                        .answer(200)
                        .body("GET /b @h 0:")
                        .keeps(),
                row("CRLFs without end", times(1000, "\r\n") + "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a bare LF before the request line", "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a bare CR before the request line", "\rGET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row(
                                "a TLS handshake on a port without TLS",
                                "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003")
                        .answer(400)
                        .closes(),
                row("nothing at all", "").halfClose().rawEnd().left(),
                row("only CRLF", "\r\n").halfClose().rawEnd().left(),
                row("a head that breaks off", "GET / HTTP/1.1\r\nHo")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row("a second head that breaks off", "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HT")
                        .halfClose()
                        .answer(200)
                        .rawEnd()
                        .left(),
                row("one byte at a time", "")
                        .trickle("GET /a?b HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\n")
                        .answer(200)
                        .body("GET /a?b @h 0:")
                        .keeps());
    }

    private static List<Row> versions() {
        return List.of(
                line("HTTP/0.9 without a version", "GET /", 400),
                line("HTTP/0.9", "GET / HTTP/0.9", 505),
                line("HTTP/2.0", "GET / HTTP/2.0", 505),
                line("HTTP/3.0", "GET / HTTP/3.0", 505),
                served("HTTP/1.2 is served as 1.1", "GET / HTTP/1.2", "GET / @h"),
                line("HTTP/1", "GET / HTTP/1", 400),
                line("HTTP/1.", "GET / HTTP/1.", 400),
                line("HTTP/1.10", "GET / HTTP/1.10", 400),
                line("HTTP/01.1", "GET / HTTP/01.1", 400),
                line("HTTP/11.1", "GET / HTTP/11.1", 400, 505),
                line("HTTP/1,1", "GET / HTTP/1,1", 400),
                line("HTTP/-1.1", "GET / HTTP/-1.1", 400),
                line("HTTP/a.b", "GET / HTTP/a.b", 400),
                line("HTTP 1.1", "GET / HTTP 1.1", 400),
                line("lower case", "GET / http/1.1", 400),
                line("mixed case", "GET / Http/1.1", 400),
                line("another protocol", "GET / SIP/2.0", 400),
                line("another protocol of this length", "GET / HTTX/1.1", 400),
                line("a byte over 0x7f", "GET / HTTP/1.\u00b9", 400),
                row("HTTP/1.0", "GET / HTTP/1.0\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .body("GET / @h 0:")
                        .closesSilently(),
                row("HTTP/1.0 without Host", "GET /x HTTP/1.0\r\n\r\n")
                        .answer(200)
                        .body("GET /x @ 0:")
                        .closesSilently());
    }

    private static List<Row> targets() {
        return List.of(
                served("a path and a query", "GET /a/b?c=d&e HTTP/1.1", "GET /a/b?c=d&e @h"),
                served("question marks in the query", "GET /a?b?c HTTP/1.1", "GET /a?b?c @h"),
                served("an empty query", "GET /a? HTTP/1.1", "GET /a @h"),
                served("escapes stay as they are", "GET /%41%2f%2F%20 HTTP/1.1", "GET /%41%2f%2F%20 @h"),
                served("double slashes stay as they are", "GET //a//b HTTP/1.1", "GET //a//b @h"),
                served("dot segments stay as they are", "GET /a/../b/./c HTTP/1.1", "GET /a/../b/./c @h"),
                served("a percent sign in the query", "GET /a?100% HTTP/1.1", "GET /a?100% @h"),
                served(
                        "a target of 8,000 bytes",
                        "GET /" + times(7999, "a") + " HTTP/1.1",
                        "GET /" + times(7999, "a") + " @h"),
                line("a target of 20,000 bytes", "GET /" + times(20_000, "a") + " HTTP/1.1", 414),
                row("a target without end", "GET /" + times(100_000, "a"))
                        .answer(414)
                        .closes(),
                row("a target of 20,000 bytes in a query", "GET /?" + times(20_000, "a") + " HTTP/1.1\r\n\r\n")
                        .answer(414)
                        .closes(),
                line("a percent sign at the end of the path", "GET /% HTTP/1.1", 400),
                line("a percent sign with one digit", "GET /%4 HTTP/1.1", 400),
                line("a percent sign with no hex digits", "GET /%zz HTTP/1.1", 400),
                line("a percent sign with one hex digit", "GET /%4g HTTP/1.1", 400),
                line("an escape over the query", "GET /%4?1 HTTP/1.1", 400),
                line("a space in the target", "GET /a b HTTP/1.1", 400),
                line("a tab in the target", "GET /a\tb HTTP/1.1", 400),
                line("a control in the target", "GET /a\u0001b HTTP/1.1", 400),
                line("a NUL in the target", "GET /a\u0000b HTTP/1.1", 400),
                line("a DEL in the target", "GET /a\u007fb HTTP/1.1", 400),
                line("a fragment", "GET /a#b HTTP/1.1", 400),
                line("a relative path", "GET a/b HTTP/1.1", 400),
                line("a back-slash first", "GET \\a HTTP/1.1", 400),
                line("only a query", "GET ?a HTTP/1.1", 400),
                served("absolute form", "GET http://other/a?b HTTP/1.1", "GET /a?b @other"),
                served("absolute form beats Host, with a port", "GET http://other:81/ HTTP/1.1", "GET / @other:81"),
                served("absolute form with an IPv6 address", "GET http://[::1]:80/ HTTP/1.1", "GET / @[::1]:80"),
                served("absolute form, the scheme in other cases", "GET HTTP://other/a HTTP/1.1", "GET /a @other"),
                row("absolute form without Host", "GET http://other/ HTTP/1.1\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("absolute form with two Host", "GET http://other/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("absolute form on 1.0", "GET http://other/a HTTP/1.0\r\n\r\n")
                        .answer(200)
                        .body("GET /a @other 0:")
                        .closesSilently(),
                line("absolute form without a host", "GET http:///a HTTP/1.1", 400),
                line("absolute form with only a port", "GET http://:80/a HTTP/1.1", 400),
                line("absolute form with user information", "GET http://user@other/ HTTP/1.1", 400),
                line("absolute form with user and password", "GET http://u:p@other/ HTTP/1.1", 400),
                line("absolute form with a bad port", "GET http://other:x/ HTTP/1.1", 400),
                line("absolute form with a fragment", "GET http://other/#a HTTP/1.1", 400),
                line("absolute form of https without TLS", "GET https://other/ HTTP/1.1", 400, 421),
                line("absolute form of another scheme", "GET ftp://other/ HTTP/1.1", 400),
                line("absolute form with one slash", "GET http:/other/ HTTP/1.1", 400),
                row("authority form", "CONNECT other:443 HTTP/1.1\r\nHost: h\r\n\r\n")
                        .by((w, r) -> {
                            w.status(403)
                                    .write(r.method() + " [" + r.target() + "] [" + r.rawPath() + "] " + r.authority());
                        })
                        .answer(403)
                        .body("CONNECT [other:443] [] other:443")
                        .keeps(),
                line("authority form without a port", "CONNECT other HTTP/1.1", 400),
                line("authority form with an empty port", "CONNECT other: HTTP/1.1", 400),
                line("authority form with a bad port", "CONNECT other:x HTTP/1.1", 400),
                line("authority form without a host", "CONNECT :443 HTTP/1.1", 400),
                line("CONNECT with a path", "CONNECT /a HTTP/1.1", 400),
                line("CONNECT with a URI", "CONNECT http://other/ HTTP/1.1", 400),
                line("CONNECT with user information", "CONNECT u@other:443 HTTP/1.1", 400),
                line("GET with an authority", "GET other:80 HTTP/1.1", 400),
                row("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .body("")
                        .keeps(),
                row(
                                "OPTIONS with a URI and no path asks for the server",
                                "OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .body("")
                        .keeps(),
                served("OPTIONS of a path is for the handler", "OPTIONS /a HTTP/1.1", "OPTIONS /a @h"),
                row(
                                "asterisk form with content is dropped",
                                "OPTIONS * HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
                        .answer(200)
                        .body("")
                        .keeps(),
                line("GET of an asterisk", "GET * HTTP/1.1", 400),
                line("OPTIONS of an asterisk and more", "OPTIONS */a HTTP/1.1", 400));
    }

    private static List<Row> hosts() {
        return List.of(
                goodHost("example.com"),
                goodHost("example.com:8080"),
                goodHost("EXAMPLE.com"),
                goodHost("127.0.0.1:80"),
                goodHost("[::1]"),
                goodHost("[2001:db8::1]:8080"),
                goodHost("a_b-c.d~e"),
                goodHost("%41b"),
                goodHost("a!$&'()*+,;=b"),
                row("Host with white space around it", "GET / HTTP/1.1\r\nHost:\t h \t\r\n\r\n")
                        .answer(200)
                        .body("GET / @h 0:")
                        .keeps(),
                row("Host in other cases and not first", "GET / HTTP/1.1\r\nA: b\r\nhOST: h\r\n\r\n")
                        .answer(200)
                        .body("GET / @h 0:")
                        .keeps(),
                row("an empty Host", "GET /x HTTP/1.1\r\nHost:\r\n\r\n")
                        .by(WireRequestLineTest::named)
                        .answer(200)
                        .body("[] [] []")
                        .keeps(),
                row("an empty Host of white space", "GET /x HTTP/1.1\r\nHost: \t \r\n\r\n")
                        .by(WireRequestLineTest::named)
                        .answer(200)
                        .body("[] [] []")
                        .keeps(),
                row("an empty Host with an asterisk", "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n")
                        .answer(200)
                        .keeps(),
                row("an empty Host on 1.0", "GET /x HTTP/1.0\r\nHost:\r\n\r\n")
                        .by(WireRequestLineTest::named)
                        .answer(200)
                        .body("[] [] []")
                        .closesSilently(),
                row("two empty Host", "GET / HTTP/1.1\r\nHost:\r\nHost:\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("an empty Host and another", "GET / HTTP/1.1\r\nHost:\r\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                named(
                        "absolute form beats Host, for every client",
                        "GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n",
                        "[other] [other] [other]"),
                named(
                        "absolute form beats an empty Host",
                        "GET http://other/ HTTP/1.1\r\nhost:\r\n\r\n",
                        "[other] [other] [other]"),
                named(
                        "absolute form with a port",
                        "GET http://[::1]:81/ HTTP/1.1\r\nHost: h:80\r\n\r\n",
                        "[[::1]:81] [[::1]] [[::1]:81]"),
                row("authority form beats Host", "CONNECT other:443 HTTP/1.1\r\nHost: h\r\n\r\n")
                        .by((w, r) -> {
                            w.status(403);
                            named(w, r);
                        })
                        .answer(403)
                        .body("[other:443] [other] [other:443]")
                        .keeps(),
                row("absolute form with a malformed Host", "GET http://other/ HTTP/1.1\r\nHost: a b\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("no Host", "GET / HTTP/1.1\r\n\r\n").answer(400).closes(),
                row("no Host, but something like it", "GET / HTTP/1.1\r\nX-Host: h\r\nHosts: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("no Host with CONNECT", "CONNECT other:443 HTTP/1.1\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("no Host with an asterisk", "OPTIONS * HTTP/1.1\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("no Host on 1.2", "GET / HTTP/1.2\r\n\r\n").answer(400).closes(),
                row("two Host", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("two equal Host", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("two Host on 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a space before the colon of Host", "GET / HTTP/1.1\r\nHost : h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a malformed Host on 1.0", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n")
                        .answer(400)
                        .closes(),
                badHost("a b"),
                badHost("a/b"),
                badHost("a?b"),
                badHost("a#b"),
                badHost("u@a"),
                badHost("http://a"),
                badHost("a\\b"),
                badHost("a\u0000"),
                badHost("a\u0001b"),
                badHost("\u00e4"),
                badHost("a:b"),
                badHost("a:80:80"),
                badHost("a:-80"),
                badHost("a:+80"),
                badHost("a:8 0"),
                badHost("a:0x50"),
                badHost(":80"),
                badHost("[::1"),
                badHost("::1"),
                badHost("[]"),
                badHost("[x]"),
                badHost("[::1]x"),
                badHost("[::1]:x"),
                badHost("[::1%25eth0]x"),
                badHost("a[b]"),
                badHost("%4"),
                badHost("%zz"),
                badHost("a\"b"),
                badHost("<a>"),
                badHost("a\u007fb"));
    }
}
