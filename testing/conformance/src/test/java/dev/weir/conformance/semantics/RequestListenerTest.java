package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Http2Wire.Frame;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server's listener hears of requests that no handler sees: each once, with what was answered and why. */
class RequestListenerTest {
    private static final Handler NONE = (w, _) -> w.write("seen by a handler");

    private final Ends ends = new Ends();
    private Server server;

    private void start(UnaryOperator<ServerBuilder> settings, Handler handler) throws IOException {
        server = settings.apply(Server.builder()
                        .address("127.0.0.1:0")
                        .handler(ends.wrap(handler))
                        .requestListener(ends)
                        .errorLog(Servers.LOG))
                .build();
        server.start();
    }

    @AfterEach
    void nothingElseIsHeardOf() {
        server.close();
        ends.assertNoMore();
    }

    private Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    // ---- HTTP/1

    static Stream<Arguments> heads() {
        return Stream.of(
                arguments("GET / HTTP/1.1\r\n\r\n", "400: no Host"),
                arguments("GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", "400: more than one Host"),
                arguments("G\u0001T / HTTP/1.1\r\nHost: h\r\n\r\n", "400: not a method"),
                arguments(
                        "GET /%x HTTP/1.1\r\nHost: h\r\n\r\n",
                        "400: a percent sign in the path without two hexadecimal" + " digits"),
                arguments(
                        "GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: h\r\n\r\n",
                        "414: the request line is longer than" + " 200 bytes"),
                arguments(
                        "GET / HTTP/1.1\r\nHost: h\r\nExpect: more\r\n\r\n",
                        "417: an expectation other than" + " 100-continue"),
                arguments(
                        "GET https://h/ HTTP/1.1\r\nHost: h\r\n\r\n",
                        "421: the target's scheme is not that of the" + " connection"),
                arguments(
                        "GET / HTTP/1.1\r\nHost: h\r\nA: " + "a".repeat(2000) + "\r\n\r\n",
                        "431: the head is larger" + " than 1024 bytes"),
                arguments(
                        "GET / HTTP/1.1\r\nHost: h\r\n" + "A: b\r\n".repeat(30) + "\r\n",
                        "431: more than 20 field" + " lines"),
                arguments(
                        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                        "501: a transfer coding" + " other than chunked"),
                arguments("GET / HTTP/3.0\r\nHost: h\r\n\r\n", "505: HTTP/3.0"),
                arguments("GET / HTTP/1.1\r\nHost: ", "408: the head came too slowly"));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void aHeadThatIsRefusedOverHttp1(String head, String expected) throws Exception {
        Duration time = expected.startsWith("408") ? Duration.ofMillis(200) : Duration.ofMinutes(5);
        start(b -> b.maxTargetBytes(200).maxHeaderBytes(1024).maxHeaderCount(20).readHeaderTimeout(time), NONE);
        try (Wire wire = new Wire(socket())) {
            wire.send(head);
            Answer answer = wire.answer(false);
            RequestEnd end = ends.refused();
            assertEquals(expected, end.status() + ": " + end.message());
            assertEquals(
                    "REFUSED " + answer.status() + " " + answer.body().length(),
                    end.outcome() + " " + end.status() + " " + end.contentBytes());
            assertEquals("HTTP/1.1 stream 0", end.protocol() + " stream " + end.stream());
            assertEquals(wire.socket().getLocalSocketAddress(), end.remoteAddress());
            assertEquals("", end.pattern());
            assertTrue(end.request().isEmpty() && end.failure().isEmpty());
        }
    }

    /** The requests before it on the connection are heard of before. */
    @Test
    void aMalformedRequestBehindOthers() throws Exception {
        start(b -> b, (w, r) -> w.write(r.path()));
        try (Wire wire = new Wire(socket())) {
            wire.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: h\r\n\r\nGET /3\r\n\r\n");
            assertEquals(200, wire.answer(false).status());
            assertEquals(200, wire.answer(true).status());
            assertEquals(400, wire.answer(false).status());
        }
        assertEquals("COMPLETE 200 2", Ends.text(ends.next()));
        assertEquals("COMPLETE 200 0", Ends.text(ends.next()));
        assertEquals("REFUSED 400", ends.refused().outcome() + " 400");
    }

    /** What it throws is its own: the server goes on. */
    @Test
    void aListenerThatThrows() throws Exception {
        start(
                b -> b.requestListener(_ -> {
                    throw new AssertionError("on purpose");
                }),
                NONE);
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            wire.headers(1, true, ":method: GET").expect("RST_STREAM 1 PROTOCOL_ERROR");
            wire.get(3, "/");
            assertEquals("200 seen by a handler", wire.answer(3));
            assertEquals("REFUSED 0 0 stream 1", unseen().substring(0, 20));
            assertEquals("COMPLETE 200 17 stream 3", next());
        }
        try (Wire wire = new Wire(socket())) {
            wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /\r\n\r\n");
            assertEquals(200, wire.answer(false).status());
            assertEquals(400, wire.answer(false).status());
            assertEquals("", wire.rest());
        }
        assertEquals("COMPLETE 200 17 stream 0", next());
        assertTrue(unseen().startsWith("REFUSED 400 "));
    }

