package dev.weir.http.core.loop;

import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SteadyLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks each millisecond whether a leader is in the step that it was in a millisecond ago, and has its loop handed over. It looks each
 * four milliseconds when for ten seconds no handler has stood still, as where none waits a wake-up each millisecond is all that it
 * costs: then one that does so after all has the others wait for it longer, once, and the next ones not. It sleeps while no loop makes
 * steps. It keeps the process alive until the server ends.
 *
 * <p><b>Threads.</b> A platform thread of its own; {@link #awake} is for leaders.
 */
final class Watchdog {
    private static final long TICK_NANOS = 1_000_000;
    /** How many ticks there are between two looks while all is calm. */
    private static final int CALM_TICKS = 4;
    /** For so long after a handler that stood still it looks each tick: those who come to wait are few of those who came meanwhile. */
    private static final long ALERT_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** So many ticks without a step, and it sleeps. */
    private static final int QUIET_TICKS = 8;
    /** Another look now and then, should a leader have begun as it fell asleep; loops without a leader wait no longer. */
    private static final long SLEEP_NANOS = 50_000_000;
    /**
     * How many looks a leader may compute. It may also be a neighbour that has its processor, which a hand-over would not help.
     */
    private static final int COMPUTING_LOOKS = 3;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loops all;
    private final long alertNanos;
    /** What was seen of each loop at the last look, how often since, and for how many ticks. */
    private final long[] seen;

    private final int[] times;
    private final int[] stayed;
    /** How many ticks nothing has moved. */
    private int quiet;
    /** Until when it looks each tick. */
    private long alertUntil;

    private long secondFrom;

    private volatile boolean asleep;
    private volatile boolean stopped;
    private volatile int second;
    /** How many ticks the next look is away. */
    private volatile int ticks = 1;
    /** The most ticks that a step has lasted before its loop was handed over, or that was seen of it. */
    private volatile int longest;

    private @Nullable Thread thread;

    Watchdog(Loops all, int loops) {
        this(all, loops, ALERT_NANOS);
    }

    /** As the other, with how long a hand-over keeps it alert. */
    Watchdog(Loops all, int loops, long alertNanos) {
        this.all = all;
        this.alertNanos = alertNanos;
        this.seen = new long[loops];
        this.times = new int[loops];
        this.stayed = new int[loops];
    }

    void start(String name, ServerContext server) {
        secondFrom = System.nanoTime();
        alertUntil = secondFrom + alertNanos;
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

    /** Whether it looks less often, as no handler has stood still lately. */
    boolean calm() {
        return ticks > 1;
    }

    /** The longest that a leader was seen in one step, in milliseconds. */
    int longestMillis() {
        return longest;
    }

    private boolean tick() {
        if (stopped && all.ended()) {
            return false;
        }
        int slept = ticks;
        if (quiet < QUIET_TICKS) {
            LockSupport.parkNanos(this, slept * TICK_NANOS);
        } else {
            asleep = true;
            LockSupport.parkNanos(this, SLEEP_NANOS);
            asleep = false;
            quiet = QUIET_TICKS - 1;
        }
        long now = System.nanoTime();
        countSeconds(now);
        boolean moved = false;
        boolean late = false;
        for (int i = 0; i < seen.length; i++) {
            moved |= look(i, slept, now);
            late |= times[i] > 0;
        }
        quiet = moved ? 0 : quiet + slept;
        ticks = late || now - alertUntil < 0 ? 1 : CALM_TICKS;
        return true;
    }

    private void countSeconds(long now) {
        if (now - secondFrom >= SECOND_NANOS) {
            secondFrom = now;
            int next = second + 1;
            second = next;
        }
    }

    /** Looks at one loop, after so many ticks; true when something happens on it. */
    private boolean look(int i, int slept, long nanoTime) {
        Loop loop = all.loop(i);
        if (all.isLeaderless(i)) {
            alertUntil = nanoTime + alertNanos;
            all.tryLead(i);
            return true;
        }
        long now = loop.leadership().now();
        if (now != seen[i]) {
            seen[i] = now;
            times[i] = 0;
            stayed[i] = 0;
            return true;
        }
        if (!Leadership.inStep(now)) {
            return false;
        }
        times[i]++;
        stayed[i] += slept;
        longest = Math.max(longest, stayed[i]);
        boolean waits = waits(loop.leader());
        boolean due = waits || times[i] >= COMPUTING_LOOKS;
        if (due && loop.handOver(now, waits)) {
            alertUntil = nanoTime + alertNanos;
        }
        return true;
    }

    private static boolean waits(@Nullable Thread leader) {
        return leader != null && leader.getState() != Thread.State.RUNNABLE;
    }
}
