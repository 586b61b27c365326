package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.wire.testkit.Servers;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers that never return and heed no interrupt, more than may hold threads of the platform. */
class NeverReturningTest {
    private static final int STUCK = 50;
    private static final int ENDS_WITHIN_SECONDS = 30;

    private final Object lock = new Object();
    private boolean released;

    private void hang() {
        synchronized (lock) {
            while (!released) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    assertFalse(released, "it is heard, and not heeded");
                }
            }
        }
    }

    private void release() {
        synchronized (lock) {
            released = true;
            lock.notifyAll();
        }
    }

    /** How a server ends; false when not all of its requests have. */
    private interface End {
        boolean of(Site site);
    }

    private void hangUntil(Setup setup, String path, End end) throws Exception {
        released = false;
        try (Site site = new Site(setup, (_, _) -> hang())) {
            try {
                site.crowd(STUCK, 10, path);
                site.awaitRunning(STUCK);
                site.assertServes();
                site.assertThreadsAreBounded();
                FutureTask<Boolean> ending = new FutureTask<>(() -> end.of(site));
                Thread.ofPlatform().daemon().start(ending);
                assertFalse(ending.get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS), "all have ended");
                assertTrue(site.server.stats().runningHandlers() == STUCK, () -> "" + site.server.stats());
            } finally {
                release();
            }
            Servers.awaitNoConnections(site.server);
            site.awaitQuiet();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void closingEnds(Setup setup) throws Exception {
        hangUntil(setup, "/stuck", site -> {
            site.server.close();
            return false;
        });
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#elastic")
    void shutdownEndsWithItsGrace(Setup setup) throws Exception {
        hangUntil(setup, "/stuck/#", site -> site.server.shutdown(Duration.ofMillis(50)));
    }
}
