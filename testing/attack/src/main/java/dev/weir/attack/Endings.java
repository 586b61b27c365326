package dev.weir.attack;

import static dev.weir.wire.testkit.Http2Wire.END_HEADERS;
import static dev.weir.wire.testkit.Http2Wire.GOAWAY;
import static dev.weir.wire.testkit.Http2Wire.HEADERS;

import dev.weir.wire.testkit.Http2Wire;
import java.nio.ByteBuffer;
import java.util.List;

/** Streams and connections that a client ends at the wrong moment, or goes on with after their end. */
public final class Endings {
    private static final int CANCEL = 8;

    private Endings() {}

    /** All of them whose answer is always the same. */
    public static List<Http2Attack> all() {
        return List.of(
                resetWhileOpen(),
                resetBehindTheRequest(),
                resetOfAnswered(),
                resetTwice(),
                resetOfUnread(),
                badResetLength(),
                dataBehindTheEnd(),
                headersBehindTheEnd(),
                dataOnClosed(),
                dataBehindOwnReset(),
                headersBehindOwnReset(),
                trailersThatDoNotEnd(),
                goAwayInMidRequest(),
                goAwayWithHighestId(),
                goAwayOnAStream(),
                shortGoAway(),
                requestBehindGoAway(),
                halfClosedInMidRequest());
    }

    /** The request is under way, and its handler reads it. */
    public static Http2Attack resetWhileOpen() {
        return Http2Attack.begun("RST_STREAM while open", (wire, seen, _) -> {
            wire.request(1, false, "POST", "/echo").data(1, false, "some").flush();
            seen.await("what is echoed", s -> s.content(1) == 4);
            wire.reset(1, CANCEL);
        });
    }

    /** The request is whole, and its handler is at work. */
    public static Http2Attack resetBehindTheRequest() {
        return Http2Attack.begun("RST_STREAM while half-closed", (wire, seen, _) -> {
            wire.get(1, "/events/1000").flush();
            seen.await("the beginning of the answer", s -> s.status(1) != null);
            wire.reset(1, CANCEL);
        });
    }

    /** The answer is out. */
    public static Http2Attack resetOfAnswered() {
        return Http2Attack.begun("RST_STREAM of a closed stream", (wire, seen, _) -> {
            wire.get(1, "/plaintext").flush();
            seen.await("the answer", s -> s.whole() == 1);
            wire.reset(1, CANCEL);
        });
    }

    /** A stream that is reset already. */
    public static Http2Attack resetTwice() {
        return Http2Attack.begun(
                "RST_STREAM twice",
                (wire, _, _) -> wire.get(1, "/delay/60000").reset(1, CANCEL).reset(1, CANCEL));
    }

    /** The answer is out and the request is not: the server has reset it itself. */
    public static Http2Attack resetOfUnread() {
        return Http2Attack.begun("RST_STREAM of a stream that the server has reset", (wire, seen, _) -> {
            wire.request(1, false, "POST", "/nowhere").flush();
            seen.await("the server's reset", s -> s.reset(1) != null);
            wire.reset(1, CANCEL).data(1, true, "late");
        });
    }

    /** Section 6.4: RST_STREAM is of 4 octets. */
    public static Http2Attack badResetLength() {
        return Http2Attack.begun(
                "bad RST_STREAM length",
                (wire, _, _) -> wire.get(1, "/delay/60000").frame(Http2Wire.RST_STREAM, 0, 1, new byte[3]));
    }

    /** Section 5.1, half-closed (remote). */
    public static Http2Attack dataBehindTheEnd() {
        return Http2Attack.begun(
                "DATA after END_STREAM",
                (wire, _, _) -> wire.get(1, "/delay/60000").data(1, true, "more"));
    }

    /** The same with fields. */
    public static Http2Attack headersBehindTheEnd() {
        return Http2Attack.begun(
                "HEADERS after END_STREAM",
                (wire, _, _) -> wire.get(1, "/delay/60000").headers(1, true, "a: b"));
    }

    /** Section 5.1, closed by END_STREAM on both sides. */
    public static Http2Attack dataOnClosed() {
        return Http2Attack.begun("DATA on a closed stream", (wire, seen, _) -> {
            wire.get(1, "/plaintext").flush();
            seen.await("the answer", s -> s.whole() == 1);
            wire.data(1, true, "more");
        });
    }

