package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TunnelRequest;
import dev.weir.wire.testkit.Answer.Framing;
import java.io.IOException;
import java.util.stream.Stream;

/** What a handler's response becomes on the wire (RFC 9110 sections 6.4 and 15, RFC 9112 sections 6 and 7). */
public class WireResponseTest extends WireSuite {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String GET10 = "GET / HTTP/1.0\r\n\r\n";
    private static final String AFTER = "GET /never HTTP/1.1\r\nHost: h\r\n\r\n";

    private static Row get(String name, Handler handler) {
        return row(name, GET).by(handler);
    }

    private static Row head(String name, Handler handler) {
        return row("HEAD: " + name, HEAD).by(handler);
    }

    private static Row get10(String name, Handler handler) {
        return row("1.0: " + name, GET10).by(handler);
    }

    /** A handler whose misuse must be an exception of a type: answers with the type's name. */
    private static Row refused(String name, Class<? extends Exception> type, Misuse misuse) {
        return get(name, (w, r) -> {
                    try {
                        misuse.on(w);
                    } catch (Exception e) {
                        if (!w.committed()) {
                            w.headers().clear();
                        }
                        w.write(type.isInstance(e) ? "refused" : e.toString());
                        return;
                    }
                    w.write("was not refused");
                })
                .answer(200)
                .bodyHas("refused")
                .no("Evil")
                .keeps();
    }

    private interface Misuse {
        void on(ResponseWriter w) throws Exception;
    }

