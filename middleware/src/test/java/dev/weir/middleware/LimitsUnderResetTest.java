package dev.weir.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Hijacker;
import dev.weir.http.core.HandlerThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit on what runs at once, over the wire: clients go whenever they like, and no permit is lost or given twice. */
class LimitsUnderResetTest {
    private static final int CLIENTS = 200;
    private static final Duration LONG = Duration.ofMinutes(5);

    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void noPermitIsLostAndNoneTooMany(String protocol, HandlerThreads threads) throws Exception {
        long seed = System.nanoTime();
        int most = 4;
        ConcurrencyLimit limit = ConcurrencyLimit.of(most, 30, Duration.ofMillis(20));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Handler handler = (w, r) -> {
            highest.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                r.content().readAllBytes();
                if (r.query().equals("stream")) {
                    for (int i = 0; i < 4; i++) {
                        w.write("x".repeat(3_000));
                        w.flush();
                        Thread.sleep(0, ThreadLocalRandom.current().nextInt(1_000_000));
                    }
                } else {
                    Thread.sleep(ThreadLocalRandom.current().nextInt(3));
                    w.write("done");
                }
            } finally {
                running.decrementAndGet();
            }
        };
        Handler limited = limit.wrap(handler);
        Handler open = (w, r) -> {
            if (r.rawPath().equals("/open")) {
                w.write("open");
            } else {
                limited.serve(w, r);
            }
        };
        try (var server = new LocalServer(threads, open)) {
            int port = server.port();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(seed + i);
                clients.add(Thread.ofVirtual().start(() -> {
                    try (RawClient client = RawClient.open(protocol, port)) {
                        for (int round = 0; round < 3; round++) {
                            breakOffSomewhere(client, random, answered);
                        }
                    } catch (IOException e) {
                        // It has reset its connection, or was refused and cut.
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
            try (RawClient after = RawClient.open(protocol, port)) {
                // It was accepted, so all before it were: none of them is on its way to a permit once they are gone.
                assertEquals("open", after.get("/open"), "seed " + seed);
                LocalServer.await(() -> server.server.stats().openConnections() == 1);
                LocalServer.await(() -> limit.running() == 0 && limit.waiting() == 0 && running.get() == 0);
                assertEquals("done", after.get("/"), "seed " + seed);
            }
            assertTrue(highest.get() <= most, "seed " + seed + ": " + highest + " at once");
            assertTrue(highest.get() > 0, "seed " + seed);
            assertTrue(answered.get() > 0, "seed " + seed);
            LocalServer.await(() -> limit.running() == 0);
        }
    }

    private static void breakOffSomewhere(RawClient client, Random random, AtomicInteger answered) throws IOException {
        String path = random.nextBoolean() ? "/" : "/?stream";
        switch (random.nextInt(7)) {
            case 0 -> {
                client.send(new byte[] {0, 0});
                client.reset();
            }
            case 1 -> {
                client.head(path, 10);
                client.content("half", false);
                pause(random);
                client.cancel();
            }
            case 2 -> {
                client.head(path, -1);
                pause(random);
                client.cancel();
            }
            case 3 -> {
                client.head(path, 10);
                client.content("0123456789", true);
                pause(random);
                client.reset();
            }
            case 4 -> {
                client.head(path, -1);
                client.awaitBegin();
                client.cancel();
            }
            default -> {
                client.get(path);
                answered.incrementAndGet();
            }
        }
    }

    private static void pause(Random random) {
        try {
            Thread.sleep(random.nextInt(8), random.nextInt(1_000_000));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"h1, ELASTIC", "h1, VIRTUAL", "h2, ELASTIC", "h2, VIRTUAL"})
    void whoGoesWhileItWaitsLeavesTheQueue(String protocol, HandlerThreads threads) throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 9, LONG);
        Semaphore go = new Semaphore(0);
        AtomicInteger runs = new AtomicInteger();
        Handler handler = (w, _) -> {
            runs.incrementAndGet();
            go.acquire();
            w.write("done");
        };
        try (var server = new LocalServer(threads, limit.wrap(handler));
                RawClient first = RawClient.open(protocol, server.port());
                RawClient second = RawClient.open(protocol, server.port());
                RawClient third = RawClient.open(protocol, server.port())) {
            first.head("/", -1);
            LocalServer.await(() -> limit.running() == 1);
            second.head("/", -1);
            LocalServer.await(() -> limit.waiting() == 1);
            third.head("/", -1);
            LocalServer.await(() -> limit.waiting() == 2);
            second.cancel();
            LocalServer.await(() -> limit.waiting() == 1);
            go.release(2);
            assertEquals("done", first.answer());
            assertEquals("done", third.answer());
            LocalServer.await(() -> limit.running() == 0);
            assertEquals(2, runs.get(), "the handler never saw who had gone");
            assertEquals(0, limit.refused());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h1", "h2"})
    void aDrainServesThoseThatWait(String protocol) throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 9, LONG);
        Semaphore go = new Semaphore(0);
        Semaphore draining = new Semaphore(0);
        Handler handler = (w, r) -> {
            r.onDrain(draining::release);
            go.acquire();
            w.write("done");
        };
        try (var server = new LocalServer(HandlerThreads.ELASTIC, limit.wrap(handler));
                RawClient first = RawClient.open(protocol, server.port());
                RawClient second = RawClient.open(protocol, server.port())) {
            first.head("/", -1);
            LocalServer.await(() -> limit.running() == 1);
            second.head("/", -1);
            LocalServer.await(() -> limit.waiting() == 1);
            Thread shutdown = Thread.ofVirtual().start(() -> server.server.shutdown(Duration.ofSeconds(30)));
            draining.acquire();
            go.release(2);
            if (protocol.equals("h1")) {
                assertEquals("done", first.answer());
                assertEquals("done", second.answer());
            }
            shutdown.join();
            assertEquals("0 0 0", limit.running() + " " + limit.waiting() + " " + limit.refused());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h1", "h2"})
    void anEndOfTheServerLosesNone(String protocol) throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 9, LONG);
        Handler handler = (_, _) -> new Semaphore(0).acquire();
        LocalServer server = new LocalServer(HandlerThreads.ELASTIC, limit.wrap(handler));
        try (RawClient first = RawClient.open(protocol, server.port());
                RawClient second = RawClient.open(protocol, server.port())) {
            first.head("/", -1);
            LocalServer.await(() -> limit.running() == 1);
            second.head("/", -1);
            LocalServer.await(() -> limit.waiting() == 1);
            server.close();
            LocalServer.await(() -> limit.running() == 0 && limit.waiting() == 0);
        }
    }

    /** A connection that is taken over counts until its handler has returned, whether or not the client has gone. */
    @Test
    void aConnectionThatIsTakenOverKeepsItsPermit() throws Exception {
        ConcurrencyLimit limit = ConcurrencyLimit.of(1, 0, Duration.ZERO);
        Semaphore go = new Semaphore(0);
        Handler handler = (w, _) -> {
            w.as(Hijacker.class).orElseThrow().hijack().close();
            go.acquire();
        };
        try (var server = new LocalServer(HandlerThreads.ELASTIC, limit.wrap(handler));
                RawClient first = RawClient.open("h1", server.port())) {
            first.head("/", -1);
            assertThrows(IOException.class, first::awaitBegin, "it is closed");
            assertEquals(1, limit.running());
            go.release();
            LocalServer.await(() -> limit.running() == 0);
        }
    }
}
