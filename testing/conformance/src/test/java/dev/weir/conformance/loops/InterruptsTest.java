package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.wire.testkit.Servers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers that leave something to the next one on their thread. */
class InterruptsTest {
    private static final int REQUESTS = 300;
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    private static int aConnection(Setup setup) {
        return setup.over().http2() ? 50 : 1;
    }

    private static int requests(Setup setup) {
        return setup.over() == Setup.Over.HTTP1_TLS ? 30 : REQUESTS;
    }

    /** Every second handler leaves its thread interrupted; the others would see it as they wait. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void threadLeftInterrupted(Setup setup) throws Exception {
        try (Site site = new Site(setup, (w, r) -> {
            boolean found = Thread.currentThread().isInterrupted();
            w.write("found " + found);
            LOCAL.set(r.path());
            if (r.path().startsWith("/leaves")) {
                Thread.currentThread().interrupt();
            } else {
                Thread.sleep(1);
            }
        })) {
            for (int round = 0; round < 2; round++) {
                List<Call> leave = site.crowd(requests(setup), aConnection(setup), "/leaves/#");
                List<Call> sleep = site.crowd(requests(setup), aConnection(setup), "/sleeps/#");
                for (int i = 0; i < leave.size(); i++) {
                    assertEquals("200 found false", Site.answer(leave.get(i)));
                    assertEquals("200 found false", Site.answer(sleep.get(i)));
                }
            }
            assertEquals(0, site.server.stats().handlersFailed());
            site.awaitQuiet();
            site.assertServes();
        }
    }

    /** Threads are interrupted all the time, of whatever the loop does with them then. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void threadInterruptedLater(Setup setup) throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicBoolean stop = new AtomicBoolean();
        Thread rogue = new Thread(() -> {
            while (!stop.get()) {
                threads.forEach(Thread::interrupt);
                Thread.yield();
            }
        });
        try (Site site = new Site(setup, (w, r) -> {
            if (r.path().startsWith("/sleeps")) {
                Thread.sleep(1);
            } else {
                threads.add(Thread.currentThread());
            }
            w.write("good");
        })) {
            rogue.start();
            try {
                for (Call call : site.crowd(requests(setup), aConnection(setup), "/interrupted")) {
                    assertEquals("200 good", Site.answer(call));
                }
            } finally {
                stop.set(true);
                rogue.join();
            }
            // Threads that wait for sockets, or for a loop, forget it.
            Servers.await(
                    () -> threads.stream().noneMatch(thread -> thread.isAlive() && thread.isInterrupted()),
                    () -> "still interrupted: " + threads);
            for (Call call : site.crowd(requests(setup), aConnection(setup), "/sleeps")) {
                assertEquals("200 good", Site.answer(call));
            }
            assertEquals(0, site.server.stats().handlersFailed());
            site.awaitQuiet();
            site.assertServes();
        }
    }

    /** One that was relieved, has returned, and waits for another loop: it goes on to wait. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#elasticPlain")
    void threadInterruptedAsItWaitsForALoop(Setup setup) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicReference<Thread> first = new AtomicReference<>();
        try (Site site = new Site(setup, (w, _) -> {
            first.compareAndSet(null, Thread.currentThread());
            gate.await();
            w.write("good");
        })) {
            Call call = site.get(site.client(), "/stands");
            site.await("relieved", stats -> stats.detachedThreads() == 1);
            gate.countDown();
            assertEquals("200 good", Site.answer(call));
            site.awaitQuiet();
            Thread relieved = first.get();
            relieved.interrupt();
            Servers.await(() -> !relieved.isInterrupted() || !relieved.isAlive(), () -> "still interrupted");
            assertTrue(relieved.isAlive(), "it has waited no longer");
            site.assertServes();
        } finally {
            gate.countDown();
        }
    }
}
