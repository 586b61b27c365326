package dev.weir.http.core;

import dev.weir.http.core.spi.ServerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a user wants to be done when the server ends, each on a thread of its own, beside the end of the connections.
 *
 * <p><b>Threads.</b> Thread-safe; {@link #start} is called once.
 */
final class ShutdownActions {
    private final List<Runnable> actions;
    private final ServerContext context;
    private final CountDownLatch left;
    /** Written before any of them starts. */
    private volatile List<Thread> threads = List.of();

    ShutdownActions(List<Runnable> actions, ServerContext context) {
        this.actions = actions;
        this.context = context;
        this.left = new CountDownLatch(actions.size());
    }

    /** Platform threads, so that handlers that compute cannot keep them from their work; one that hangs keeps no process. */
    void start() {
        List<Thread> made = new ArrayList<>();
        for (Runnable action : actions) {
            made.add(Thread.ofPlatform()
                    .daemon()
                    .name("weir-shutdown-", made.size())
                    .unstarted(() -> run(action)));
        }
        threads = made;
        made.forEach(Thread::start);
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            context.logError("a shutdown action failed", e);
        } finally {
            left.countDown();
        }
    }

    /** Waits until all are done; false when the time is over first. An action that ends the server waits for none. */
    boolean await(long nanos) {
        if (threads.contains(Thread.currentThread())) {
            return true;
        }
        try {
            return left.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
