package dev.weir.handlers;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One check with its last result, so that those who ask at once share one run.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class HealthCheck {
    /** How it went, in the words of the answer. */
    static final String UP = "up";

    private static final String DOWN = "down";
    private static final String LATE = "timed out";

    /** How long a result is good for. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final long timeoutNanos;
    private final Health.Check check;

    /** The run of which the result counts; guarded by this, like all below. */
    private @Nullable FutureTask<Boolean> run;

    private @Nullable Thread thread;
    private long begun;
    private String last = UP;

    HealthCheck(String name, Duration timeout, Health.Check check) {
        this.name = name;
        this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
        this.check = check;
    }

    String name() {
        return name;
    }

    /** Starts it, unless it runs, or has run a moment ago. */
    synchronized void begin() {
        long now = System.nanoTime();
        // A late one that does not heed its interrupt would leave a thread behind with each request.
        boolean runs = thread != null && thread.isAlive();
        if (runs || run != null && now - begun < FRESH_NANOS) {
            return;
        }
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            check.run();
            return true;
        });
        run = task;
        begun = now;
        thread = Thread.ofVirtual().name("weir-health").start(task);
    }

    /** Waits for the run that was begun, no longer than it may take. */
    String await() throws InterruptedException {
        FutureTask<Boolean> task;
        long left;
        synchronized (this) {
            task = run;
            left = timeoutNanos - (System.nanoTime() - begun);
        }
        if (task == null) {
            throw new IllegalStateException("begin() comes first");
        }
        try {
            boolean up = task.get(left, TimeUnit.NANOSECONDS);
            return changed(up ? UP : DOWN, null);
        } catch (ExecutionException e) {
            return changed(DOWN, e.getCause());
        } catch (TimeoutException | CancellationException e) {
            task.cancel(true);
            return changed(LATE, null);
        }
    }

    private String changed(String state, @Nullable Throwable cause) {
        synchronized (this) {
            if (state.equals(last)) {
                return state;
            }
            last = state;
        }
        System.Logger.Level level = state.equals(UP) ? System.Logger.Level.INFO : System.Logger.Level.WARNING;
        System.getLogger(Health.class.getName()).log(level, "health check " + name + ": " + state, cause);
        return state;
    }
}
