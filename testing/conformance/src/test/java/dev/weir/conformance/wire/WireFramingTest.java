package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;
import static dev.weir.conformance.wire.Row.times;

import java.util.stream.Stream;

/**
 * Where a request ends (RFC 9112 section 6): whatever leaves a doubt is refused, and never a request read out of a
 * body.
 */
public class WireFramingTest extends WireSuite {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
    }

    private static Row length(String name, String value, int... status) {
        return row("Content-Length " + name, post("Content-Length:" + value + "\r\n", "hello" + SMUGGLED))
                .answer(status)
                .closes();
    }

    private static Row coding(String name, String fields) {
        return row("Transfer-Encoding " + name, post(fields, "5\r\nhello\r\n0\r\n\r\n" + SMUGGLED))
                .answer(400, 501)
                .closes();
    }

    @Override
    public Stream<Row> rows() {
        return Stream.of(
                row("no length is no body", post("", ""))
                        .answer(200)
                        .body("POST / @h 0:")
                        .keeps(),
                row("no length, and the next request follows at once", post("", SMUGGLED))
                        .answer(200)
                        .body("POST / @h 0:")
                        .answer(200)
                        .body("GET /smuggled @h 0:")
                        .keeps(),
                row("Content-Length 0", post("Content-Length: 0\r\n", ""))
                        .answer(200)
                        .body("POST / @h 0:")
                        .keeps(),
                row("Content-Length 5", post("Content-Length: 5\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("the field's name in other cases", post("cONTENT-lENGTH: 5\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("Content-Length with white space around it", post("Content-Length:\t 5 \t\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("Content-Length with leading zeros", post("Content-Length: 0005\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row(
                                "Content-Length with many leading zeros",
                                post("Content-Length: " + times(40, "0") + "5\r\n", "hello"))
                        .answer(200, 400)
                        .left(),
                row("GET with a body", "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
                        .answer(200)
                        .body("GET / @h 5:hello")
                        .keeps(),
                row(
                                "a body that holds a request is a body",
                                post("Content-Length: " + SMUGGLED.length() + "\r\n", SMUGGLED))
                        .answer(200)
                        .body("POST / @h 35:" + SMUGGLED)
                        .keeps(),
                row("all 256 bytes as content", post("Content-Length: 256\r\n", everyByte()))
                        .answer(200)
                        .body("POST / @h 256:" + everyByte())
                        .keeps(),
                row("one byte at a time", "")
                        .trickle(post("Content-Length: 5\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("two equal Content-Length collapse", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row(
                                "two different Content-Length",
                                post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello" + SMUGGLED))
                        .answer(400)
                        .closes(),
                row("two Content-Length, the first zero", post("Content-Length: 0\r\nContent-Length: 35\r\n", SMUGGLED))
                        .answer(400)
                        .closes(),
                row("two Content-Length apart", post("Content-Length: 5\r\nA: b\r\ncontent-length: 4\r\n", "hello"))
                        .answer(400)
                        .closes(),
                row("two Content-Length, one malformed", post("Content-Length: 5\r\nContent-Length: x\r\n", "hello"))
                        .answer(400)
                        .closes(),
                length("list of unequal", " 5, 6", 400),
                length("list with an empty element", " 5,", 400),
                length("plus sign", " +5", 400),
                length("minus sign", " -5", 400),
                length("minus zero", " -0", 400),
                length("hexadecimal", " 0x5", 400),
                length("hex digits", " a", 400),
                length("fraction", " 5.0", 400),
                length("exponent", " 5e0", 400),
                length("underscore", " 1_0", 400),
                length("inner space", " 1 0", 400),
                length("inner tab", " 1\t0", 400),
                length("empty", "", 400),
                length("blank", "  ", 400),
                length("quoted", " \"5\"", 400),
                length("Arabic digit five as UTF-8", " \u00d9\u00a5", 400),
                length("superscript two in Latin-1", " \u00b2", 400),
                length("text after it", " 5abc", 400),
                length("parameter", " 5;q=1", 400),
                length("2^63", " 9223372036854775808", 400),
                length("2^64 + 5", " 18446744073709551621", 400),
                length("2^32 + 5 times 2^64", " 79228162514264337593543950341", 400),
                length("a thousand digits", " " + times(1000, "9"), 400),
                length("NUL after it", " 5\u0000", 400),
                length("vertical tab before", " \u000b5", 400),
                length("non-breaking space before", " \u00a05", 400),
                row("Content-Length that is cut short", post("Content-Length: 10\r\n", "hello"))
                        .halfClose()
                        .answer(400)
                        .closes(),
                row(
                                "Content-Length of 2^63-1 and no more body",
                                post("Content-Length: 9223372036854775807\r\n", "hello"))
                        .by((w, r) -> w.write("n=" + r.contentLength()))
                        .answer(200)
                        .body("n=9223372036854775807")
                        .field("Connection", "close")
                        .closes(),
                row("CL.TE", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SMUGGLED))
                        .answer(400)
                        .closes(),
                row("TE.CL", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n" + SMUGGLED))
                        .answer(400)
                        .closes(),
                row("CL 0 and TE", post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SMUGGLED))
                        .answer(400)
                        .closes(),
                row(
                                "CL and TE named in Connection",
                                post(
                                        "Connection: Transfer-Encoding\r\n"
                                                + "Content-Length: 5\r\n"
                                                + "Transfer-Encoding: chunked\r\n",
                                        "0\r\n\r\n" + SMUGGLED))
                        .answer(400)
                        .closes(),
                row(
                                "framing does not depend on Connection",
                                post("Connection: Content-Length\r\nContent-Length: 5\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("CL and an unknown TE", post("Content-Length: 5\r\nTransfer-Encoding: gzip\r\n", "hello"))
                        .answer(400, 501)
                        .closes(),
                row(
                                "Transfer-Encoding in other cases",
                                post("transfer-ENCODING: ChUnKeD\r\n", "5\r\nhello\r\n0\r\n\r\n"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row(
                                "Transfer-Encoding with white space around it",
                                post("Transfer-Encoding: \t chunked \t\r\n", "5\r\nhello\r\n0\r\n\r\n"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                coding("twice in a list", "Transfer-Encoding: chunked, chunked\r\n"),
                coding("in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                coding("chunked then identity", "Transfer-Encoding: chunked, identity\r\n"),
                coding(
                        "chunked then identity in two fields",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
                coding("identity then chunked", "Transfer-Encoding: identity, chunked\r\n"),
                coding("identity", "Transfer-Encoding: identity\r\n"),
                coding("gzip", "Transfer-Encoding: gzip\r\n"),
                coding("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n"),
                coding("chunked, gzip", "Transfer-Encoding: chunked, gzip\r\n"),
                coding("unknown", "Transfer-Encoding: cow\r\n"),
                coding("xchunked", "Transfer-Encoding: xchunked\r\n"),
                coding("chunkedx", "Transfer-Encoding: chunkedx\r\n"),
                coding("quoted", "Transfer-Encoding: \"chunked\"\r\n"),
                coding("with a parameter", "Transfer-Encoding: chunked;foo=bar\r\n"),
                coding("with an empty parameter", "Transfer-Encoding: chunked;\r\n"),
                coding("leading comma", "Transfer-Encoding: ,chunked\r\n"),
                coding("trailing comma", "Transfer-Encoding: chunked,\r\n"),
                coding("empty", "Transfer-Encoding:\r\n"),
                coding("blank", "Transfer-Encoding: \t \r\n"),
                coding("vertical tab before", "Transfer-Encoding: \u000bchunked\r\n"),
                coding("vertical tab after it", "Transfer-Encoding: chunked\u000b\r\n"),
                coding("form feed before", "Transfer-Encoding: \u000cchunked\r\n"),
                coding("NUL after it", "Transfer-Encoding: chunked\u0000\r\n"),
                coding("non-breaking space before", "Transfer-Encoding: \u00a0chunked\r\n"),
                coding("space before the colon", "Transfer-Encoding : chunked\r\n"),
                coding("tab before the colon", "Transfer-Encoding\t: chunked\r\n"),
                coding("on a folded line", "Transfer-Encoding:\r\n chunked\r\n"),
                coding("with a bare LF before", "A: b\nTransfer-Encoding: chunked\r\n"),
                coding("with a Kelvin sign for k in UTF-8", "Transfer-Encoding: chun\u00e2\u0084\u00aaed\r\n"),
                row(
                                "chunked from HTTP/1.0",
                                "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED)
                        .answer(400)
                        .closes(),
                row(
                                "chunked from HTTP/1.0 that wants to be kept",
                                "POST / HTTP/1.0\r\n"
                                        + "Connection: keep-alive\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + "0\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a length from HTTP/1.0", "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello")
                        .answer(200)
                        .body("POST / @ 5:hello")
                        .closesSilently(),
                row("CONNECT with content", "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\nContent-Length: 5\r\n\r\nhello")
                        .answer(400)
                        .closes(),
                row(
                                "a name that looks like a length",
                                post("X-Content-Length: 7\r\nContent_Length: 7\r\nContent-Length: 5\r\n", "hello"))
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps());
    }

    private static String everyByte() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            all.append((char) i);
        }
        return all.toString();
    }
}