    @Override
    public Stream<Row> rows() {
        return Stream.of(lengths(), statuses(), fields(), splitting(), failures(), interims(), trailers(), upgrades())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> lengths() {
        return Stream.of(
                get("nothing written", (w, r) -> {})
                        .answer(200)
                        .body("")
                        .field("Content-Length", "0")
                        .keeps(),
                get("what fits the buffer has a length", (w, r) -> w.write("hello"))
                        .answer(200)
                        .body("hello")
                        .field("Content-Length", "5")
                        .keeps(),
                get("4,096 bytes have a length", (w, r) -> w.write("x".repeat(4096)))
                        .answer(200)
                        .bodySize(4096)
                        .field("Content-Length", "4096")
                        .keeps(),
                get("4,097 bytes come in chunks", (w, r) -> w.write("x".repeat(4097)))
                        .answer(200)
                        .bodySize(4097)
                        .framing(Framing.CHUNKED)
                        .keeps(),
                get("many small writes", (w, r) -> {
                            for (int i = 0; i < 10_000; i++) {
                                w.write('x');
                            }
                        })
                        .answer(200)
                        .bodySize(10_000)
                        .framing(Framing.CHUNKED)
                        .keeps(),
                get("a flush commits to chunks", (w, r) -> {
                            w.flush();
                            w.write("hello");
                        })
                        .answer(200)
                        .body("hello")
                        .framing(Framing.CHUNKED)
                        .keeps(),
                get("a flush and nothing else", (w, r) -> w.flush())
                        .answer(200)
                        .body("")
                        .framing(Framing.CHUNKED)
                        .keeps(),
                get("close gives a length", (w, r) -> {
                            w.write("hello");
                            w.close();
                        })
                        .answer(200)
                        .body("hello")
                        .field("Content-Length", "5")
                        .keeps(),
                get("a length that was set", (w, r) -> {
                            w.header("Content-Length", "10");
                            w.write("hello");
                            w.flush();
                            w.write("hello");
                        })
                        .answer(200)
                        .body("hellohello")
                        .field("Content-Length", "10")
                        .keeps(),
                get("a length that was set and is kept to, large", (w, r) -> {
                            w.header("Content-Length", "100000");
                            w.write("x".repeat(100_000));
                        })
                        .answer(200)
                        .bodySize(100_000)
                        .field("Content-Length", "100000")
                        .keeps(),
                get("a length of zero", (w, r) -> w.header("Content-Length", "0"))
                        .answer(200)
                        .body("")
                        .keeps(),
                get("too much for the length fails the write", (w, r) -> {
                            w.header("Content-Length", "5").write("hello");
                            try {
                                w.write("!");
                            } catch (IOException e) {
                                return;
                            }
                            throw new AssertionError("the write did not fail");
                        })
                        .answer(200)
                        .body("hello")
                        .keeps(),
                get(
                                "too much for the length at once is a failure",
                                (w, r) -> w.header("Content-Length", "4").write("hello"))
                        .answer(500)
                        .keeps(),
                row("too much for the length, committed", GET + AFTER)
                        .by((w, r) -> {
                            w.header("Content-Length", "5").write("he");
                            w.flush();
                            w.write("llo!");
                        })
                        .answer(200)
                        .cut(),
                row("too little for the length cuts", GET + AFTER)
                        .by((w, r) -> {
                            w.header("Content-Length", "10").write("hello");
                        })
                        .answer(200)
                        .cut(),
                row("too little for the length, flushed, cuts", GET + AFTER)
                        .by((w, r) -> {
                            w.header("Content-Length", "10").write("hello");
                            w.flush();
                        })
                        .answer(200)
                        .bodyHas("hello")
                        .cut(),
                row("nothing for the length cuts", GET + AFTER)
                        .by((w, r) -> w.header("Content-Length", "10"))
                        .answer(200)
                        .cut(),
                get("a length that is none is refused", (w, r) -> {
                            w.header("Content-Length", "x");
                            w.write("hello");
                        })
                        .answer(500)
                        .keeps(),
                get("a length with a sign is refused", (w, r) -> {
                            w.header("Content-Length", "+5");
                            w.write("hello");
                        })
                        .answer(500)
                        .keeps(),
                get("a Transfer-Encoding that the handler sets", (w, r) -> {
                            w.header("Transfer-Encoding", "chunked").write("hello");
                        })
                        .answer(500)
                        .keeps(),
                get(
                                "a suppressed length gives chunks",
                                (w, r) -> w.suppress("Content-Length").write("hello"))
                        .answer(200)
                        .body("hello")
                        .framing(Framing.CHUNKED)
                        .keeps(),
                get10("what fits the buffer", (w, r) -> w.write("hello"))
                        .answer(200)
                        .body("hello")
                        .field("Content-Length", "5")
                        .closesSilently(),
                get10("what does not fit ends by the close", (w, r) -> w.write("x".repeat(100_000)))
                        .answer(200)
                        .bodySize(100_000)
                        .framing(Framing.CLOSE)
                        .closesSilently(),
                get10("nothing", (w, r) -> {}).answer(200).body("").closesSilently(),
                head("has the length and no content", (w, r) -> w.write("hello"))
                        .answer(200)
                        .toHead()
                        .field("Content-Length", "5")
                        .keeps(),
                head("a length that was set stays", (w, r) -> w.header("Content-Length", "1000000"))
                        .answer(200)
                        .toHead()
                        .field("Content-Length", "1000000")
                        .keeps(),
                head("more than the buffer", (w, r) -> w.write("x".repeat(100_000)))
                        .answer(200)
                        .toHead()
                        .no("Content-Length")
                        .keeps(),
                head("flushed", (w, r) -> {
                            w.write("x");
                            w.flush();
                            w.write("y");
                        })
                        .answer(200)
                        .toHead()
                        .keeps(),
                head("the type is guessed as for GET", (w, r) -> w.write("<html>"))
                        .answer(200)
                        .toHead()
                        .field("Content-Type", "text/html; charset=utf-8")
                        .keeps(),
                head("an error has no content either", (w, r) -> {
                            throw HttpError.notFound();
                        })
                        .answer(404)
                        .toHead()
                        .keeps(),
                head("of a failure", (w, r) -> {
                            throw new IllegalStateException("on purpose");
                        })
                        .answer(500)
                        .toHead()
                        .keeps(),
                row("HEAD: 1.0", "HEAD / HTTP/1.0\r\n\r\n")
                        .by((w, r) -> w.write("hello"))
                        .answer(200)
                        .toHead()
                        .closesSilently(),
                row("HEAD: a bad one has no content", "HEAD / HTTP/1.1\r\n\r\n")
                        .answer(400)
                        .left(),
                row("CONNECT: a 2xx has no length", "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n")
                        .by((w, r) -> w.status(200))
                        .answer(200)
                        .no("Content-Length")
                        .no("Transfer-Encoding")
                        .left());
    }

    private static Stream<Row> statuses() {
        return Stream.of(
                get("200 to 599", (w, r) -> w.status(599).write("x"))
                        .answer(599)
                        .body("x")
                        .keeps(),
                get("a status without a phrase", (w, r) -> w.status(299))
                        .answer(299)
                        .keeps(),
                get("204 has no length", (w, r) -> w.status(204))
                        .answer(204)
                        .no("Content-Length")
                        .keeps(),
                get(
                                "204 drops a length and content",
                                (w, r) -> w.status(204)
                                        .header("Content-Length", "5")
                                        .write("hello"))
                        .answer(204)
                        .no("Content-Length")
                        .no("Transfer-Encoding")
                        .keeps(),
                get("204 drops content that was flushed", (w, r) -> {
                            w.status(204).write("hello");
                            w.flush();
                            w.write("hello");
                        })
                        .answer(204)
                        .no("Transfer-Encoding")
                        .no("Content-Type")
                        .keeps(),
                get(
                                "304 has no content",
                                (w, r) -> w.status(304).header("ETag", "\"e\"").write("hello"))
                        .answer(304)
                        .field("ETag", "\"e\"")
                        .no("Transfer-Encoding")
                        .keeps(),
                get(
                                "304 keeps the length that a 200 would have",
                                (w, r) -> w.status(304).header("Content-Length", "5"))
                        .answer(304)
                        .field("Content-Length", "5")
                        .keeps(),
                get("205 has no content", (w, r) -> w.status(205).write("hello"))
                        .answer(205)
                        .body("")
                        .keeps(),
                get(
                                "205 with a length",
                                (w, r) -> w.status(205)
                                        .header("Content-Length", "5")
                                        .write("hello"))
                        .answer(205)
                        .body("")
                        .keeps(),
                get(
                                "the last status counts",
                                (w, r) -> w.status(404).status(201).write("x"))
                        .answer(201)
                        .keeps(),
                refused("status 199", IllegalArgumentException.class, w -> w.status(199)),
                refused("status 101", IllegalArgumentException.class, w -> w.status(101)),
                refused("status 600", IllegalArgumentException.class, w -> w.status(600)),
                refused("status 0", IllegalArgumentException.class, w -> w.status(0)),
                refused("a status after the commitment", IllegalStateException.class, w -> {
                    w.flush();
                    w.status(404);
                }),
                refused("a field after the commitment", IllegalStateException.class, w -> {
                    w.flush();
                    w.header("Evil", "x");
                }),
                refused("a field in headers() after the commitment", UnsupportedOperationException.class, w -> {
                    w.flush();
                    w.headers().set("Evil", "x");
                }),
                refused("suppress after the commitment", IllegalStateException.class, w -> {
                    w.flush();
                    w.suppress("Date");
                }),
                refused("suppress of another field", IllegalArgumentException.class, w -> w.suppress("Server")),
                get("writing after close", (w, r) -> {
                            w.write("x");
                            w.close();
                            try {
                                w.write("y");
                            } catch (IllegalStateException e) {
                                return;
                            }
                            throw new AbortHandler();
                        })
                        .answer(200)
                        .body("x")
                        .keeps());
    }

    private static Stream<Row> fields() {
        return Stream.of(
                get("the handler's fields in order", (w, r) -> {
                            w.headers().add("B", "1").add("A", "2").add("B", "3");
                        })
                        .answer(200)
                        .field("A", "2")
                        .keeps(),
                get("Date is suppressed", (w, r) -> w.suppress("Date").write("x"))
                        .answer(200)
                        .noDate()
                        .no("Date")
                        .keeps(),
                get(
                                "Date that the handler sets",
                                (w, r) -> w.header("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
                                        .write("x"))
                        .answer(200)
                        .field("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
                        .keeps(),
                get("the type is guessed: text", (w, r) -> w.write("hello"))
                        .answer(200)
                        .field("Content-Type", "text/plain; charset=utf-8")
                        .keeps(),
                get("the type is guessed: HTML", (w, r) -> w.write("<!DOCTYPE html><p>"))
                        .answer(200)
                        .field("Content-Type", "text/html; charset=utf-8")
                        .keeps(),
                get(
                                "the type is guessed: PNG",
                                (w, r) -> w.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}))
                        .answer(200)
                        .field("Content-Type", "image/png")
                        .keeps(),
                get("the type is guessed when flushed", (w, r) -> {
                            w.write("<html>");
                            w.flush();
                        })
                        .answer(200)
                        .field("Content-Type", "text/html; charset=utf-8")
                        .keeps(),
                get(
                                "the type that was set stays",
                                (w, r) -> w.header("content-type", "a/b").write("<html>"))
                        .answer(200)
                        .field("Content-Type", "a/b")
                        .keeps(),
                get(
                                "the type is suppressed",
                                (w, r) -> w.suppress("Content-Type").write("x"))
                        .answer(200)
                        .no("Content-Type")
                        .keeps(),
                get(
                                "no type for coded content",
                                (w, r) -> w.header("Content-Encoding", "gzip").write("x"))
                        .answer(200)
                        .no("Content-Type")
                        .keeps(),
                get("no type without content", (w, r) -> {})
                        .answer(200)
                        .no("Content-Type")
                        .keeps(),
                get(
                                "bytes over 0x7f in a value",
                                (w, r) -> w.header("A", "\u00e4\u00ff").write("x"))
                        .answer(200)
                        .field("A", "\u00e4\u00ff")
                        .keeps(),
                get(
                                "a large header section",
                                (w, r) -> w.header("A", "x".repeat(100_000)).write("y"))
                        .answer(200)
                        .body("y")
                        .field("A", "x".repeat(100_000))
                        .keeps());
    }

    private static Stream<Row> splitting() {
        return Stream.of(
                refused("CRLF in a value", IllegalArgumentException.class, w -> w.header("A", "x\r\nEvil: y")),
                refused("LF in a value", IllegalArgumentException.class, w -> w.header("A", "x\nEvil: y")),
                refused("CR in a value", IllegalArgumentException.class, w -> w.header("A", "x\rEvil: y")),
                refused("NUL in a value", IllegalArgumentException.class, w -> w.header("A", "x\u0000")),
                refused(
                        "U+010A in a value, whose low byte is LF",
                        IllegalArgumentException.class,
                        w -> w.header("A", "x\u010aEvil: y")),
                refused("U+560A in a value", IllegalArgumentException.class, w -> w.header("A", "x\u560aEvil: y")),
                refused("U+0100 in a value", IllegalArgumentException.class, w -> w.header("A", "\u0100")),
                refused("CRLF at the end of a value", IllegalArgumentException.class, w -> w.header("A", "x\r\n")),
                refused(
                        "CRLF by add",
                        IllegalArgumentException.class,
                        w -> w.headers().add("A", "x\r\nEvil: y")),
                refused("CRLF in Location", IllegalArgumentException.class, w -> w.header("Location", "/\r\nEvil: y")),
                refused("CRLF in a name", IllegalArgumentException.class, w -> w.header("A\r\nEvil", "y")),
                refused("a colon in a name", IllegalArgumentException.class, w -> w.header("Evil:", "y")),
                refused("a space in a name", IllegalArgumentException.class, w -> w.header("Evil ", "y")),
                refused("an empty name", IllegalArgumentException.class, w -> w.header("", "y")),
                refused(
                        "U+0141 in a name, whose low byte is A",
                        IllegalArgumentException.class,
                        w -> w.header("\u0141", "y")),
                refused(
                        "CRLF in a trailer",
                        IllegalArgumentException.class,
                        w -> w.trailers().set("A", "x\r\nEvil: y")),
                refused(
                        "CRLF in an interim field",
                        IllegalArgumentException.class,
                        w -> w.inform(103, new Headers().set("A", "x\r\nEvil: y"))),
                get("CRLF that the handler does not catch", (w, r) -> w.header("A", "x\r\nEvil: y"))
                        .answer(500)
                        .no("Evil")
                        .no("A")
                        .keeps(),
                get("CRLF in an HttpError", (w, r) -> {
                            throw HttpError.notFound().with("A", "x\r\nEvil: y");
                        })
                        .answer(500)
                        .no("Evil")
                        .keeps());
    }

    private static Stream<Row> failures() {
        return Stream.of(
                get("an exception", (w, r) -> {
                            throw new IllegalStateException("secret");
                        })
                        .answer(500)
                        .body("Internal Server Error\n")
                        .keeps(),
                get("an exception drops what was not sent", (w, r) -> {
                            w.status(201).header("A", "b").write("half");
                            throw new IOException("secret");
                        })
                        .answer(500)
                        .body("Internal Server Error\n")
                        .field("A", "b")
                        .keeps(),
                get("an Error", (w, r) -> {
                            throw new StackOverflowError();
                        })
                        .answer(500)
                        .keeps(),
                get("an AssertionError", (w, r) -> {
                            throw new AssertionError("secret");
                        })
                        .answer(500)
                        .keeps(),
                get("an InterruptedException", (w, r) -> {
                            throw new InterruptedException();
                        })
                        .answer(500)
                        .keeps(),
                get("a handler that leaves its thread interrupted", (w, r) -> {
                            w.write("x");
                            Thread.currentThread().interrupt();
                        })
                        .answer(200)
                        .body("x")
                        .keeps(),
                get("a handler that writes much while interrupted", (w, r) -> {
                            Thread.currentThread().interrupt();
                            w.write("x".repeat(100_000));
                            w.flush();
                        })
                        .answer(200)
                        .bodySize(100_000)
                        .keeps(),
                row("an exception after the commitment cuts", GET + AFTER)
                        .by((w, r) -> {
                            w.write("half");
                            w.flush();
                            throw new IllegalStateException("secret");
                        })
                        .answer(200)
                        .bodyHas("half")
                        .cut(),
                row("an Error after the commitment cuts", GET + AFTER)
                        .by((w, r) -> {
                            w.write("half");
                            w.flush();
                            throw new StackOverflowError();
                        })
                        .answer(200)
                        .bodyHas("half")
                        .cut(),
                row("an HttpError after the commitment cuts", GET + AFTER)
                        .by((w, r) -> {
                            w.write("half");
                            w.flush();
                            throw HttpError.notFound();
                        })
                        .answer(200)
                        .bodyHas("half")
                        .cut(),
                row("1.0: an exception after the commitment is no orderly end", GET10)
                        .by((w, r) -> {
                            w.write("half");
                            w.flush();
                            throw new IllegalStateException("secret");
                        })
                        .answer(200)
                        .cut(),
                row("AbortHandler before the commitment", GET + AFTER)
                        .by((w, r) -> {
                            w.write("never sent");
                            throw new AbortHandler();
                        })
                        .rawEnd()
                        .left(),
                row("AbortHandler after the commitment", GET + AFTER)
                        .by((w, r) -> {
                            w.write("half");
                            w.flush();
                            throw new AbortHandler();
                        })
                        .answer(200)
                        .bodyHas("half")
                        .cut(),
                get("an HttpError", (w, r) -> {
                            w.header("A", "b").write("dropped");
                            throw new HttpError(418, "I am a teapot").with("C", "d");
                        })
                        .answer(418)
                        .body("I am a teapot\n")
                        .field("C", "d")
                        .field("A", "b")
                        .field("Content-Type", "text/plain; charset=utf-8")
                        .keeps(),
                get("an HttpError with the status's own phrase", (w, r) -> {
                            throw new HttpError(404);
                        })
                        .answer(404)
                        .body("Not Found\n")
                        .keeps(),
                get("an HttpError with a length of its own", (w, r) -> {
                            throw new HttpError(404, "x").with("Content-Length", "1000");
                        })
                        .answer(404)
                        .body("x\n")
                        .keeps(),
                get("an exception that holds an HttpError is a failure", (w, r) -> {
                            throw new IllegalStateException(HttpError.notFound());
                        })
                        .answer(500)
                        .keeps(),
                row("content over a limit", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
                        .by((w, r) -> r.withContentLimit(4).content().readAllBytes())
                        .answer(413)
                        .keeps(),
                row(
                                "chunked content over a limit",
                                "POST / HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + "5\r\n"
                                        + "hello\r\n"
                                        + "0\r\n\r\n")
                        .by((w, r) -> r.withContentLimit(4).content().readAllBytes())
                        .answer(413)
                        .keeps(),
                row("content of just the limit", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
                        .by((w, r) -> w.write(r.withContentLimit(5).content().readAllBytes()))
                        .answer(200)
                        .body("hello")
                        .keeps());
    }

    private static Stream<Row> interims() {
        Headers link = new Headers().add("Link", "</a>; rel=preload");
        Handler hints = (w, r) -> {
            w.inform(103, link);
            w.inform(102, new Headers());
            w.inform(103, link);
            w.write("x");
        };
        return Stream.of(
                get("any number of interim answers", hints)
                        .answer(103)
                        .field("Link", "</a>; rel=preload")
                        .answer(102)
                        .answer(103)
                        .answer(200)
                        .no("Link")
                        .body("x")
                        .keeps(),
                get10("no interim answers", hints).answer(200).body("x").closesSilently(),
                refused("inform 101", IllegalArgumentException.class, w -> w.inform(101, new Headers())),
                refused("inform 200", IllegalArgumentException.class, w -> w.inform(200, new Headers())),
                refused("inform 99", IllegalArgumentException.class, w -> w.inform(99, new Headers())),
                refused("inform after the commitment", IllegalStateException.class, w -> {
                    w.flush();
                    w.inform(103, new Headers());
                }),
                get("an interim answer, then a failure", (w, r) -> {
                            w.inform(103, link);
                            throw new IllegalStateException("on purpose");
                        })
                        .answer(103)
                        .answer(500)
                        .no("Link")
                        .keeps());
    }

    private static Stream<Row> trailers() {
        return Stream.of(
                get("a trailer that is announced", (w, r) -> {
                            w.header("Trailer", "A");
                            w.write("x");
                            w.flush();
                            w.trailers().set("A", "b");
                        })
                        .answer(200)
                        .body("x")
                        .field("Trailer", "A")
                        .trailer("A", "b")
                        .keeps(),
                get("a trailer that is set late", (w, r) -> {
                            w.flush();
                            w.trailers().set("A", "b");
                        })
                        .answer(200)
                        .no("Trailer")
                        .trailer("A", "b")
                        .keeps(),
                get("a trailer that is set early is announced by the server", (w, r) -> {
                            w.trailers().set("A", "b");
                            w.write("x");
                        })
                        .answer(200)
                        .body("x")
                        .framing(Framing.CHUNKED)
                        .field("Trailer", "A")
                        .trailer("A", "b")
                        .keeps(),
                get("a trailer with a length is dropped", (w, r) -> {
                            w.header("Content-Length", "1");
                            w.trailers().set("A", "b");
                            w.write("x");
                        })
                        .answer(200)
                        .body("x")
                        .framing(Framing.LENGTH)
                        .keeps(),
                get("a trailer with a length is not announced", (w, r) -> {
                            w.header("Content-Length", "1").header("Trailer", "A");
                            w.trailers().set("A", "b");
                            w.write("x");
                        })
                        .answer(200)
                        .body("x")
                        .framing(Framing.LENGTH)
                        .no("Trailer")
                        .keeps(),
                get(
                                "a trailer that is announced and never set",
                                (w, r) -> w.header("Trailer", "A").write("x"))
                        .answer(200)
                        .body("x")
                        .framing(Framing.LENGTH)
                        .no("Trailer")
                        .keeps(),
                get("a trailer that may not be one", (w, r) -> {
                            w.trailers().set("Set-Cookie", "a=b");
                            w.write("x");
                        })
                        .answer(200)
                        .body("x")
                        .framing(Framing.LENGTH)
                        .no("Trailer")
                        .no("Set-Cookie")
                        .keeps(),
                get("a trailer twice is announced once", (w, r) -> {
                            w.trailers().add("A", "b").add("a", "c").add("Host", "h");
                            w.write("x");
                        })
                        .answer(200)
                        .body("x")
                        .framing(Framing.CHUNKED)
                        .field("Trailer", "A")
                        .keeps(),
                get("a trailer with 204", (w, r) -> {
                            w.status(204).header("Trailer", "A");
                            w.trailers().set("A", "b");
                        })
                        .answer(204)
                        .no("Trailer")
                        .keeps(),
                get("a trailer with 304", (w, r) -> {
                            w.status(304);
                            w.trailers().set("A", "b");
                        })
                        .answer(304)
                        .no("Trailer")
                        .keeps(),
                get10("trailers are not announced", (w, r) -> {
                            w.header("Trailer", "A");
                            w.trailers().set("A", "b");
                            w.write("x");
                        })
                        .answer(200)
                        .body("x")
                        .framing(Framing.LENGTH)
                        .no("Trailer")
                        .closesSilently(),
                head("trailers are not announced", (w, r) -> {
                            w.header("Trailer", "A");
                            w.trailers().set("A", "b");
                            w.write("x");
                        })
                        .answer(200)
                        .toHead()
                        .no("Trailer")
                        .keeps(),
                get10("trailers are dropped", (w, r) -> {
                            w.trailers().set("A", "b");
                            w.write("x");
                        })
                        .answer(200)
                        .body("x")
                        .closesSilently(),
                head("trailers are dropped", (w, r) -> {
                            w.trailers().set("A", "b");
                            w.write("x");
                        })
                        .answer(200)
                        .toHead()
                        .keeps());
    }

    private static Stream<Row> upgrades() {
        String ask = "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
        Handler echo = (w, r) -> {
            try (var connection = w.as(TunnelRequest.class).orElseThrow().accept("echo")) {
                connection.input().transferTo(connection.output());
            }
        };
        Handler refusing = (w, r) -> {
            var asked = w.as(TunnelRequest.class);
            try {
                if (asked.isPresent()) {
                    asked.get().accept("echo").close();
                } else {
                    w.write("nothing was asked");
                }
            } catch (IllegalStateException e) {
                w.write("refused");
            } catch (IllegalArgumentException e) {
                w.write("another was asked");
            }
        };
        return Stream.of(
                row("upgrade", ask)
                        .by(echo)
                        .answer(101)
                        .field("Upgrade", "echo")
                        .field("Connection", "Upgrade")
                        .send("ping")
                        .raw("ping")
                        .send(" pong")
                        .raw(" pong")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row("bytes after the request belong to the new protocol", ask + "early")
                        .by(echo)
                        .answer(101)
                        .raw("early")
                        .send(" late")
                        .raw(" late")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row("a request after an upgrade is no request", ask + GET)
                        .by(echo)
                        .answer(101)
                        .raw(GET)
                        .halfClose()
                        .rawEnd()
                        .left(),
                row(
                                "upgrade, in other cases and a list",
                                "GET / HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Connection: keep-alive, UPGRADE\r\n"
                                        + "Upgrade: foo/1, Echo\r\n\r\n"
                                        + "x")
                        .by(echo)
                        .answer(101)
                        .raw("x")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row(
                                "upgrade with content that was read",
                                "POST / HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Connection: upgrade\r\n"
                                        + "Upgrade: echo\r\n"
                                        + "Content-Length: 5\r\n\r\n"
                                        + "hello!")
                        .by((w, r) -> {
                            r.content().readAllBytes();
                            echo.serve(w, r);
                        })
                        .answer(101)
                        .raw("!")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row(
                                "upgrade with content that was not read",
                                "POST / HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Connection: upgrade\r\n"
                                        + "Upgrade: echo\r\n"
                                        + "Content-Length: 5\r\n\r\n"
                                        + "hello")
                        .by(refusing)
                        .answer(200)
                        .body("refused")
                        .keeps(),
                row("no Upgrade from 1.0", "GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n")
                        .by(refusing)
                        .answer(200)
                        .body("nothing was asked")
                        .closesSilently(),
                row("Upgrade that Connection does not name", "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: echo\r\n\r\n")
                        .by(refusing)
                        .answer(200)
                        .body("nothing was asked")
                        .keeps(),
                row(
                                "Upgrade to another protocol",
                                "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n")
                        .by(refusing)
                        .answer(200)
                        .body("another was asked")
                        .keeps(),
                row("Upgrade that the handler ignores", ask)
                        .answer(200)
                        .body("GET / @h 0:")
                        .no("Upgrade")
                        .keeps(),
                row(
                                "Upgrade: h2c is ignored",
                                "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n")
                        .answer(200)
                        .body("GET / @h 0:")
                        .no("Upgrade")
                        .keeps(),
                row(
                                "Upgrade: TLS/1.0 is ignored",
                                "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n" + "Upgrade: TLS/1.0\r\n\r\n")
                        .answer(200)
                        .no("Upgrade")
                        .keeps(),
                row(
                                "100 goes before 101",
                                "POST / HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Connection: upgrade\r\n"
                                        + "Upgrade: echo\r\n"
                                        + "Expect: 100-continue\r\n"
                                        + "Content-Length: 5\r\n\r\n")
                        .by((w, r) -> {
                            r.content().readAllBytes();
                            echo.serve(w, r);
                        })
                        .answer(100)
                        .send("hello")
                        .answer(101)
                        .send("x")
                        .raw("x")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row("upgrade after the commitment is refused", ask)
                        .by((w, r) -> {
                            w.flush();
                            refusing.serve(w, r);
                        })
                        .answer(200)
                        .body("refused")
                        .keeps(),
                row("hijack without a word", GET + "rest")
                        .by((w, r) -> {
                            try (var connection =
                                    w.as(Hijacker.class).orElseThrow().hijack()) {
                                connection.output().write("raw ".getBytes());
                                connection.input().transferTo(connection.output());
                            }
                        })
                        .raw("raw rest")
                        .send("!")
                        .raw("!")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row("hijack twice", GET)
                        .by((w, r) -> {
                            Hijacker hijacker = w.as(Hijacker.class).orElseThrow();
                            try (var connection = hijacker.hijack()) {
                                try {
                                    hijacker.hijack();
                                } catch (IllegalStateException e) {
                                    connection.output().write("refused".getBytes());
                                }
                            }
                        })
                        .raw("refused")
                        .rawEnd()
                        .left(),
                row("a hijacked connection outlives the handler", GET)
                        .by((w, r) -> {
                            var connection = w.as(Hijacker.class).orElseThrow().hijack();
                            Thread.ofVirtual().start(() -> {
                                try (connection) {
                                    connection.output().write("first ".getBytes());
                                    connection.input().transferTo(connection.output());
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
                        })
                        .raw("first ")
                        .send("then")
                        .raw("then")
                        .halfClose()
                        .rawEnd()
                        .left(),
                row("a response's methods are refused after hijack", GET)
                        .by((w, r) -> {
                            try (var connection =
                                    w.as(Hijacker.class).orElseThrow().hijack()) {
                                try {
                                    w.write("x");
                                } catch (IllegalStateException e) {
                                    connection.output().write("refused".getBytes());
                                }
                            }
                        })
                        .raw("refused")
                        .rawEnd()
                        .left());
    }
}
