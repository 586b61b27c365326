package dev.weir.samples;

import dev.weir.http.core.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stops servers at the process's end, each gracefully and all at once. The threads that do it are started at the
 * beginning and wait: at the end there may be no memory for them, and a process that cannot be ended is worse than one
 * that has failed.
 *
 * <p><b>Threads.</b> Thread-safe; {@link #stop} is called once.
 */
final class Stopper {
    /** How much longer than its grace a stop may take until nothing more is expected of it. */
    private static final long MARGIN_SECONDS = 10;
    /** For those who look at the program, when nothing is left to be seen. */
    private static final Duration LAST_GRACE = Duration.ofSeconds(2);

    private final Duration grace;
    private final CountDownLatch called = new CountDownLatch(1);
    /** The servers that end at once. */
    private final CountDownLatch first;

    private final CountDownLatch ended;
    private final Runnable after;
    private volatile boolean cutOff;

    private Stopper(int servers, int all, Duration grace, Runnable after) {
        this.grace = grace;
        this.first = new CountDownLatch(servers);
        this.ended = new CountDownLatch(all);
        this.after = after;
    }

    /**
     * Starts the threads.
     *
     * @param servers what is to be stopped at once
     * @param last what is to be stopped after them; null for nothing
     * @param grace the most time for the requests that are being answered
     * @param after what is done when all have ended
     */
    static Stopper of(List<Server> servers, @Nullable Server last, Duration grace, Runnable after) {
        Stopper stopper = new Stopper(servers.size(), servers.size() + (last == null ? 0 : 1), grace, after);
        for (Server server : new ArrayList<>(servers)) {
            start(() -> stopper.await(server, stopper.called, grace));
        }
        if (last != null) {
            // Those who look at the program see the others end.
            start(() -> stopper.await(last, stopper.first, LAST_GRACE));
        }
        return stopper;
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().name("weir-stop").start(task);
    }

    private void await(Server server, CountDownLatch begin, Duration most) {
        boolean clean = false;
        try {
            begin.await();
            clean = server.shutdown(most) || begin == first;
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, the server is to be over.
            server.close();
        } finally {
            if (!clean) {
                cutOff = true;
            }
            first.countDown();
            ended.countDown();
        }
    }

    /**
     * Stops all servers, and waits until they have ended, or so long that they will not.
     *
     * @return false when requests had to be aborted
     */
    boolean stop() throws InterruptedException {
        called.countDown();
        long seconds = Math.min(grace.toSeconds(), Long.MAX_VALUE / 2) + MARGIN_SECONDS;
        boolean all = ended.await(seconds, TimeUnit.SECONDS);
        after.run();
        return all && !cutOff;
    }
}