    /** Section 5.1, closed by the client's own RST_STREAM. */
    public static Http2Attack dataBehindOwnReset() {
        return Http2Attack.begun(
                "DATA after the client's RST_STREAM",
                (wire, _, _) ->
                        wire.request(1, false, "POST", "/echo").reset(1, CANCEL).data(1, true, "more"));
    }

    /** The same with fields. */
    public static Http2Attack headersBehindOwnReset() {
        return Http2Attack.begun(
                "HEADERS after the client's RST_STREAM",
                (wire, _, _) ->
                        wire.request(1, false, "POST", "/echo").reset(1, CANCEL).headers(1, true, "a: b"));
    }

    /** Section 8.1: a second HEADERS must end the stream. */
    public static Http2Attack trailersThatDoNotEnd() {
        return Http2Attack.begun(
                "trailers without END_STREAM",
                (wire, _, _) -> wire.request(1, false, "POST", "/echo")
                        .data(1, false, "some")
                        .frame(HEADERS, END_HEADERS, 1, wire.block("a: b")));
    }

    private static byte[] goAway(int last) {
        return ByteBuffer.allocate(8).putInt(last).putInt(0).array();
    }

    /** Section 6.8: what is open is finished, and then the connection ends. */
    public static Http2Attack goAwayInMidRequest() {
        return Http2Attack.begun("GOAWAY in mid-request", (wire, seen, _) -> {
            wire.request(1, false, "POST", "/echo").data(1, false, "one ");
            wire.frame(GOAWAY, 0, 0, goAway(0));
            wire.data(1, true, "two").flush();
            seen.awaitEnd();
        });
    }

    /** A client has no use for the ids of a server that does not push; any will do. */
    public static Http2Attack goAwayWithHighestId() {
        return Http2Attack.begun("GOAWAY with 2^31-1, twice", (wire, seen, _) -> {
            wire.get(1, "/plaintext");
            wire.frame(GOAWAY, 0, 0, goAway(Integer.MAX_VALUE)).frame(GOAWAY, 0, 0, goAway(Integer.MAX_VALUE));
            wire.flush();
            seen.awaitEnd();
        });
    }

    /** Section 6.8: GOAWAY is the connection's. */
    public static Http2Attack goAwayOnAStream() {
        return Http2Attack.begun("GOAWAY on a stream", (wire, _, _) -> wire.frame(GOAWAY, 0, 1, goAway(0)));
    }

    /** GOAWAY is of 8 octets at least. */
    public static Http2Attack shortGoAway() {
        return Http2Attack.begun("short GOAWAY", (wire, _, _) -> wire.frame(GOAWAY, 0, 0, new byte[7]));
    }

    /** A client must not open streams after its GOAWAY. */
    public static Http2Attack requestBehindGoAway() {
        return Http2Attack.begun("request after GOAWAY", (wire, seen, _) -> {
            wire.get(1, "/delay/200");
            wire.frame(GOAWAY, 0, 0, goAway(0)).get(3, "/plaintext").flush();
            seen.awaitEnd();
        });
    }

    /** The connection is cut while requests are under way. */
    public static Http2Attack leftInMidRequest() {
        return Http2Attack.begun("connection cut in mid-request", (wire, seen, size) -> {
            for (int stream = 1; stream < 2 * size; stream += 2) {
                wire.request(stream, false, "POST", "/echo").data(stream, false, "some");
            }
            wire.flush();
            seen.await("what is echoed", s -> s.content(2 * size - 1) == 4 || s.ended());
            wire.close();
        });
    }

    /** The client's side is closed while a request is at work: it asks nothing more, and still gets its answer. */
    public static Http2Attack halfClosedInMidRequest() {
        return Http2Attack.begun("half-close in mid-request", (wire, seen, _) -> {
            wire.get(1, "/events/5").flush();
            seen.await("the beginning of the answer", s -> s.status(1) != null);
            wire.closeOutput();
            seen.awaitEnd();
        });
    }

    /** The same at once, when the request's handler may not have begun. */
    public static Http2Attack halfClosedAtOnce() {
        return Http2Attack.begun("half-close right after a request", (wire, seen, _) -> {
            wire.get(1, "/delay/300").flush();
            wire.closeOutput();
            seen.awaitEnd();
        });
    }
}