    // ---- HTTP/2

    private static Arguments row(String expected, String... fields) {
        List<String> all = new ArrayList<>(List.of(":method: GET", ":authority: h"));
        all.addAll(List.of(fields));
        return arguments(expected, all);
    }

    static Stream<Arguments> answered() {
        return Stream.of(
                row("414: the target is too long", ":scheme: http", ":path: /" + "a".repeat(300)),
                row("417: an expectation other than 100-continue", ":scheme: http", ":path: /", "expect: more"),
                row("421: the target's scheme is not that of the connection", ":scheme: https", ":path: /"),
                row("431: the fields are too large", ":scheme: http", ":path: /", "a: " + "a".repeat(2000)),
                row("400: a percent sign in the path without two hexadecimal digits", ":scheme: http", ":path: /%x"));
    }

    @ParameterizedTest
    @MethodSource("answered")
    void aRequestThatIsAnsweredWithARefusal(String expected, List<String> fields) throws Exception {
        start(b -> b.maxTargetBytes(200).maxHeaderBytes(1024), NONE);
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            wire.headers(1, true, fields.toArray(String[]::new));
            String answer = wire.answer(1);
            RequestEnd end = ends.refused();
            assertEquals(expected, end.status() + ": " + end.message());
            assertTrue(answer.startsWith(end.status() + " "), answer);
            assertEquals("REFUSED HTTP/2 1", end.outcome() + " " + end.protocol() + " " + end.stream());
            assertTrue(end.contentBytes() > 0 && end.failure().isEmpty());
            assertTrue(end.request().isPresent(), "it could be read");
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                row("a malformed request", ":scheme: http"),
                row("a malformed request", ":scheme: http", ":path: /", "A: upper case"),
                row("a malformed request", ":scheme: http", ":path: /", "connection: close"),
                row("a content-length, and no content", ":scheme: http", ":path: /", "content-length: 5"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedRequestWhoseStreamIsReset(String expected, List<String> fields) throws Exception {
        start(b -> b, NONE);
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            wire.headers(1, true, fields.toArray(String[]::new));
            wire.expect("RST_STREAM 1 PROTOCOL_ERROR");
            RequestEnd end = ends.refused();
            assertEquals(
                    "REFUSED 0 0 stream 1",
                    end.outcome() + " " + end.status() + " " + end.contentBytes() + " stream " + end.stream());
            assertTrue(end.message().startsWith(expected), end.message());
            wire.get(3, "/");
            assertEquals("200 seen by a handler", wire.answer(3));
            assertEquals("COMPLETE 200 17", Ends.text(ends.next()));
        }
    }

    /** A list that is far too large ends the connection, and the request with it. */
    @Test
    void aRequestThatEndsItsConnection() throws Exception {
        start(b -> b.maxHeaderBytes(1024), NONE);
        try (Http2Wire wire = Http2Wire.begin(socket())) {
            wire.request(1, true, "GET", "/", "a: " + "a".repeat(10_000));
            wire.expectGoAway("ENHANCE_YOUR_CALM");
            RequestEnd end = ends.refused();
            assertEquals("REFUSED 0 stream 1", end.outcome() + " " + end.status() + " stream " + end.stream());
            assertFalse(end.message().isEmpty());
        }
    }

    // ---- streams that are too many, and that wait

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    /** Holds its place until it is let go, whatever becomes of its request. */
    private final Handler holding = (_, _) -> {
        running.countDown();
        boolean waiting = true;
        while (waiting) {
            try {
                assertTrue(go.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
                waiting = false;
            } catch (InterruptedException e) {
                // It does not let itself be disturbed.
            }
        }
    };

    /** A connection whose one handler runs for a stream that was reset, so that the next stream has to wait. */
    private Http2Wire waiting() throws Exception {
        start(
                b -> b.protocol(new Http2Provider(
                        Http2Config.builder().maxConcurrentStreams(1).build())),
                holding);
        Http2Wire wire = Http2Wire.begin(socket());
        wire.get(1, "/");
        assertTrue(running.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        return wire;
    }

    @Test
    void aStreamBeyondTheLimit() throws Exception {
        try (Http2Wire wire = waiting()) {
            wire.get(3, "/");
            wire.expect("RST_STREAM 3 REFUSED_STREAM");
            RequestEnd end = ends.refused();
            assertEquals("REFUSED 0 0: too many streams are open", Ends.text(end));
            assertEquals(3, end.stream());
            go.countDown();
            assertEquals("200", wire.answer(1));
            assertEquals("COMPLETE 200 0", Ends.text(ends.next()));
        }
    }

    @Test
    void aStreamThatItsClientResetsWhileItWaits() throws Exception {
        try (Http2Wire wire = waiting()) {
            wire.reset(1, 8).get(3, "/").reset(3, 8).get(5, "/").expectAlive();
            go.countDown();
            assertEquals("200", wire.answer(5));
            assertEquals("CLIENT_GONE 0 0 stream 1", next());
            assertEquals("CLIENT_GONE 0 0 stream 3", unseen());
            assertEquals("COMPLETE 200 0 stream 5", next());
        }
    }

    @Test
    void aStreamThatWeResetWhileItWaits() throws Exception {
        try (Http2Wire wire = waiting()) {
            wire.reset(1, 8).request(3, false, "POST", "/", "content-length: 1").data(3, true, "too long");
            wire.expect("RST_STREAM 3 PROTOCOL_ERROR");
            go.countDown();
            assertEquals("CLIENT_GONE 0 0 stream 1", next());
            assertTrue(unseen().startsWith("REFUSED 0 0 stream 3: the stream was reset: PROTOCOL_ERROR"));
        }
    }

    @Test
    void streamsThatWaitWhenTheirClientGoes() throws Exception {
        try (Http2Wire wire = waiting()) {
            wire.reset(1, 8).get(3, "/").expectAlive();
            wire.breakOff();
            assertEquals("CLIENT_GONE 0 0 stream 3", unseen());
            go.countDown();
            assertEquals("CLIENT_GONE 0 0 stream 1", next());
        }
    }

    @Test
    void streamsThatWaitWhenTheServerCloses() throws Exception {
        try (Http2Wire wire = waiting()) {
            wire.reset(1, 8).get(3, "/").expectAlive();
            server.close();
            assertEquals("ABORTED 0 0 stream 3", unseen());
            go.countDown();
            assertEquals("CLIENT_GONE 0 0 stream 1", next());
        }
    }

    @Test
    void aRequestThatGoAwayRefuses() throws Exception {
        try (Http2Wire wire = waiting()) {
            Thread shutdown = Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(60)));
            Frame frame = wire.read();
            while (frame.type() != Http2Wire.GOAWAY || frame.number(0) != 1) {
                if (frame.type() == Http2Wire.PING && frame.flags() == 0) {
                    wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
                }
                frame = wire.read();
            }
            wire.get(3, "/");
            assertEquals(
                    "REFUSED 0 0 stream 3: the connection is about to be closed: the request may be sent on another",
                    unseen());
            go.countDown();
            assertEquals("200", wire.answer(1));
            assertEquals("COMPLETE 200 0 stream 1", next());
            shutdown.join();
        }
    }

    private String next() throws InterruptedException {
        return text(ends.next());
    }

    private String unseen() throws InterruptedException {
        return text(ends.refused());
    }

    private static String text(RequestEnd end) {
        return end.outcome() + " " + end.status() + " " + end.contentBytes() + " stream " + end.stream()
                + (end.message().isEmpty() ? "" : ": " + end.message());
    }
}
