package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;
import static dev.weir.conformance.wire.Row.times;

import dev.weir.http.api.ContentException;
import java.util.stream.Stream;

/** Chunked content (RFC 9112 section 7.1): one grammar, and bounded work. */
public class WireChunkedTest extends WireSuite {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    private static Row good(String name, String chunks, String seen) {
        return row(name, HEAD + chunks).answer(200).body("POST / @h " + seen).keeps();
    }

    private static Row bad(String name, String chunks) {
        return row(name, HEAD + chunks + SMUGGLED).answer(400).closes();
    }

    @Override
    public Stream<Row> rows() {
        return Stream.of(
                good("no data", "0\r\n\r\n", "0:"),
                good("one chunk", "5\r\nhello\r\n0\r\n\r\n", "5:hello"),
                good("several chunks", "1\r\nh\r\n3\r\nell\r\n1\r\no\r\n0\r\n\r\n", "5:hello"),
                good(
                        "upper and lower hex",
                        "a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n",
                        "21:01234567890123456789a"),
                good("leading zeros", "0005\r\nhello\r\n000\r\n\r\n", "5:hello"),
                good("sixteen digits", "0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n", "5:hello"),
                good("CR and LF as data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "4:\r\n\r\n"),
                good("data that looks like a chunk", "8\r\n0\r\n\r\nGET\r\n0\r\n\r\n", "8:0\r\n\r\nGET"),
                good("a large chunk", "10000\r\n" + times(65536, "x") + "\r\n0\r\n\r\n", "65536:" + times(65536, "x")),
                row("one byte at a time", "")
                        .trickle(HEAD + "5;a=\"b\"\r\nhello\r\n0\r\nA: b\r\n\r\n")
                        .answer(200)
                        .body("POST / @h 5:hello A=b")
                        .keeps(),
                row("two chunked requests in one piece", HEAD + "1\r\na\r\n0\r\n\r\n" + HEAD + "1\r\nb\r\n0\r\n\r\n")
                        .answer(200)
                        .body("POST / @h 1:a")
                        .answer(200)
                        .body("POST / @h 1:b")
                        .keeps(),
                good("extension: a name", "5;ext\r\nhello\r\n0;last\r\n\r\n", "5:hello"),
                good("extension: a token", "5;ext=val\r\nhello\r\n0\r\n\r\n", "5:hello"),
                good("extension: a quoted string", "5;e=\"a b;c\\\"d\"\r\nhello\r\n0\r\n\r\n", "5:hello"),
                good("extension: several", "5;a;b=c;d=\"e\"\r\nhello\r\n0\r\n\r\n", "5:hello"),
                good("extension: white space that the grammar allows", "5 ; a = b\r\nhello\r\n0\r\n\r\n", "5:hello"),
                bad("extension: white space and nothing else", "5 \r\nhello\r\n0\r\n\r\n"),
                bad("extension: without a name", "5;\r\nhello\r\n0\r\n\r\n"),
                bad("extension: without a value", "5;a=\r\nhello\r\n0\r\n\r\n"),
                bad("extension: without a semicolon", "5 a=b\r\nhello\r\n0\r\n\r\n"),
                bad("extension: a quoted string without end", "5;a=\"b\r\nhello\r\n0\r\n\r\n"),
                bad("extension: a quoted string over the line", "5;a=\"b\r\nc\"\r\nhello\r\n0\r\n\r\n"),
                bad("extension: an escape at the end of the line", "5;a=\"b\\\r\n\"\r\nhello\r\n0\r\n\r\n"),
                bad("extension: text after a quoted string", "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n"),
                bad("extension: a bare LF", "5;a=b\nhello\r\n0\r\n\r\n"),
                bad("extension: a bare LF within", "2;\nxx\r\n4c\r\n0\r\n\r\n"),
                bad("extension: a bare CR within", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
                bad("extension: a NUL", "5;a=\u0000\r\nhello\r\n0\r\n\r\n"),
                bad("extension: a control in a quoted string", "5;a=\"\u0001\"\r\nhello\r\n0\r\n\r\n"),
                bad("extension: an endless line", "5;a=" + times(20_000, "x") + "\r\nhello\r\n0\r\n\r\n"),
                row("extension: an endless line that never ends", HEAD + "5;a=" + times(20_000, "x"))
                        .answer(400)
                        .closes(),
                bad("size: a bare LF", "5\nhello\r\n0\r\n\r\n"),
                bad("size: empty", "\r\nhello\r\n0\r\n\r\n"),
                bad("size: seventeen digits", "00000000000000005\r\nhello\r\n0\r\n\r\n"),
                bad("size: 2^63", "8000000000000000\r\nhello\r\n0\r\n\r\n"),
                bad("size: 2^64 - 1", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
                bad("size: 2^64 + 5", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
                bad("size: digits without end", times(10_000, "0") + "5\r\nhello\r\n0\r\n\r\n"),
                bad("size: a plus sign", "+5\r\nhello\r\n0\r\n\r\n"),
                bad("size: a minus sign", "-5\r\nhello\r\n0\r\n\r\n"),
                bad("size: minus zero", "-0\r\n\r\n"),
                bad("size: 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
                bad("size: no hex digit", "g\r\nhello\r\n0\r\n\r\n"),
                bad("size: a space before", " 5\r\nhello\r\n0\r\n\r\n"),
                bad("size: a tab after it", "5\t\r\nhello\r\n0\r\n\r\n"),
                bad("size: an underscore", "0_5\r\nhello\r\n0\r\n\r\n"),
                bad("size: a fullwidth digit in UTF-8", "\u00ef\u00bc\u0095\r\nhello\r\n0\r\n\r\n"),
                bad("size: a NUL after it", "5\u0000\r\nhello\r\n0\r\n\r\n"),
                bad("size: a bare CR after it", "5\rhello\r\n0\r\n\r\n"),
                bad("size: two CR", "5\r\r\nhello\r\n0\r\n\r\n"),
                bad("data: no CRLF after it", "5\r\nhello0\r\n\r\n"),
                bad("data: a bare LF after it", "5\r\nhello\n0\r\n\r\n"),
                bad("data: a bare CR after it", "5\r\nhello\r0\r\n\r\n"),
                bad("data: two other bytes after it", "5\r\nhelloXX0\r\n\r\n"),
                bad("data: one byte more than the size says", "5\r\nhello!\r\n0\r\n\r\n"),
                bad("data: one byte less than the size says", "5\r\nhell\r\n0\r\n\r\n"),
                bad("data: CR and another byte after it", "5\r\nhello\rX0\r\n\r\n"),
                row("data: cut short", HEAD + "5\r\nhel")
                        .halfClose()
                        .answer(400)
                        .closes(),
                row("data: cut short before the last chunk", HEAD + "5\r\nhello\r\n")
                        .halfClose()
                        .answer(400)
                        .closes(),
                row("data: cut short in the last line", HEAD + "5\r\nhello\r\n0\r\n")
                        .halfClose()
                        .answer(400)
                        .closes(),
                bad(
                        "overhead: chunks of one byte with long extensions",
                        times(300, "1;" + times(100, "a") + "\r\nx\r\n") + "0\r\n\r\n"),
                good(
                        "overhead: honest chunks of one byte",
                        times(5000, "1\r\nx\r\n") + "0\r\n\r\n",
                        "5000:" + times(5000, "x")),
                good(
                        "overhead: extensions that stay small",
                        times(100, "1;a=b\r\nx\r\n") + "0\r\n\r\n",
                        "100:" + times(100, "x")),
                good("trailers", "5\r\nhello\r\n0\r\nA: b\r\nC:d\r\n\r\n", "5:hello A=b C=d"),
                good("trailers: an empty value", "0\r\nA:\r\n\r\n", "0: A="),
                good("trailers: bytes over 0x7f", "0\r\nA: \u00e4\r\n\r\n", "0: A=\u00e4"),
                bad("trailers: no colon", "0\r\nA\r\n\r\n"),
                bad("trailers: no name", "0\r\n: b\r\n\r\n"),
                bad("trailers: a space before the colon", "0\r\nA : b\r\n\r\n"),
                bad("trailers: a folded line", "0\r\nA: b\r\n c\r\n\r\n"),
                bad("trailers: white space before the first", "0\r\n A: b\r\n\r\n"),
                bad("trailers: a bare LF", "0\r\nA: b\n\r\n"),
                bad("trailers: a bare LF at the end", "0\r\nA: b\r\n\n"),
                bad("trailers: a bare CR", "0\r\nA: b\rC: d\r\n\r\n"),
                bad("trailers: a NUL", "0\r\nA: \u0000\r\n\r\n"),
                bad("trailers: a request in their place", "0\r\n" + SMUGGLED),
                bad("trailers: Content-Length", "0\r\nContent-Length: 5\r\n\r\n"),
                bad("trailers: Transfer-Encoding", "0\r\nTransfer-Encoding: chunked\r\n\r\n"),
                bad("trailers: Host", "0\r\nHost: evil\r\n\r\n"),
                good(
                        "trailers: those that may not trail are not shown",
                        "0\r\nAuthorization: x\r\nContent-Type: y\r\nCache-Control: z\r\nA: b\r\n\r\n",
                        "0: A=b"),
                row("trailers: too large", HEAD + "0\r\nA: " + times(80_000, "x") + "\r\n\r\n" + SMUGGLED)
                        .answer(431, 400)
                        .closes(),
                row("trailers: too many", HEAD + "0\r\n" + times(501, "A: b\r\n") + "\r\n" + SMUGGLED)
                        .answer(431, 400)
                        .closes(),
                row("trailers: many", HEAD + "0\r\n" + times(500, "A: b\r\n") + "\r\n")
                        .answer(200)
                        .bodyHas("A=b")
                        .keeps(),
                row("a handler sees what was wrong", HEAD + "5\r\nhello\r\nx\r\n\r\n")
                        .by((w, r) -> {
                            try {
                                r.content().readAllBytes();
                            } catch (ContentException e) {
                                w.write(e.reason() + " " + e.status());
                            }
                        })
                        .answer(200)
                        .body("MALFORMED 400")
                        .closes(),
                row("broken chunks that no handler reads", HEAD + "5\r\nhello!!\r\n0\r\n\r\n" + SMUGGLED)
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .closesSilently(),
                row("chunks that no handler reads are dropped", HEAD + "5\r\nhello\r\n0\r\nA: b\r\n\r\n")
                        .by((w, r) -> w.write("unread"))
                        .answer(200)
                        .body("unread")
                        .keeps());
    }
}
