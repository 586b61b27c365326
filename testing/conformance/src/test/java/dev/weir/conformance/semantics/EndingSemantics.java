package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.Request;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a request whose client closes its side, and of one whose handler returns while another thread still
 * reads: the same over every protocol.
 */
abstract class EndingSemantics extends HandlerSemantics {
    /** Long enough for a server to see an end; what is checked is that nothing comes of it. */
    private static final long SEEN_MILLIS = 300;

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        assertTrue(latch.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), () -> "did not happen: " + what);
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        return queue.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether a client that has closed its side can be answered; not with a TLS provider that ends both directions. */
    boolean answersBehindAHalfClose() {
        return true;
    }

    private void assumeAnswers() {
        assumeTrue(answersBehindAHalfClose(), "this TLS provider sends nothing after a close_notify");
    }

    // ---- a half-close is not a client that has gone (RFC 9112 section 9.6)

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatClosesItsSideIsAnswered(boolean asks) throws Exception {
        assumeAnswers();
        CountDownLatch closed = new CountDownLatch(1);
        BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
                    if (asks) {
                        r.onCancel(() -> cancelled.add("onCancel"));
                        r.cancelled();
                    }
                    w.write("one ");
                    w.flush();
                    await(closed, "the client closes its side");
                    // Without being asked a server looks after half a second.
                    Thread.sleep(asks ? SEEN_MILLIS : 3 * SEEN_MILLIS);
                    w.write("two " + (asks && r.cancelled()));
                    w.flush();
                    Thread.sleep(10);
                    w.write(" three");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            Reply reply = call.reply();
            call.halfClose();
            closed.countDown();
            assertEquals("one two false three", text(reply.readAll()));
            assertEquals(List.of(), List.copyOf(cancelled));
            assertEquals(0, f.server.stats().handlersCancelled(), f.server.stats()::toString);
            Servers.awaitNoConnections(f.server);
        }
    }

    @Test
    void aClientThatClosesItsSideAtOnceIsAnswered() throws Exception {
        assumeAnswers();
        try (Fixture f = serving((w, r) -> {
                    r.onCancel(() -> {});
                    Thread.sleep(SEEN_MILLIS);
                    w.write("whole");
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            call.halfClose();
            assertEquals("whole", text(call.reply().readAll()));
            assertEquals(0, f.server.stats().handlersCancelled(), f.server.stats()::toString);
            Servers.awaitNoConnections(f.server);
        }
    }

    @Test
    void aClientThatClosesItsSideIsGoneWhereASettingSaysSo() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Fixture f = new Fixture(b -> b.cancelOnHalfClose(true), (w, r) -> {
                    r.onCancel(cancelled::countDown);
                    running.countDown();
                    Thread.sleep(Duration.ofHours(1));
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            await(running, "the handler runs");
            call.halfClose();
            await(cancelled, "onCancel");
            Servers.awaitNoConnections(f.server);
            Servers.await(() -> f.server.stats().handlersCancelled() == 1, () -> "" + f.server.stats());
        }
    }

    @Test
    void aClientThatCannotBeAnsweredIsGone() throws Exception {
        assumeFalse(answersBehindAHalfClose(), "it can be answered");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
                    r.onCancel(cancelled::countDown);
                    running.countDown();
                    Thread.sleep(Duration.ofHours(1));
                });
                Call call = f.open("GET", "/")) {
            call.end(List.of());
            await(running, "the handler runs");
            call.halfClose();
            await(cancelled, "onCancel");
            Servers.awaitNoConnections(f.server);
        }
    }

    @Test
    void contentThatTheClientDoesNotEndIsIncomplete() throws Exception {
        assumeAnswers();
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (Fixture f = serving((w, r) -> {
                    r.onCancel(() -> ends.add("onCancel"));
                    try {
                        r.content().readAllBytes();
                    } catch (ContentException e) {
                        ends.add("" + e.reason());
                        throw e;
                    }
                });
                Call call = f.post("/", 10)) {
            call.write(bytes("half"));
            call.halfClose();
            assertEquals(400, call.reply().status());
            assertEquals(List.of("INCOMPLETE"), List.copyOf(ends));
            assertEquals(0, f.server.stats().handlersCancelled(), f.server.stats()::toString);
        }
    }

    /** Nothing is left to be read that could tell: the write that fails does. */
    @Test
    void aWriteThatFailsBehindAHalfCloseIsAClientThatHasGone() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Fixture f = serving((w, r) -> {
            r.onCancel(cancelled::countDown);
            running.countDown();
            await(closed, "the client closes its side");
            Thread.sleep(SEEN_MILLIS);
            while (true) {
                w.write("more");
                w.flush();
                Thread.sleep(5);
            }
        })) {
            Call call = f.open("GET", "/");
            call.end(List.of());
            await(running, "the handler runs");
            call.halfClose();
            closed.countDown();
            call.breakOff();
            await(cancelled, "onCancel");
            Servers.awaitNoConnections(f.server);
            Servers.await(() -> f.server.stats().handlersCancelled() == 1, () -> "" + f.server.stats());
            assertEquals(0, f.server.stats().handlersFailed(), f.server.stats()::toString);
        }
    }

    // ---- another thread reads the content

    /** Reads all, and says how that ended. */
    private static Thread reader(Request r, BlockingQueue<Object> ends, CountDownLatch first) {
        return Thread.ofVirtual().start(() -> {
            try {
                byte[] all = new byte[0];
                byte[] some = new byte[10_000];
                for (int n = r.content().read(some); n >= 0; n = r.content().read(some)) {
                    all = java.util.Arrays.copyOf(all, all.length + n);
                    System.arraycopy(some, 0, all, all.length - n, n);
                    first.countDown();
                }
                ends.add(all);
            } catch (IOException | RuntimeException e) {
                ends.add(e);
            }
        });
    }

    private static void awaitWaiting(Thread thread) {
        Servers.await(
                () -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING,
                () -> "it does not wait: " + thread.getState());
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000, Client.STREAMED})
    void anotherThreadMayRead(long length) throws Exception {
        byte[] content = random(100_000);
        try (Fixture f = serving((w, r) -> {
                    BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
                    reader(r, ends, new CountDownLatch(1));
                    w.write(assertInstanceOf(byte[].class, take(ends)));
                });
                Call call = f.post("/", length)) {
            for (int at = 0; at < content.length; at += 25_000) {
                call.write(java.util.Arrays.copyOfRange(content, at, at + 25_000));
                Thread.sleep(5);
            }
            call.end(List.of());
            assertArrayEquals(content, call.reply().readAll());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 1_000_000, Client.STREAMED})
    void aHandlerThatReturnsIsDoneThoughAnotherThreadReads(long length) throws Exception {
        BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
        try (Fixture f = new Fixture(b -> b.minRequestRate(0), (w, r) -> {
                    CountDownLatch first = new CountDownLatch(1);
                    Thread reader = reader(r, ends, first);
                    await(first, "some content is read");
                    awaitWaiting(reader);
                    w.write("answer");
                });
                Call call = f.post("/", length)) {
            call.write(bytes("x"));
            assertEquals("answer", text(call.reply().readAll()));
            ContentException end = assertInstanceOf(ContentException.class, take(ends));
            assertEquals(ContentException.Reason.INCOMPLETE, end.reason());
        }
    }

    @Test
    void anotherThreadsInterruptionEndsNothingButItsRead() throws Exception {
        try (Fixture f = new Fixture(b -> b.minRequestRate(0), (w, r) -> {
                    CountDownLatch first = new CountDownLatch(1);
                    BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
                    Thread reader = reader(r, ends, first);
                    await(first, "some content is read");
                    awaitWaiting(reader);
                    reader.interrupt();
                    assertInstanceOf(IOException.class, take(ends));
                    w.write("answer " + r.cancelled());
                });
                Call call = f.post("/", 10)) {
            call.write(bytes("x"));
            assertEquals("answer false", text(call.reply().readAll()));
        }
    }
}
