package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.ForwardingResponseWriter;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.ResponseWriter;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When hooks run, what they leave to the connection, and how content passes encoders: over every protocol. */
class HooksTest {
    private final BlockingQueue<String> runs = new LinkedBlockingQueue<>();

    private static String text(Reply reply) throws IOException {
        return new String(reply.readAll(), StandardCharsets.UTF_8);
    }

    /** Middleware around a router: what is noted has its name. */
    private Handler noting(String name, Handler next) {
        return (w, r) -> {
            w.onCommit(c -> runs.add(name + " commits " + c.status()));
            w.onEnd(end -> runs.add(name + " ends " + end.status()));
            next.serve(w, r);
            runs.add(name + " has returned" + (w.committed() ? ", committed" : ""));
        };
    }

    @ParameterizedTest
    @EnumSource
    void theOrder(Wiring wiring) throws Exception {
        Handler app = (w, _) -> {
            w.inform(103, new Headers());
            runs.add("writes");
            w.write("small");
        };
        try (ObservedServer s = new ObservedServer(wiring, noting("outer", noting("inner", app)));
                Call call = s.get("/")) {
            assertEquals("small", text(call.reply()));
            s.ends.next();
            assertEquals(
                    List.of(
                            "writes",
                            "inner has returned",
                            "outer has returned",
                            "inner commits 200",
                            "outer commits 200",
                            "inner ends 200",
                            "outer ends 200"),
                    List.copyOf(runs));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfAStreamedAnswer(Wiring wiring) throws Exception {
        Handler app = (w, _) -> {
            w.flush();
            runs.add("writes");
            w.write("streamed");
        };
        try (ObservedServer s = new ObservedServer(wiring, noting("outer", noting("inner", app)));
                Call call = s.get("/")) {
            assertEquals("streamed", text(call.reply()));
            s.ends.next();
            assertEquals(
                    List.of(
                            "inner commits 200",
                            "outer commits 200",
                            "writes",
                            "inner has returned, committed",
                            "outer has returned, committed",
                            "inner ends 200",
                            "outer ends 200"),
                    List.copyOf(runs));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP1, /a/1, GET /a/{x}",
        "H2C,   /a/1, GET /a/{x}",
        "H2,    /a/1, GET /a/{x}",
        "HTTP1, /b,   ''",
        "H2C,   /b,   ''",
        "H2,    /b,   ''"
    })
    void theRouteIsSeenAroundTheRouter(Wiring wiring, String target, String pattern) throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("GET /a/{x}", (_, r) -> {
            throw new HttpError(410, r.pathValue("x"));
        });
        Handler around = (w, r) -> {
            w.onCommit(c -> runs.add("at the commit " + r.pattern()));
            try {
                // A copy, as middleware makes it: the route is of the request that it was made of.
                mux.serve(w, r.withHeaders(Headers.empty()));
            } finally {
                runs.add("after " + r.pattern());
            }
        };
        try (ObservedServer s = new ObservedServer(wiring, around);
                Call call = s.get(target)) {
            call.reply().readAll();
            assertEquals(pattern, s.ends.next().pattern());
            assertEquals(List.of("after " + pattern, "at the commit " + pattern), List.copyOf(runs));
        }
    }

    // ---- hooks that fail

    @ParameterizedTest
    @EnumSource
    void aHookThatFailsIsAnswered(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, _) -> {
                    w.header("X-Request-Id", "7");
                    w.onCommit(_ -> {
                        throw new IllegalStateException("on purpose");
                    });
                    w.write("lost");
                });
                Call call = s.get("/")) {
            Reply reply = call.reply();
            assertEquals("500 7", reply.status() + " " + reply.field("X-Request-Id"));
            assertEquals("Internal Server Error\n", text(reply));
            assertEquals("COMPLETE 500 22 ! on purpose", Ends.text(s.ends.next()));
            assertEquals(1, s.server.stats().handlersFailed());
        }
    }

    /** What it throws, and an interrupt that it leaves, are its own: the connection goes on. */
    @ParameterizedTest
    @EnumSource
    void theConnectionOutlivesHooksOfTheEnd(Wiring wiring) throws Exception {
        Handler failing = (w, r) -> {
            w.onEnd(_ -> {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("on purpose");
            });
            w.write(r.path());
        };
        try (ObservedServer s = new ObservedServer(wiring, failing)) {
            if (wiring.http2()) {
                for (int i = 0; i < 3; i++) {
                    try (Call call = s.get("/" + i)) {
                        assertEquals("/" + i, text(call.reply()));
                    }
                }
            } else {
                try (Wire wire = new Wire(wiring.socket(s.server))) {
                    String request = "GET /%d HTTP/1.1\r\nHost: h\r\n\r\n";
                    wire.send(request.formatted(0));
                    assertEquals("/0", wire.answer(false).body());
                    wire.send(request.formatted(1) + request.formatted(2));
                    assertEquals("/1", wire.answer(false).body());
                    assertEquals("/2", wire.answer(false).body());
                }
            }
            for (int i = 0; i < 3; i++) {
                assertEquals("COMPLETE 200 2", Ends.text(s.ends.next()));
            }
        }
    }

    // ---- HTTP/1 alone

    @Test
    void pipelinedRequestsEndInOrderAndOnce() throws Exception {
        try (ObservedServer s = new ObservedServer(Wiring.HTTP1, (w, r) -> {
                    zip(w);
                    w.status(r.path().equals("/2") ? 204 : 200).write(r.path().repeat(30));
                });
                Wire wire = new Wire(Wiring.HTTP1.socket(s.server))) {
            StringBuilder all = new StringBuilder();
            for (int i = 1; i <= 4; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n");
                all.append(i == 4 ? "Connection: close\r\n\r\n" : "\r\n");
            }
            wire.send(all.toString());
            for (int i = 1; i <= 4; i++) {
                Answer answer = wire.answer(false);
                assertEquals(i == 2 ? "" : ("/" + i).repeat(30), i == 2 ? answer.body() : unzip(answer.body()));
                assertEquals(answer.body().length(), s.ends.next().contentBytes());
                assertEquals(i == 4, answer.connection("close"));
            }
            assertEquals("", wire.rest());
        }
    }

    private static void zip(ResponseWriter w) {
        w.onCommit(c -> {
            c.headers().set("Content-Encoding", "gzip");
            c.encode(out -> new GZIPOutputStream(out, true));
        });
    }

    private static String unzip(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return new String(
                new GZIPInputStream(new java.io.ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Content without a length ends with the connection there, the encoder's last bytes included. */
    @Test
    void anHttp10ClientGetsTheEncodersEnd() throws Exception {
        try (ObservedServer s = new ObservedServer(Wiring.HTTP1, (w, _) -> {
                    zip(w);
                    w.write("one ");
                    w.flush();
                    w.write("two");
                });
                Wire wire = new Wire(Wiring.HTTP1.socket(s.server))) {
            wire.send("GET / HTTP/1.0\r\n\r\n");
            Answer answer = wire.answer(false);
            assertEquals(Answer.Framing.CLOSE, answer.framing());
            assertEquals("one two", unzip(answer.body()));
            var end = s.ends.next();
            assertEquals("HTTP/1.0 COMPLETE 200", end.protocol() + " " + Ends.summary(end));
            assertEquals(answer.body().length(), end.contentBytes());
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 100 200 2", "false, 200 0"})
    void aClientThatWaitsForContinue(boolean reads, String expected) throws Exception {
        try (ObservedServer s = new ObservedServer(Wiring.HTTP1, (w, r) -> {
                    w.onCommit(c -> runs.add("commit " + c.status()));
                    if (reads) {
                        w.write(r.content().readAllBytes());
                    }
                });
                Wire wire = new Wire(Wiring.HTTP1.socket(s.server))) {
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            Answer answer = wire.answer(false);
            String statuses = "" + answer.status();
            if (answer.interim()) {
                wire.send("ab");
                statuses += " " + wire.answer(false).status();
            }
            var end = s.ends.next();
            assertEquals(expected, statuses + " " + end.contentBytes());
            assertEquals(List.of("commit 200"), List.copyOf(runs), "an interim response is not committed");
        }
    }

    // ---- content that passes encoders

    @ParameterizedTest
    @EnumSource
    void eachFlushReachesTheClientAtOnce(Wiring wiring) throws Exception {
        BlockingQueue<CountDownLatch> got = new LinkedBlockingQueue<>();
        try (ObservedServer s = new ObservedServer(wiring, (w, _) -> {
                    zip(w);
                    for (int i = 0; i < 5; i++) {
                        w.write("tick " + i + "\n");
                        w.flush();
                        CountDownLatch seen = new CountDownLatch(1);
                        got.add(seen);
                        assertTrue(seen.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "the client got no tick");
                    }
                });
                Call call = s.get("/")) {
            Reply reply = call.reply();
            InputStream ticks = new GZIPInputStream(reply.stream());
            for (int i = 0; i < 5; i++) {
                assertEquals("tick " + i + "\n", new String(ticks.readNBytes(7), StandardCharsets.UTF_8));
                got.take().countDown();
            }
            assertEquals(-1, ticks.read());
            assertEquals("COMPLETE 200", Ends.summary(s.ends.next()));
        }
    }

    /** Nothing of a power or of the content is lost by a wrapper between hooks and handler. */
    @ParameterizedTest
    @EnumSource
    void aWrapperBetween(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, _) -> {
                    zip(w);
                    ResponseWriter wrapped = new ForwardingResponseWriter(w) {
                        @Override
                        public void write(byte[] b, int off, int len) throws IOException {
                            runs.add("writes " + len);
                            super.write(b, off, len);
                        }
                    };
                    wrapped.write("a".repeat(10_000));
                    throw new HttpError(400, "too late");
                });
                Call call = s.get("/")) {
            assertEquals(200, call.reply().status());
            assertEquals("ABORTED 200 ! too late", Ends.summary(s.ends.next()));
            assertEquals(List.of("writes 10000"), List.copyOf(runs));
            Servers.await(() -> s.server.stats().handlersFailed() == 1, () -> "" + s.server.stats());
        }
    }
}
