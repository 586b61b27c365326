package dev.weir.conformance.wire;

import static dev.weir.conformance.wire.Row.row;
import static dev.weir.conformance.wire.Row.times;

import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Answer;
import java.util.stream.Stream;

/** Limits other than the defaults, each just below and just over. */
public class WireLimitsTest extends WireSuite {
    @Override
    void configure(ServerBuilder builder) {
        builder.maxHeaderBytes(2000)
                .maxHeaderCount(5)
                .maxTargetBytes(100)
                .maxDrainBytes(10)
                .responseBufferSize(512)
                .answerOptionsAsterisk(false)
                .sendDate(false);
    }

    private static String fields(int n) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + times(n - 1, "A: b\r\n") + "\r\n";
    }

    private static String head(int bytes) {
        String start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
        return start + times(bytes - start.length() - 4, "x") + "\r\n\r\n";
    }

    @Override
    public Stream<Row> rows() {
        return Stream.of(
                row("maxHeaderCount", fields(5)).answer(200).noDate().keeps(),
                row("over maxHeaderCount", fields(6)).answer(431).noDate().closes(),
                row("maxHeaderBytes", head(2000)).answer(200).noDate().keeps(),
                row("over maxHeaderBytes", head(2001)).answer(431).noDate().closes(),
                row(
                                "trailers over maxHeaderBytes",
                                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: "
                                        + times(2000, "x") + "\r\n\r\n")
                        .answer(431, 400)
                        .noDate()
                        .closes(),
                row(
                                "trailers over maxHeaderBytes together",
                                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
                                        + times(4, "A: " + times(600, "x") + "\r\n") + "\r\n")
                        .answer(431, 400)
                        .noDate()
                        .closes(),
                row(
                                "trailers over maxHeaderCount",
                                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
                                        + times(6, "A: b\r\n") + "\r\n")
                        .answer(431, 400)
                        .noDate()
                        .closes(),
                row("maxTargetBytes", "GET /" + times(80, "a") + " HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .noDate()
                        .keeps(),
                row("over maxTargetBytes", "GET /" + times(100, "a") + " HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(414)
                        .noDate()
                        .closes(),
                row(
                                "over maxTargetBytes and maxHeaderBytes",
                                "GET /" + times(5000, "a") + " HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(414)
                        .noDate()
                        .closes(),
                row("maxDrainBytes", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789")
                        .by((w, r) -> w.write("x"))
                        .answer(200)
                        .noDate()
                        .keeps(),
                row("over maxDrainBytes", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n0123456789a")
                        .by((w, r) -> w.write("x"))
                        .answer(200)
                        .noDate()
                        .closes(),
                row("responseBufferSize", "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        .by((w, r) -> w.write(times(512, "x")))
                        .answer(200)
                        .noDate()
                        .framing(Answer.Framing.LENGTH)
                        .bodySize(512)
                        .keeps(),
                row("over responseBufferSize", "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                        .by((w, r) -> w.write(times(513, "x")))
                        .answer(200)
                        .noDate()
                        .framing(Answer.Framing.CHUNKED)
                        .bodySize(513)
                        .keeps(),
                row("OPTIONS * for the handler", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")
                        .answer(200)
                        .noDate()
                        .body("OPTIONS * @h 0:")
                        .keeps(),
                row("no Date on errors either", "GET / HTTP/1.1\r\n\r\n")
                        .answer(400)
                        .noDate()
                        .no("Date")
                        .closes());
    }
}
