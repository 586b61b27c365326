package dev.weir.http.core.loop;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SteadyLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks each millisecond whether a leader is in the step that it was in a millisecond ago, and has its loop handed over. It sleeps
 * while no loop makes steps. It keeps the process alive until the server ends.
 *
 * <p><b>Threads.</b> A platform thread of its own; {@link #awake} is for leaders.
 */
final class Watchdog {
    private static final long TICK_NANOS = 1_000_000;
    /** So many ticks without a step, and it sleeps. */
    private static final int QUIET_TICKS = 8;
    /** Another look now and then, should a leader have begun as it fell asleep; loops without a leader wait no longer. */
    private static final long SLEEP_NANOS = 50_000_000;
    /**
     * How many ticks a leader may compute. It may also be a neighbour that has its processor, which a hand-over would not help.
     */
    private static final int COMPUTING_TICKS = 3;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loops all;
    /** What was seen of each loop at the last tick, and how often since. */
    private final long[] seen;

    private final int[] times;
    private int quiet;
    private long secondFrom;

    private volatile boolean asleep;
    private volatile boolean stopped;
    private volatile int second;
    /** The most ticks that a step has lasted before its loop was handed over, or that was seen of it. */
    private volatile int longest;

    private @Nullable Thread thread;

    Watchdog(Loops all, int loops) {
        this.all = all;
        this.seen = new long[loops];
        this.times = new int[loops];
    }

    void start(String name, ServerContext server) {
        secondFrom = System.nanoTime();
        thread = Thread.ofPlatform()
                .daemon(false)
                .name("weir-watchdog-" + name)
                .start(new SteadyLoop("the thread that watches the loops", server, this::tick));
    }

    /** Ends it with the loops: a leader may stand still before what is in its queue has met the end. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** A step begins. */
    void awake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Counts seconds, as long as steps are made. */
    int second() {
        return second;
    }

    /** The longest that a leader was seen in one step, in milliseconds. */
    int longestMillis() {
        return longest;
    }

    private boolean tick() {
        if (stopped && all.ended()) {
            return false;
        }
        if (quiet < QUIET_TICKS) {
            LockSupport.parkNanos(this, TICK_NANOS);
        } else {
            asleep = true;
            LockSupport.parkNanos(this, SLEEP_NANOS);
            asleep = false;
            quiet = QUIET_TICKS - 1;
        }
        countSeconds();
        boolean moved = false;
        for (int i = 0; i < seen.length; i++) {
            moved |= look(i);
        }
        quiet = moved ? 0 : quiet + 1;
        return true;
    }

    private void countSeconds() {
        long now = System.nanoTime();
        if (now - secondFrom >= SECOND_NANOS) {
            secondFrom = now;
            int next = second + 1;
            second = next;
        }
    }

    /** Looks at one loop; true when something happens on it. */
    private boolean look(int i) {
        Loop loop = all.loop(i);
        if (all.isLeaderless(i)) {
            all.tryLead(i);
            return true;
        }
        long now = loop.leadership().now();
        if (now != seen[i]) {
            seen[i] = now;
            times[i] = 0;
            return true;
        }
        if (!Leadership.inStep(now)) {
            return false;
        }
        times[i]++;
        longest = Math.max(longest, times[i]);
        boolean waits = waits(loop.leader());
        if (waits || times[i] >= COMPUTING_TICKS) {
            loop.handOver(now, waits);
        }
        return true;
    }

    private static boolean waits(@Nullable Thread leader) {
        return leader != null && leader.getState() != Thread.State.RUNNABLE;
    }
}
