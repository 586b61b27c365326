package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client.Call;
import dev.weir.http.core.ConnState;
import dev.weir.http.core.ServerBuilder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application's other code, which loops and handlers call: where it stands still, others are served. */
class ListenersTest {
    /** More than may hold threads of the platform. */
    private static final int STANDING = 60;

    /** Closed while listeners are to stand still. */
    private final CountDownLatch gate = new CountDownLatch(1);
    /** How many do not yet. */
    private final CountDownLatch missing = new CountDownLatch(STANDING);

    private void standStill() {
        missing.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** While as many listeners as may stand still, others are served; and in the end all. */
    private void othersAreServed(Setup setup, UnaryOperator<ServerBuilder> listener, int each) throws Exception {
        try (Site site = new Site(setup, listener, (w, _) -> w.write("good"))) {
            List<Call> calls = site.crowd(STANDING, each, "/listened");
            missing.await();
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

    /** Of the first connections to be active. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#oneLoop")
    void listenerOfConnections(Setup setup) throws Exception {
        AtomicInteger active = new AtomicInteger();
        othersAreServed(
                setup,
                builder -> builder.connState((_, _, state) -> {
                    if (state == ConnState.ACTIVE && active.incrementAndGet() <= STANDING) {
                        standStill();
                    }
                }),
                1);
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#oneLoop")
    void listenerOfRequests(Setup setup) throws Exception {
        othersAreServed(
                setup,
                builder -> builder.requestListener(end -> {
                    if (end.request().map(r -> r.path().startsWith("/listened")).orElse(false)) {
                        standStill();
                    }
                }),
                5);
    }

    /** What is to be done as a request is cancelled. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#oneLoop")
    void actionOfCancelling(Setup setup) throws Exception {
        CountDownLatch begun = new CountDownLatch(STANDING);
        try (Site site = new Site(setup, (_, r) -> {
            r.onCancel(this::standStill);
            begun.countDown();
            new CountDownLatch(1).await();
        })) {
            List<Call> calls = site.crowd(STANDING, 1, "/cancelled");
            begun.await();
            for (Call call : calls) {
                call.abandon();
            }
            missing.await();
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
