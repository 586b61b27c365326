package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;
import static dev.weir.conformance.wire.Row.times;

import dev.weir.wire.testkit.Answer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Which connections last (RFC 9112 section 9), pipelining, and {@code Expect} (RFC 9110 section 10.1.1). */
public class WireKeepAliveTest extends WireSuite {
    private static String get(String target, String fields) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    }

    private static String get10(String fields) {
        return "GET / HTTP/1.0\r\nHost: h\r\n" + fields + "\r\n";
    }

    private static Row keeps(String name, String fields) {
        return row(name, get("/", fields)).answer(200).body("GET / @h 0:").keeps();
    }

    private static Row closes(String name, String fields) {
        return row(name, get("/", fields) + get("/never", ""))
                .answer(200)
                .body("GET / @h 0:")
                .closes();
    }

    private static String expecting(String value) {
        return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: " + value + "\r\n\r\n";
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(Stream.concat(connections(), pipelines()), expectations());
    }

    private static Stream<Row> connections() {
        return Stream.of(
                row("1.1 is kept", get("/", "")).answer(200).no("Connection").keeps(),
                keeps("keep-alive on 1.1", "Connection: keep-alive\r\n"),
                closes("close", "Connection: close\r\n"),
                closes("close in other cases", "cONNECTION: ClOsE\r\n"),
                closes("close in a list", "Connection: foo, close ,bar\r\n"),
                closes("close in a list with tabs and empty elements", "Connection: ,,\tclose\t,\r\n"),
                closes("close in a second field", "Connection: foo\r\nConnection: close\r\n"),
                closes("close beside keep-alive", "Connection: keep-alive, close\r\n"),
                keeps("another word that holds close", "Connection: closed, not-close\r\n"),
                keeps("an empty Connection", "Connection:\r\n"),
                keeps("Proxy-Connection says nothing", "Proxy-Connection: close\r\n"),
                keeps("Keep-Alive says nothing", "Keep-Alive: timeout=1, max=1\r\n"),
                row("1.0 is closed", get10("") + get10(""))
                        .answer(200)
                        .body("GET / @h 0:")
                        .closesSilently(),
                row("1.0 with keep-alive is kept", get10("Connection: keep-alive\r\n"))
                        .answer(200)
                        .field("Connection", "keep-alive")
                        .keeps(),
                row("1.0 with keep-alive in other cases and a list", get10("Connection: foo, Keep-ALIVE\r\n"))
                        .answer(200)
                        .field("Connection", "keep-alive")
                        .keeps(),
                row("1.0 with keep-alive and close", get10("Connection: keep-alive, close\r\n"))
                        .answer(200)
                        .closesSilently(),
                row("1.0 with keep-alive and a length that is not known", get10("Connection: keep-alive\r\n"))
                        .by((w, r) -> {
                            w.write("a");
                            w.flush();
                            w.write("b");
                        })
                        .answer(200)
                        .body("ab")
                        .framing(Answer.Framing.CLOSE)
                        .closesSilently(),
                row("1.0 kept, then closed", get10("Connection: keep-alive\r\n") + get10(""))
                        .answer(200)
                        .answer(200)
                        .closesSilently(),
                row("the handler closes", get("/", "") + get("/never", ""))
                        .by((w, r) -> w.header("Connection", "close").write("x"))
                        .answer(200)
                        .body("x")
                        .field("Connection", "close")
                        .closes(),
                row("the handler closes a response in chunks", get("/", "") + get("/never", ""))
                        .by((w, r) -> {
                            w.header("Connection", "close").write("x");
                            w.flush();
                        })
                        .answer(200)
                        .body("x")
                        .framing(Answer.Framing.CHUNKED)
                        .closes(),
                row("a client that sends and half-closes gets its answer", get("/", ""))
                        .halfClose()
                        .answer(200)
                        .body("GET / @h 0:")
                        .rawEnd()
                        .left(),
                row(
                                "a client that sends content and half-closes gets its answer",
                                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
                        .halfClose()
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .rawEnd()
                        .left(),
                row("a client that pipelines and half-closes gets all answers", get("/1", "") + get("/2", ""))
                        .halfClose()
                        .answer(200)
                        .body("GET /1 @h 0:")
                        .answer(200)
                        .body("GET /2 @h 0:")
                        .rawEnd()
                        .left(),
                row("a client that half-closes gets the answer of a handler that takes its time", get("/", ""))
                        .halfClose()
                        .by((w, r) -> {
                            long end = System.nanoTime() + 1_000_000_000L;
                            while (System.nanoTime() < end) {
                                LockSupport.parkNanos(10_000_000);
                                // Deaf to interrupts, as much work is.
                                Thread.interrupted();
                            }
                            w.write("late");
                        })
                        .answer(200)
                        .body("late")
                        .rawEnd()
                        .left(),
                row("a client that half-closes gets a large answer", get("/", ""))
                        .halfClose()
                        .by((w, r) -> w.write("x".repeat(500_000)))
                        .answer(200)
                        .bodySize(500_000)
                        .rawEnd()
                        .left());
    }

    private static Stream<Row> pipelines() {
        Row hundred = row("a hundred requests in one piece", hundred());
        for (int i = 0; i < 100; i++) {
            hundred.answer(200).body("GET /" + i + " @h 0:");
        }
        Row lengths = row("a hundred requests with large answers", times(100, get("/", "")))
                .by((w, r) -> w.write("x".repeat(10_000)));
        for (int i = 0; i < 100; i++) {
            lengths.answer(200).bodySize(10_000);
        }
        return Stream.of(
                row("two requests in one piece", get("/1", "") + get("/2", ""))
                        .answer(200)
                        .body("GET /1 @h 0:")
                        .answer(200)
                        .body("GET /2 @h 0:")
                        .keeps(),
                row("a request and a half, then the rest", get("/1", "") + "GET /2 HTTP")
                        .answer(200)
                        .body("GET /1 @h 0:")
                        .send("/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .body("GET /2 @h 0:")
                        .keeps(),
                hundred.keeps(),
                lengths.keeps(),
                row(
                                "bodies of every kind between requests",
                                "POST /1 HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Content-Length: 5\r\n\r\n"
                                        + "helloPOST /2 HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + "2\r\n"
                                        + "hi\r\n"
                                        + "0\r\n\r\n"
                                        + get("/3", "") + "POST /4 HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
                                        + "HEAD /5 HTTP/1.1\r\nHost: h\r\n\r\n" + get("/6", ""))
                        .answer(200)
                        .body("POST /1 @h 5:hello")
                        .answer(200)
                        .body("POST /2 @h 2:hi")
                        .answer(200)
                        .body("GET /3 @h 0:")
                        .answer(200)
                        .body("POST /4 @h 0:")
                        .answer(200)
                        .toHead()
                        .answer(200)
                        .body("GET /6 @h 0:")
                        .keeps(),
                row(
                                "unread bodies between requests",
                                "POST /1 HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Content-Length: 5\r\n\r\n"
                                        + "helloPOST /2 HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + "2\r\n"
                                        + "hi\r\n"
                                        + "0\r\n\r\n"
                                        + get("/3", ""))
                        .by((w, r) -> w.write(r.rawPath()))
                        .answer(200)
                        .body("/1")
                        .answer(200)
                        .body("/2")
                        .answer(200)
                        .body("/3")
                        .keeps(),
                row(
                                "an early end of the response leaves the rest of the body in its place",
                                "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhello" + "more"
                                        + get("/2", ""))
                        .by((w, r) -> {
                            int first = r.content().read();
                            w.write(r.rawPath() + " " + first);
                            w.close();
                        })
                        .answer(200)
                        .body("/1 104")
                        .answer(200)
                        .body("/2 -1")
                        .keeps(),
                row(
                                "what follows close is not answered",
                                get("/1", "") + get("/2", "Connection: close\r\n") + get("/3", ""))
                        .answer(200)
                        .body("GET /1 @h 0:")
                        .answer(200)
                        .body("GET /2 @h 0:")
                        .closes(),
                row(
                                "answers before a bad request go out",
                                get("/1", "") + get("/2", "") + "BAD\r\n\r\n" + get("/3", ""))
                        .answer(200)
                        .body("GET /1 @h 0:")
                        .answer(200)
                        .body("GET /2 @h 0:")
                        .answer(400)
                        .closes(),
                row("answers before a failure go out", get("/1", "") + get("/fail", "") + get("/3", ""))
                        .by((w, r) -> {
                            if (r.rawPath().equals("/fail")) {
                                throw new IllegalStateException("on purpose");
                            }
                            w.write(r.rawPath());
                        })
                        .answer(200)
                        .body("/1")
                        .answer(500)
                        .answer(200)
                        .body("/3")
                        .keeps());
    }

    private static String hundred() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            all.append(get("/" + i, ""));
        }
        return all.toString();
    }

    private static Stream<Row> expectations() {
        return Stream.of(
                row("100-continue goes out when the handler reads", expecting("100-continue"))
                        .answer(100)
                        .no("Date")
                        .send("hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("100-continue in other cases", expecting("100-CONTINUE"))
                        .answer(100)
                        .send("hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row(
                                "100-continue with chunks",
                                "POST / HTTP/1.1\r\n"
                                        + "Host: h\r\n"
                                        + "Transfer-Encoding: chunked\r\n"
                                        + "Expect: 100-continue\r\n\r\n")
                        .answer(100)
                        .send("5\r\nhello\r\n0\r\n\r\n")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("a handler that does not read: no 100, and the end", expecting("100-continue"))
                        .by((w, r) -> w.status(403).write("no"))
                        .answer(403)
                        .body("no")
                        .closes(),
                row("a handler that fails before it reads", expecting("100-continue"))
                        .by((w, r) -> {
                            throw new IllegalStateException("on purpose");
                        })
                        .answer(500)
                        .closes(),
                row("a handler that answers first and reads then", expecting("100-continue") + "hello")
                        .by((w, r) -> {
                            w.write("early ");
                            w.flush();
                            w.write(r.content().readAllBytes());
                        })
                        .answer(200)
                        .bodyHas("early ")
                        .closes(),
                row("content that did not wait", expecting("100-continue") + "hello")
                        .answer(100)
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("100-continue without content", "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n")
                        .answer(200)
                        .body("GET / @h 0:")
                        .keeps(),
                row(
                                "100-continue with Content-Length 0",
                                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n")
                        .answer(200)
                        .body("POST / @h 0:")
                        .keeps(),
                row("100-continue twice in a list", expecting("100-continue, 100-Continue"))
                        .answer(100)
                        .send("hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("100-continue in two fields", expecting("100-continue\r\nExpect: 100-continue"))
                        .answer(100)
                        .send("hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("100-continue among empty members", expecting(",\t100-continue , ,"))
                        .answer(100)
                        .send("hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("an empty list of expectations", expecting("") + "hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("a list of commas", expecting(" , ,") + "hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .keeps(),
                row("another expectation in a second field", expecting("100-continue\r\nExpect: foo"))
                        .answer(417)
                        .closes(),
                row("another expectation", expecting("200-ok")).answer(417).closes(),
                row("another expectation beside 100-continue", expecting("100-continue, foo"))
                        .answer(417)
                        .closes(),
                row("an expectation with a parameter", expecting("100-continue;x=y"))
                        .answer(417)
                        .closes(),
                row(
                                "100-continue from 1.0 is ignored",
                                "POST / HTTP/1.0\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                        .send("hello")
                        .answer(200)
                        .body("POST / @h 5:hello")
                        .closesSilently(),
                row(
                                "another expectation from 1.0 is ignored",
                                "POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: foo\r\n\r\nhello")
                        .answer(200, 417)
                        .left(),
                row(
                                "100-continue for a bad request",
                                "POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                        .answer(400)
                        .closes(),
                row("100-continue twice on one connection", expecting("100-continue"))
                        .answer(100)
                        .send("hello")
                        .answer(200)
                        .send(expecting("100-continue"))
                        .answer(100)
                        .send("hello")
                        .answer(200)
                        .keeps());
    }
}
