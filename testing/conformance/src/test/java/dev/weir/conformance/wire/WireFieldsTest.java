package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;
import static dev.weir.conformance.wire.Row.times;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Field lines (RFC 9112 section 5, RFC 9110 section 5.5) and the limits of a head. */
public class WireFieldsTest extends WireSuite {
    /** Every field but Host as {@code [name=value]}. */
    private static final Handler FIELDS = (w, r) -> {
        StringBuilder text = new StringBuilder();
        for (Headers.Field field : r.headers()) {
            if (!field.name().equalsIgnoreCase("host")) {
                text.append('[')
                        .append(field.name())
                        .append('=')
                        .append(field.value())
                        .append(']');
            }
        }
        w.header("Content-Type", "text/plain").write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    };

    private static Row seen(String name, String fields, String seen) {
        return row(name, "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n")
                .by(FIELDS)
                .answer(200)
                .body(seen)
                .keeps();
    }

    private static Row bad(String name, String fields) {
        return row(name, "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n")
                .answer(400)
                .closes();
    }

    /** A request whose head has exactly so many bytes. */
    private static String headOf(int bytes) {
        String start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
        return start + times(bytes - start.length() - 4, "x") + "\r\n\r\n";
    }

    @Override
    public Stream<Row> rows() {
        return Stream.of(
                seen("order, case and repetition are kept", "b: 1\r\nA: 2\r\nB: 3\r\na: 4\r\n", "[b=1][A=2][B=3][a=4]"),
                seen("no white space after the colon", "A:b\r\n", "[A=b]"),
                seen("white space around the value", "A: \t b \t \r\n", "[A=b]"),
                seen("white space within the value", "A: b \t c\r\n", "[A=b \t c]"),
                seen("an empty value", "A:\r\nB: \r\n", "[A=][B=]"),
                seen("a colon in the value", "A: b: c\r\n", "[A=b: c]"),
                seen(
                        "every kind of token character in the name",
                        "!#$%&'*+-.^_`|~0aZ: b\r\n",
                        "[!#$%&'*+-.^_`|~0aZ=b]"),
                seen("bytes over 0x7f pass", "A: \u0080\u00e4\u00ff\r\n", "[A=\u0080\u00e4\u00ff]"),
                seen("UTF-8 passes as bytes", "A: \u00c3\u00a4\r\n", "[A=\u00c3\u00a4]"),
                seen("names with the same hash", "Aa: 1\r\nBB: 2\r\n", "[Aa=1][BB=2]"),
                bad("a space before the colon", "A : b\r\n"),
                bad("a tab before the colon", "A\t: b\r\n"),
                bad("an obs-fold", "A: b\r\n c\r\n"),
                bad("an obs-fold with a tab", "A: b\r\n\tc\r\n"),
                bad("an obs-fold after an empty value", "A:\r\n b\r\n"),
                bad("a line of white space", "A: b\r\n \r\nC: d\r\n"),
                row("white space before the first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a tab before the first field", "GET / HTTP/1.1\r\n\tHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("a line of white space before the first field", "GET / HTTP/1.1\r\n \r\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                bad("no colon", "A\r\n"),
                bad("no name", ": b\r\n"),
                bad("only a colon", ":\r\n"),
                bad("a NUL in the value", "A: b\u0000c\r\n"),
                bad("a bare CR in the value", "A: b\rc\r\n"),
                bad("a CR at the end of the value", "A: b\r\r\n"),
                bad("a bare LF in the value", "A: b\nC: d\r\n"),
                bad("a control in the value", "A: b\u0001\r\n"),
                bad("an escape in the value", "A: \u001b[31m\r\n"),
                bad("a DEL in the value", "A: b\u007f\r\n"),
                bad("a vertical tab before the value", "A:\u000bb\r\n"),
                bad("a form feed after the value", "A: b\u000c\r\n"),
                bad("a NUL in the name", "A\u0000: b\r\n"),
                bad("a control in the name", "A\u0001: b\r\n"),
                bad("a byte over 0x7f in the name", "\u00c4: b\r\n"),
                bad("a space in the name", "A B: c\r\n"),
                bad("a parenthesis in the name", "A(): b\r\n"),
                bad("a slash in the name", "A/B: c\r\n"),
                bad("a quote in the name", "\"A\": b\r\n"),
                bad("an at sign in the name", "@A: b\r\n"),
                bad("a request line among the fields", "GET /smuggled HTTP/1.1\r\n"),
                row("a head of exactly 64 KiB", headOf(65536))
                        .answer(200)
                        .body("GET / @h 0:")
                        .keeps(),
                row("a head of 64 KiB and a byte", headOf(65537)).answer(431).closes(),
                row("a field of 1 MiB", headOf(1 << 20)).answer(431).closes(),
                row("a field without end", "GET / HTTP/1.1\r\nHost: h\r\nA: " + times(300_000, "x"))
                        .answer(431)
                        .closes(),
                row("fields without end", "GET / HTTP/1.1\r\nHost: h\r\n" + times(30_000, "A: b\r\n"))
                        .answer(431)
                        .closes(),
                row("500 fields", "GET / HTTP/1.1\r\nHost: h\r\n" + times(499, "A: b\r\n") + "\r\n")
                        .by((w, r) -> w.write("" + r.headers().size()))
                        .answer(200)
                        .body("500")
                        .keeps(),
                row("501 fields", "GET / HTTP/1.1\r\nHost: h\r\n" + times(500, "A: b\r\n") + "\r\n")
                        .answer(431)
                        .closes(),
                row("100,000 fields", "GET / HTTP/1.1\r\nHost: h\r\n" + times(100_000, "A: b\r\n") + "\r\n")
                        .answer(431)
                        .closes(),
                row(
                                "what was refused is followed by nothing",
                                "GET / HTTP/1.1\r\nHost: h\r\nA\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("an error says why in one line of text", "GET / HTTP/1.1\r\n\r\n")
                        .answer(400)
                        .field("Content-Type", "text/plain; charset=utf-8")
                        .bodyHas("Host")
                        .closes());
    }
}
