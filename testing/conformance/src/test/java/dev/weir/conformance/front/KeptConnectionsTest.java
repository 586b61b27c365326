package dev.weir.conformance.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections of HTTP/1 that are kept, as balancers keep them, while the server shuts down: a client that was not told that an answer
 * is the last may ask again, and is answered.
 */
@Timeout(120)
class KeptConnectionsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;
    /** Less than the time that a promise is kept for. */
    private static final long PROMPT_NANOS = 150_000_000L;

    private static CompletableFuture<Boolean> shutdown(Server server) {
        return CompletableFuture.supplyAsync(() -> server.shutdown(GRACE));
    }

    /** Asks with a pause in between until an answer is the last; returns how many there were. */
    private static int ask(Server server, int pauseMillis, CountDownLatch warm)
            throws IOException, InterruptedException {
        try (Wire wire = Wire.to(server.port())) {
            int answers = 0;
            boolean last = false;
            while (!last) {
                wire.send(GET);
                Answer answer = wire.answer(false);
                assertEquals(200, answer.status());
                answers++;
                last = answer.connection("close");
                if (answers == 20) {
                    warm.countDown();
                }
                Thread.sleep(pauseMillis);
            }
            assertEquals("", wire.rest());
            return answers;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 120})
    void whoAsksAgainAndAgainIsToldAndLosesNothing(int pauseMillis) throws Exception {
        try (Server server = Servers.start(b -> b, (w, _) -> w.write("ok"));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            CountDownLatch warm = new CountDownLatch(CLIENTS);
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> ask(server, pauseMillis, warm)));
            }
            warm.await();
            assertTrue(server.shutdown(GRACE), "inside the grace");
            for (Future<Integer> client : clients) {
                assertTrue(client.get() >= 20);
            }
        }
    }

    /** The first answer begins before the shutdown, and ends when that has begun. */
    private static Handler beginsBefore(CountDownLatch begun) {
        return (w, r) -> {
            w.write("a");
            if (begun.getCount() > 0) {
                w.flush();
                begun.countDown();
                while (!r.draining()) {
                    Thread.sleep(1);
                }
            }
        };
    }

    /** The head of an answer is out before the shutdown begins, and says nothing of an end; its content ends behind that. */
    @Test
    void anAnswerThatBeganBeforeKeepsItsPromise() throws Exception {
        boolean prompt = false;
        for (int i = 0; i < 10 && !prompt; i++) {
            prompt = promiseIsKept();
        }
    }

    /** False where this client was too slow. */
    private static boolean promiseIsKept() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Server server = Servers.start(b -> b, beginsBefore(begun));
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            begun.await();
            CompletableFuture<Boolean> clean = shutdown(server);
            long from = System.nanoTime();
            Answer first = wire.answer(false);
            assertFalse(first.connection("close"));
            wire.send(GET);
            if (System.nanoTime() - from > PROMPT_NANOS) {
                return false;
            }
            Answer next = wire.answer(false);
            assertEquals(200, next.status());
            assertTrue(next.connection("close"));
            assertEquals("", wire.rest());
            assertTrue(clean.get(), "inside the grace");
            return true;
        }
    }

    /** Nobody waits for a promise longer than for anything else: the connection is closed, and nothing counts as cut off. */
    @Test
    void aPromiseThatNobodyTakesUpIsOver() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Server server = Servers.start(b -> b, beginsBefore(begun));
                Wire wire = Wire.to(server.port())) {
            wire.send(GET);
            begun.await();
            CompletableFuture<Boolean> clean = shutdown(server);
            assertEquals("a", wire.answer(false).body());
            assertEquals("", wire.rest());
            assertTrue(clean.get(), "inside the grace");
        }
    }

    /** However short the grace is, a connection that is idle is none that has to be cut off. */
    @ParameterizedTest
    @ValueSource(ints = {600, 5000})
    void whatIsIdleEndsInsideTheGrace(int graceMillis) throws Exception {
        try (Server server = Servers.start(b -> b, (w, _) -> w.write("ok"));
                Wire wire = Wire.to(server.port())) {
            for (int i = 0; i < 10; i++) {
                wire.send(GET);
                assertEquals(200, wire.answer(false).status());
                Thread.sleep(50);
            }
            assertTrue(server.shutdown(Duration.ofMillis(graceMillis)));
            assertEquals("", wire.rest());
        }
    }
}
