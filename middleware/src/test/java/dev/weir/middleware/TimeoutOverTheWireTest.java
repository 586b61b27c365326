package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.core.HandlerThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timeouts and limits of content, over both protocols and on each kind of thread. */
class TimeoutOverTheWireTest {
    private static final String TOO_LATE = "the answer took too long\n";
    private static final Duration HOUR = Duration.ofHours(1);

    /** Requests whose handler ends just when its time does, on one connection with some that must find no interrupt. */
    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void noInterruptReachesALaterRequest(String protocol, HandlerThreads threads) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Timeout timeout = Timeout.of(Duration.ofMillis(3));
        Handler timed = timeout.wrap((w, r) -> {
            long until = System.nanoTime() + Long.parseLong(r.query()) * 1_000;
            w.headers().set("X-Own", "1");
            while (System.nanoTime() < until) {
                if (r.query().endsWith("1")) {
                    Thread.onSpinWait();
                } else {
                    Thread.sleep(0, 300_000);
                }
            }
            w.write("whole");
        });
        AtomicReference<String> wrong = new AtomicReference<>("");
        Handler handler = (w, r) -> {
            try {
                if (!r.rawPath().equals("/check")) {
                    timed.serve(w, r);
                }
            } finally {
                // A while later, as an interrupt that comes late may be on its way.
                long until = System.nanoTime() + 200_000;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                if (Thread.currentThread().isInterrupted()) {
                    wrong.set("after " + r);
                }
            }
            if (r.rawPath().equals("/check")) {
                Thread.sleep(0, 500_000);
                w.write("clean");
            }
        };
        try (var server = new LocalServer(threads, handler);
                RawClient client = RawClient.open(protocol, server.port())) {
            int late = 0;
            for (int i = 0; i < 250; i++) {
                String got = client.get("/timed?" + (2_700 + random.nextInt(600)));
                assertTrue(got.equals("whole") || got.equals(TOO_LATE), () -> "seed " + seed + ": " + got);
                late += got.equals("whole") ? 0 : 1;
                if (i % 3 == 0) {
                    assertEquals("clean", client.get("/check"), "seed " + seed);
                }
            }
            assertEquals("", wrong.get(), "seed " + seed + ", " + late + " were late");
        }
    }

    /** A handler that heeds nothing, and an answer that goes out all the same; then the connection goes on. */
    @ParameterizedTest
    @CsvSource({
        "h1, ELASTIC, false", "h1, VIRTUAL, false", "h2, ELASTIC, false", "h2, VIRTUAL, false",
        "h1, ELASTIC, true", "h1, VIRTUAL, true", "h2, ELASTIC, true", "h2, VIRTUAL, true",
    })
    void whoHeedsNoInterruptIsAnsweredInTime(String protocol, HandlerThreads threads, boolean content)
            throws Exception {
        Semaphore go = new Semaphore(0);
        AtomicInteger failed = new AtomicInteger();
        Timeout timeout = Timeout.of(HOUR);
        Handler handler = (w, r) -> {
            if (r.rawPath().equals("/quick")) {
                w.write("quick");
                return;
            }
            timeout.wrap((late, in) -> {
                        in.content().readAllBytes();
                        Thread.startVirtualThread(timeout::expire);
                        go.acquireUninterruptibly();
                        try {
                            late.write("too late");
                        } catch (IOException e) {
                            failed.incrementAndGet();
                        }
                    })
                    .serve(w, r);
        };
        try (var server = new LocalServer(threads, handler);
                RawClient client = RawClient.open(protocol, server.port())) {
            for (int i = 1; i <= 3; i++) {
                client.head("/slow", content ? 3 : -1);
                if (content) {
                    client.content("abc", true);
                }
                assertEquals(TOO_LATE, client.answer());
                go.release();
                assertEquals("quick", client.get("/quick"));
                int round = i;
                LocalServer.await(() -> failed.get() == round);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void aSlowUploadIsAnsweredInTime(String protocol, HandlerThreads threads) throws Exception {
        Timeout timeout = Timeout.of(Duration.ofMillis(40));
        try (var server = new LocalServer(
                        threads, timeout.wrap((w, r) -> w.write(r.content().readAllBytes())));
                RawClient client = RawClient.open(protocol, server.port())) {
            client.head("/", 10);
            client.content("half", false);
            assertEquals(TOO_LATE, client.answer());
        }
    }

    /** A client that does not read: what is begun is in time for one, and broken off by the other. */
    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void aWholeAnswerIsBrokenOffThoughItsWriteIsBlocked(String protocol, HandlerThreads threads) throws Exception {
        Timeout timeout = Timeout.ofWhole(HOUR);
        AtomicInteger pieces = new AtomicInteger();
        Semaphore ended = new Semaphore(0);
        Handler endless = (w, _) -> {
            byte[] piece = new byte[8 << 10];
            try {
                w.flush();
                while (true) {
                    w.write(piece);
                    pieces.incrementAndGet();
                }
            } finally {
                ended.release();
            }
        };
        try (var server = new LocalServer(threads, timeout.wrap(endless));
                RawClient client = RawClient.open(protocol, server.port())) {
            client.head("/", -1);
            // No more of it for a while: the write is blocked, or the machine is slow and it will be.
            AtomicInteger before = new AtomicInteger();
            LocalServer.await(() -> pieces.get() > 0);
            while (before.getAndSet(pieces.get()) != pieces.get()) {
                Thread.sleep(50);
            }
            timeout.expire();
            ended.acquire();
            assertThrows(IOException.class, client::answer);
            LocalServer.await(() -> server.server.stats().runningHandlers() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void aWholeAnswerIsBrokenOffThoughItsHandlerIsSilent(String protocol, HandlerThreads threads) throws Exception {
        Timeout timeout = Timeout.ofWhole(HOUR);
        Handler silent = (w, _) -> {
            w.flush();
            Thread.startVirtualThread(timeout::expire);
            new Semaphore(0).acquire();
        };
        try (var server = new LocalServer(threads, timeout.wrap(silent));
                RawClient client = RawClient.open(protocol, server.port())) {
            client.head("/", -1);
            assertThrows(IOException.class, client::answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void aStreamPassesAsItIsWritten(String protocol, HandlerThreads threads) throws Exception {
        Semaphore seen = new Semaphore(0);
        Timeout timeout = Timeout.of(HOUR);
        Handler stream = timeout.wrap((w, _) -> {
            w.write("first ");
            w.flush();
            seen.acquire();
            Thread.startVirtualThread(timeout::expire).join();
            w.write("second");
        });
        try (var server = new LocalServer(threads, stream);
                RawClient client = RawClient.open(protocol, server.port())) {
            client.head("/", -1);
            client.awaitBegin();
            seen.release();
            assertTrue(client.answer().endsWith("second"));
        }
    }

    /** Clients that go just when the time is over leave nothing behind. */
    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void clientsThatGoAtTheDeadline(String protocol, HandlerThreads threads) throws Exception {
        Timeout timeout = Timeout.of(Duration.ofMillis(5));
        ConcurrencyLimit limit = ConcurrencyLimit.of(1_000, 0, Duration.ZERO);
        Handler handler = (w, r) -> {
            if (r.rawPath().equals("/check")) {
                w.write(Thread.currentThread().isInterrupted() ? "interrupted" : "clean");
            } else {
                limit.then(timeout)
                        .wrap((_, in) -> {
                            in.content().readAllBytes();
                            Thread.sleep(50);
                        })
                        .serve(w, r);
            }
        };
        try (var server = new LocalServer(threads, handler)) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int micros = 4_000 + i * 30;
                boolean content = i % 2 == 0;
                clients.add(Thread.ofVirtual().start(() -> {
                    try (RawClient client = RawClient.open(protocol, server.port())) {
                        client.head("/", content ? 5 : -1);
                        Thread.sleep(Duration.ofNanos(micros * 1_000L));
                        client.cancel();
                        client.reset();
                    } catch (IOException | InterruptedException e) {
                        // It is over.
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
            LocalServer.await(() -> limit.running() == 0);
            try (RawClient client = RawClient.open(protocol, server.port())) {
                for (int i = 0; i < 20; i++) {
                    assertEquals("clean", client.get("/check"));
                }
            }
        }
    }

    @Test
    void aDeclaredLengthIsRefusedBeforeTheClientIsToldToSend() throws Exception {
        try (var server = new LocalServer(
                        HandlerThreads.ELASTIC,
                        ContentLimit.of(4).wrap((w, r) -> w.write(r.content().readAllBytes())));
                RawClient client = RawClient.open("h1", server.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            String got = new String(client.in.readNBytes(12), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 413", got);
        }
    }

    @ParameterizedTest
    @CsvSource({"h1, 4, abcd", "h1, 5, 'Content Too Large\n'", "h2, 4, abcd", "h2, 5, 'Content Too Large\n'"})
    void contentIsHeldToItsLimit(String protocol, int length, String answer) throws Exception {
        try (var server = new LocalServer(
                        HandlerThreads.ELASTIC,
                        ContentLimit.of(4).wrap((w, r) -> w.write(r.content().readAllBytes())));
                RawClient client = RawClient.open(protocol, server.port())) {
            client.head("/", length);
            client.content("abcdefgh".substring(0, length), true);
            String got = client.answer();
            assertFalse(got.isEmpty());
            assertEquals(answer.strip(), got.strip().replaceFirst(":.*", ""));
        }
    }
}
