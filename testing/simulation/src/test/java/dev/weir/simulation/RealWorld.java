package dev.weir.simulation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** The machine's own time and threads, for the same scenarios in true parallelism. */
final class RealWorld implements World {
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !Thread.currentThread().isInterrupted(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    @Override
    public void compute(long nanos) {
        long until = System.nanoTime() + nanos;
        while (until - System.nanoTime() > 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public Thread start(String name, Runnable task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                violated(name + " threw " + e);
            }
        });
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Waits until all threads that were started here have ended; false when that takes too long. */
    boolean awaitAll(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (Thread thread : threads) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0 || !thread.join(java.time.Duration.ofMillis(left))) {
                violated(thread.getName() + " does not end");
                return false;
            }
        }
        return true;
    }

    @Override
    public void violated(String what) {
        violations.add(what);
    }

    @Override
    public List<String> violations() {
        return violations;
    }
}
