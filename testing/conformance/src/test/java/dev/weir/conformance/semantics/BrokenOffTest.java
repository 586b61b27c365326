package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Cut;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.RequestEnd.Outcome;
import dev.weir.http.api.ResponseWriter;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who has ended a request before its time, its client or the server: what a log says of it, over every protocol. */
class BrokenOffTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    /** For what has to come through before the time is over, as a handshake and the beginning of a response. */
    private static final Duration AMPLE = Duration.ofMillis(1500);

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "did not happen");
    }

    /** Waits for as long as nobody ends it. */
    private Handler waiting(boolean headFirst) {
        return (w, _) -> {
            if (headFirst) {
                begin(w);
            }
            running.countDown();
            Thread.sleep(Duration.ofHours(1));
        };
    }

    private static void begin(ResponseWriter w) throws IOException {
        w.write("begun");
        w.flush();
    }

    private static void assertCut(Call call) {
        assertThrows(IOException.class, () -> call.reply().readAll());
    }

    // ---- by the server

    @ParameterizedTest
    @EnumSource
    void theWriteDeadline(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, _) -> {
                    w.flush();
                    w.writeDeadline(SHORT);
                    while (true) {
                        w.write(new byte[100_000]);
                    }
                });
                Call call = s.get("/")) {
            Reply reply = call.reply();
            RequestEnd end = s.ends.next();
            assertEquals(Outcome.ABORTED, end.outcome(), () -> Ends.text(end));
            assertEquals(200, end.status());
            assertTrue(end.failure().isPresent());
            long got = assertCutContent(reply);
            assertTrue(end.contentBytes() >= got - 100_000, () -> end.contentBytes() + " of " + got);
        }
    }

    private static long assertCutContent(Reply reply) throws IOException {
        long got = 0;
        try {
            for (byte[] piece = reply.read(); piece != null; piece = reply.read()) {
                got += piece.length;
            }
        } catch (Cut e) {
            return got;
        }
        throw new AssertionError("the response looks whole");
    }

    @ParameterizedTest
    @EnumSource
    void theWriteDeadlineOfTheServer(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, b -> b.writeTimeout(AMPLE), (w, _) -> {
                    while (true) {
                        w.write(new byte[100_000]);
                    }
                });
                Call call = s.get("/")) {
            assertEquals(Outcome.ABORTED, s.ends.next().outcome());
            assertCut(call);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP1, true, ABORTED 200 5",
        "H2C,   true, ABORTED 200 5",
        "H2,    true, ABORTED 200 5",
        "HTTP1, false, ABORTED 0 0",
        "H2C,   false, ABORTED 0 0",
        "H2,    false, ABORTED 0 0"
    })
    void theServersClose(Wiring wiring, boolean headFirst, String expected) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, waiting(headFirst));
                Call call = s.get("/")) {
            await(running);
            s.server.close();
            assertEquals(expected, text(s.ends.next()));
            assertCut(call);
        }
    }

    /** Without the failure, whose words are the JDK's. */
    private static String text(RequestEnd end) {
        return end.outcome() + " " + end.status() + " " + end.contentBytes();
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfTheGrace(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, waiting(true));
                Call call = s.get("/")) {
            await(running);
            assertFalse(s.server.shutdown(SHORT));
            assertEquals("ABORTED 200 5", text(s.ends.next()));
            assertCut(call);
        }
    }

    // ---- by the client

    @ParameterizedTest
    @CsvSource({
        "HTTP1, true, CLIENT_GONE 200 5",
        "H2C,   true, CLIENT_GONE 200 5",
        "H2,    true, CLIENT_GONE 200 5",
        "HTTP1, false, CLIENT_GONE 0 0",
        "H2C,   false, CLIENT_GONE 0 0",
        "H2,    false, CLIENT_GONE 0 0"
    })
    void aClientThatGoesWhileItsHandlerWaits(Wiring wiring, boolean headFirst, String expected) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, waiting(headFirst));
                Call call = s.get("/")) {
            await(running);
            call.abandon();
            assertEquals(expected, text(s.ends.next()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatEndsTheConnection(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, waiting(true));
                Call call = s.get("/")) {
            await(running);
            call.breakOff();
            assertEquals("CLIENT_GONE 200 5", text(s.ends.next()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesWhileItsHandlerWrites(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, _) -> {
                    begin(w);
                    running.countDown();
                    while (true) {
                        w.write(new byte[10_000]);
                    }
                });
                Call call = s.get("/")) {
            await(running);
            call.reply();
            call.abandon();
            RequestEnd end = s.ends.next();
            assertEquals(Outcome.CLIENT_GONE, end.outcome(), () -> Ends.text(end));
            assertTrue(end.contentBytes() >= 5 && end.contentBytes() % 10_000 == 5, () -> Ends.text(end));
        }
    }

    /** What the handler catches changes nothing: it is the client that has no whole response. */
    @ParameterizedTest
    @EnumSource
    void aHandlerThatCatchesEverything(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, r) -> {
                    begin(w);
                    r.onCancel(go::countDown);
                    running.countDown();
                    try {
                        await(go);
                    } catch (InterruptedException e) {
                        Thread.interrupted();
                    }
                    try {
                        for (int i = 0; i < 100; i++) {
                            w.write(new byte[10_000]);
                            w.flush();
                        }
                    } catch (IOException e) {
                        // A handler that thinks nothing of it.
                    }
                });
                Call call = s.get("/")) {
            await(running);
            call.abandon();
            RequestEnd end = s.ends.next();
            assertEquals("CLIENT_GONE 200", end.outcome() + " " + end.status());
            assertTrue(end.failure().isEmpty(), () -> Ends.text(end));
        }
    }

    /** The encoder is closed, what it holds back goes nowhere, and the log is told once. */
    @ParameterizedTest
    @EnumSource
    void aClientThatGoesWhileItsContentIsEncoded(Wiring wiring) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ObservedServer s = new ObservedServer(wiring, (w, _) -> {
                    w.onCommit(c -> c.encode(out -> new GZIPOutputStream(out, true) {
                        @Override
                        public void close() throws IOException {
                            closed.countDown();
                            super.close();
                        }
                    }));
                    begin(w);
                    running.countDown();
                    Thread.sleep(Duration.ofHours(1));
                });
                Call call = s.get("/")) {
            await(running);
            call.abandon();
            await(closed);
            RequestEnd end = s.ends.next();
            assertEquals("CLIENT_GONE 200", end.outcome() + " " + end.status());
            assertTrue(end.contentBytes() > 5 && end.contentBytes() < 50, () -> Ends.text(end));
        }
    }

    // ---- by nobody

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesWithItsResponseHasGotIt(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, r) -> {
                    w.write("all");
                    w.close();
                    running.countDown();
                    try {
                        await(go);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("interrupted", e);
                    }
                    // A stream that has ended is no longer watched, a connection is.
                    assertFalse(wiring.http2() && r.cancelled());
                    throw new IllegalStateException("on purpose");
                });
                Call call = s.get("/")) {
            assertEquals("all", new String(call.reply().readAll(), StandardCharsets.US_ASCII));
            await(running);
            call.breakOff();
            go.countDown();
            RequestEnd end = s.ends.next();
            assertEquals("COMPLETE 200 3", text(end));
            assertTrue(end.failure().isPresent(), "the handler has failed all the same");
        }
    }

    @ParameterizedTest
    @EnumSource
    void contentThatBreaksOffIsAnswered(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(
                        wiring,
                        b -> b.readTimeout(AMPLE),
                        (w, r) -> w.write(r.content().readAllBytes()));
                Call call = s.client.open("POST", "/", List.of(), 10)) {
            call.write(new byte[5]);
            Reply reply = call.reply();
            assertEquals(408, reply.status(), reply::toString);
            RequestEnd end = s.ends.next();
            assertEquals("COMPLETE 408", end.outcome() + " " + end.status());
            assertTrue(end.failure().isEmpty(), () -> Ends.text(end));
            Servers.await(() -> s.server.stats().runningHandlers() == 0, () -> "" + s.server.stats());
        }
    }
}
