package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client.Call;
import dev.weir.http.core.ConnState;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application's other code, which loops and handlers call: where it stands still, others are served. */
class ListenersTest {
    /** More than may hold threads of the platform. */
    private static final int STANDING = 60;

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Of the first connections to be active. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#oneLoop")
    void listenerOfConnections(Setup setup) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch standing = new CountDownLatch(STANDING);
        AtomicInteger active = new AtomicInteger();
        try (Site site = new Site(
                setup,
                builder -> builder.connState((_, _, state) -> {
                    if (state == ConnState.ACTIVE && active.incrementAndGet() <= STANDING) {
                        standing.countDown();
                        await(gate);
                    }
                }),
                (w, _) -> w.write("good"))) {
            List<Call> calls = site.crowd(STANDING, 1, "/listened");
            standing.await();
            site.assertServes();
            site.assertThreadsAreBounded();
            gate.countDown();
            for (Call call : calls) {
                assertEquals("200 good", Site.answer(call));
            }
            site.awaitQuiet();
            site.assertServes();
        } finally {
            gate.countDown();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#oneLoop")
    void listenerOfRequests(Setup setup) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch standing = new CountDownLatch(STANDING);
        try (Site site = new Site(
                setup,
                builder -> builder.requestListener(end -> {
                    if (end.request().map(r -> r.path().startsWith("/listened")).orElse(false)) {
                        standing.countDown();
                        await(gate);
                    }
                }),
                (w, _) -> w.write("good"))) {
            List<Call> calls = site.crowd(STANDING, 5, "/listened");
            standing.await();
            site.assertServes();
            site.assertThreadsAreBounded();
            gate.countDown();
            for (Call call : calls) {
                assertEquals("200 good", Site.answer(call));
            }
            site.awaitQuiet();
            site.assertServes();
        } finally {
            gate.countDown();
        }
    }

    /** What is to be done as a request is cancelled. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#oneLoop")
    void actionOfCancelling(Setup setup) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(STANDING);
        CountDownLatch standing = new CountDownLatch(STANDING);
        try (Site site = new Site(setup, (_, r) -> {
            r.onCancel(() -> {
                standing.countDown();
                await(gate);
            });
            begun.countDown();
            new CountDownLatch(1).await();
        })) {
            List<Call> calls = site.crowd(STANDING, 1, "/cancelled");
            begun.await();
            for (Call call : calls) {
                call.abandon();
            }
            standing.await();
            site.assertServes();
            site.assertThreadsAreBounded();
            gate.countDown();
            site.awaitQuiet();
            site.assertServes();
        } finally {
            gate.countDown();
        }
    }
}
