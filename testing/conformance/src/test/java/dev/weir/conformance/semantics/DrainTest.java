package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.ResponseWriter;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What long answers hear of a shutdown, and of a client that goes: over every protocol, and whatever their actions do. */
class DrainTest {
    /** Far longer than anything takes: a test that needs it has failed. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final CountDownLatch running = new CountDownLatch(1);
    /** What actions block on. */
    private final CountDownLatch never = new CountDownLatch(1);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void letGo() {
        never.countDown();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS), "did not happen");
    }

    private static FutureTask<Boolean> shutdown(ObservedServer s) {
        Callable<Boolean> shutdown = () -> s.server.shutdown(GRACE);
        FutureTask<Boolean> task = new FutureTask<>(shutdown);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static String text(Reply reply) throws IOException {
        return new String(reply.readAll(), StandardCharsets.UTF_8);
    }

    /** Without the failure, whose words are the JDK's. */
    private static String text(RequestEnd end) {
        return end.outcome() + " " + end.status() + " " + end.contentBytes();
    }

    private static void begin(ResponseWriter w) throws IOException {
        w.write("begun, ");
        w.flush();
    }

    /** Blocks, whether or not it is interrupted. */
    private void block() {
        boolean blocked = true;
        while (blocked) {
            try {
                never.await();
                blocked = false;
            } catch (InterruptedException e) {
                // It does not care.
            }
        }
    }

    // ---- the shutdown

    @ParameterizedTest
    @EnumSource
    void aLoopOfEventsEndsInOrder(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, r) -> {
                    begin(w);
                    running.countDown();
                    while (!r.draining()) {
                        Thread.sleep(1);
                    }
                    w.write("ended");
                });
                Call call = s.get("/")) {
            await(running);
            FutureTask<Boolean> shutdown = shutdown(s);
            assertEquals("begun, ended", text(call.reply()));
            s.client.close();
            assertTrue(shutdown.get(), "inside the grace");
            assertEquals("COMPLETE 200 12", Ends.text(s.ends.next()));
        }
    }

    /** Waits for what an action says, as a loop that sleeps for long would. */
    private Handler told(CompletableFuture<String> word, boolean blocks) {
        return (w, r) -> {
            Thread own = Thread.currentThread();
            r.onDrain(() -> {
                assertNotEquals(own, Thread.currentThread());
                word.complete("told");
                if (blocks) {
                    block();
                }
            });
            begin(w);
            running.countDown();
            w.write(word.get());
        };
    }

    @ParameterizedTest
    @EnumSource
    void anActionEndsAWait(Wiring wiring) throws Exception {
        check(wiring, false);
    }

    @ParameterizedTest
    @EnumSource
    void anActionThatBlocksHoldsNobodyUp(Wiring wiring) throws Exception {
        check(wiring, true);
    }

    private void check(Wiring wiring, boolean blocks) throws Exception {
        CompletableFuture<String> word = new CompletableFuture<>();
        try (ObservedServer s = new ObservedServer(wiring, told(word, blocks));
                Call call = s.get("/")) {
            await(running);
            assertFalse(word.isDone());
            FutureTask<Boolean> shutdown = shutdown(s);
            assertEquals("begun, told", text(call.reply()));
            s.client.close();
            assertTrue(shutdown.get(), "inside the grace");
            assertEquals("COMPLETE 200 11", Ends.text(s.ends.next()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void actionsRunInOrderThoughOneThrows(Wiring wiring) throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        try (ObservedServer s = new ObservedServer(wiring, (w, r) -> {
                    r.onDrain(() -> {
                        heard.add("first");
                        throw new IllegalStateException("on purpose");
                    });
                    r.onDrain(() -> heard.add("second"));
                    begin(w);
                    running.countDown();
                    while (!r.draining()) {
                        Thread.sleep(1);
                    }
                    r.onDrain(() -> {
                        heard.add("late");
                        last.countDown();
                    });
                    await(last);
                });
                Call call = s.get("/")) {
            await(running);
            FutureTask<Boolean> shutdown = shutdown(s);
            assertEquals("begun, ", text(call.reply()));
            s.client.close();
            assertTrue(shutdown.get());
            assertEquals("COMPLETE 200 7", Ends.text(s.ends.next()));
            assertEquals(List.of("first", "second", "late"), List.copyOf(heard));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatIsOverHearsNothing(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, (w, r) -> {
            r.onDrain(() -> heard.add("onDrain"));
            r.onCancel(() -> heard.add("onCancel"));
            w.write("done");
        })) {
            try (Call call = s.get("/")) {
                assertEquals("done", text(call.reply()));
                s.ends.next();
            }
            s.client.close();
            assertTrue(s.server.shutdown(GRACE));
            assertEquals(List.of(), List.copyOf(heard));
        }
    }

    /** At the end of the grace what is left is cut: its cancellation is heard of too. */
    @ParameterizedTest
    @EnumSource
    void whoDoesNotEndIsCut(Wiring wiring) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (ObservedServer s = new ObservedServer(wiring, (w, r) -> {
                    r.onDrain(both::countDown);
                    r.onCancel(both::countDown);
                    begin(w);
                    running.countDown();
                    Thread.sleep(GRACE);
                });
                Call call = s.get("/")) {
            await(running);
            assertFalse(s.server.shutdown(Duration.ofMillis(50)));
            await(both);
            assertThrows(IOException.class, () -> call.reply().readAll());
            assertEquals("ABORTED 200 7", text(s.ends.next()));
        }
    }

    // ---- the cancellation

    @ParameterizedTest
    @EnumSource
    void anActionOfACancellationThatBlocksHoldsNobodyUp(Wiring wiring) throws Exception {
        Handler app = (w, r) -> {
            if (r.path().equals("/other")) {
                w.write("answered");
                return;
            }
            r.onCancel(() -> {
                heard.add("cancelled");
                block();
            });
            r.onCancel(() -> heard.add("behind it"));
            running.countDown();
            Thread.sleep(GRACE);
        };
        try (ObservedServer s = new ObservedServer(wiring, app)) {
            try (Call call = s.get("/")) {
                await(running);
                call.abandon();
                assertEquals("cancelled", heard.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
            }
            assertEquals("CLIENT_GONE 0 0", text(s.ends.next()));
            try (Call other = s.get("/other")) {
                assertEquals("answered", text(other.reply()));
                s.ends.next();
            }
            s.client.close();
            assertTrue(s.server.shutdown(GRACE), "nor the shutdown");
            assertEquals(List.of(), List.copyOf(heard), "it waits for the one before it");
            never.countDown();
            Servers.await(() -> heard.contains("behind it"), heard::toString);
        }
    }
}
