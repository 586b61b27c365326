package dev.weir.samples;

import dev.weir.http.core.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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

    private final Duration grace;
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch ended;
    private volatile boolean cutOff;

    private Stopper(int servers, Duration grace) {
        this.grace = grace;
        this.ended = new CountDownLatch(servers);
    }

    /**
     * Starts the threads.
     *
     * @param servers what is to be stopped
     * @param grace the most time for the requests that are being answered
     */
    static Stopper of(List<Server> servers, Duration grace) {
        Stopper stopper = new Stopper(servers.size(), grace);
        for (Server server : new ArrayList<>(servers)) {
            Thread.ofPlatform().daemon().name("weir-stop").start(() -> stopper.await(server));
        }
        return stopper;
    }

    private void await(Server server) {
        boolean clean = false;
        try {
            called.await();
            clean = server.shutdown(grace);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, the server is to be over.
            server.close();
        } finally {
            if (!clean) {
                cutOff = true;
            }
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
        return ended.await(seconds, TimeUnit.SECONDS) && !cutOff;
    }
}
