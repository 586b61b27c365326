package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client.Call;
import dev.weir.http.api.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that go, whatever their handlers do and on whichever thread: each is interrupted, and hears of it. */
class CancelTest {
    private static final int EACH = 20;

    /** What handlers have seen. */
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    private final Semaphore actions = new Semaphore(0);

    private Handler handler(CountDownLatch begun) {
        return (_, r) -> {
            r.onCancel(actions::release);
            begun.countDown();
            if (r.path().startsWith("/wait")) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    seen.add("interrupted, cancelled " + r.cancelled());
                }
            } else {
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
                seen.add("interrupted, cancelled " + r.cancelled());
            }
        };
    }

    private void cancel(Setup setup, int calls, String path, boolean byServer) throws Exception {
        CountDownLatch begun = new CountDownLatch(calls);
        try (Site site = new Site(setup, handler(begun))) {
            List<Call> cancelled = new ArrayList<>();
            for (Call call : site.crowd(calls, 5, path)) {
                cancelled.add(call);
            }
            begun.await();
            if (byServer) {
                site.server.close();
            } else {
                for (Call call : cancelled) {
                    call.abandon();
                }
            }
            if (!actions.tryAcquire(calls, 30, TimeUnit.SECONDS)) {
                throw new AssertionError(seen + " of " + calls + ": " + site.server.stats());
            }
            site.awaitQuiet();
            assertEquals(java.util.Collections.nCopies(calls, "interrupted, cancelled true"), List.copyOf(seen));
            // Counted by the thread that has cancelled, when the handler may be over.
            site.await("all are counted", stats -> stats.handlersCancelled() == calls);
            if (!byServer) {
                site.assertServes();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void handlersThatWait(Setup setup) throws Exception {
        cancel(setup, EACH, "/wait", false);
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#elastic")
    void handlersThatWaitOfManyKinds(Setup setup) throws Exception {
        cancel(setup, EACH, "/wait/#", false);
    }

    /** It may still run on the loop that has to read of its end. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void handlerThatComputes(Setup setup) throws Exception {
        cancel(setup, 1, "/compute", false);
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void serverThatCloses(Setup setup) throws Exception {
        cancel(setup, EACH, "/wait/#", true);
    }
}
