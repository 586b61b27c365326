package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What health answers to those who ask. */
@Timeout(60)
class HealthTest {
    private static MemoryRequest request(String method) {
        return MemoryRequest.builder().method(method).target("/health").build();
    }

    private static ResponseRecorder serve(Health health) {
        return ResponseRecorder.serve(health, request("GET"));
    }

    private static void fails() throws IOException {
        throw new IOException("secret");
    }

    @Test
    void wellWithoutChecks() {
        for (Health health : new Health[] {Health.live(), Health.ready()}) {
            ResponseRecorder w = serve(health);
            assertEquals(200, w.status());
            assertEquals("{\"status\":\"up\"}\n", w.contentText());
            assertEquals("application/json", w.headers().get("Content-Type"));
            assertEquals("no-store", w.headers().get("Cache-Control"));
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 200", "HEAD, 200", "POST, 405", "get, 405"})
    void methods(String method, int status) {
        ResponseRecorder w = ResponseRecorder.serve(Health.live(), request(method));
        assertEquals(status, w.status());
        assertEquals(method.equals("HEAD"), w.contentText().isEmpty());
    }

    @Test
    void oneCheckThatFailsIsDownAndShowsNothingOfItself() {
        ResponseRecorder w = serve(Health.ready().with("cache", () -> {}).with("data\"base", HealthTest::fails));
        assertEquals(503, w.status());
        assertEquals(
                "{\"status\":\"down\",\"checks\":{\"cache\":\"up\",\"data\\u0022base\":\"down\"}}\n", w.contentText());
        assertEquals("no-store", w.headers().get("Cache-Control"));
    }

    @Test
    void livenessMayHaveChecksToo() {
        assertEquals(503, serve(Health.live().with("loop", HealthTest::fails)).status());
    }

    @Test
    void anErrorIsDownToo() {
        assertEquals(
                503,
                serve(Health.ready().with("x", () -> {
                            throw new AssertionError("on purpose");
                        }))
                        .status());
    }

    @Test
    void aLateCheckIsInterruptedAndNotStartedAgainWhileItRuns() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Health health = Health.ready().with("slow", Duration.ofMillis(200), () -> {
            begun.incrementAndGet();
            while (end.getCount() > 0) {
                if (Thread.interrupted()) {
                    interrupted.countDown();
                }
                LockSupport.parkNanos(1_000_000);
            }
        });
        // On a busy machine the first may be over before its thread runs.
        for (int i = 0; i < 3 || begun.get() == 0; i++) {
            ResponseRecorder w = serve(health);
            assertEquals(503, w.status());
            assertTrue(w.contentText().contains("\"slow\":\"timed out\""), w.contentText());
        }
        interrupted.await();
        assertEquals(1, begun.get());
        end.countDown();
    }

    @Test
    void aResultIsGoodForAllWhoAskAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        Health health = Health.ready().with("count", runs::incrementAndGet);
        long from = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertEquals(200, serve(health).status());
        }
        long seconds = (System.nanoTime() - from) / 1_000_000_000;
        assertTrue(runs.get() <= seconds + 1, runs + " runs in " + seconds + " seconds");
    }

    @Test
    void onceTheServerShutsDownItIsNotReadyButLives() {
        AtomicInteger runs = new AtomicInteger();
        MemoryRequest asked = request("GET");
        asked.drain();
        ResponseRecorder w = ResponseRecorder.serve(Health.ready().with("x", runs::incrementAndGet), asked);
        assertEquals(503, w.status());
        assertEquals("{\"status\":\"shutting down\"}\n", w.contentText());
        assertEquals(0, runs.get());
        MemoryRequest lives = request("GET");
        lives.drain();
        assertEquals(200, ResponseRecorder.serve(Health.live(), lives).status());
    }

    @Test
    void badChecksAreRefused() {
        Health health = Health.ready().with("x", () -> {});
        assertThrows(IllegalArgumentException.class, () -> health.with("x", () -> {}));
        assertThrows(IllegalArgumentException.class, () -> health.with("", () -> {}));
        assertThrows(IllegalArgumentException.class, () -> health.with("y", Duration.ZERO, () -> {}));
    }
}
