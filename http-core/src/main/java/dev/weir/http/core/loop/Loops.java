package dev.weir.http.core.loop;

import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * The loops of a server, the threads that lead them, and how many of these may stand still.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Loops {
    /** Opens selectors. */
    @FunctionalInterface
    public interface Selectors {
        /**
         * Opens one.
         *
         * @throws IOException when the system has none left
         */
        Selector open() throws IOException;
    }

    /** How many threads may stand still in handlers for each loop; beyond that, handlers get virtual threads. */
    private static final int STANDING_PER_LOOP = 16;

    /** In place of a term: the loop has a leader. */
    private static final long LED = -1;

    private final ServerContext server;
    /** Logs what has failed; throws nothing. */
    private final BiConsumer<String, Throwable> failures;

    private final Loop[] loops;
    private final LoopThreads threads;
    final Watchdog watchdog;
    /** Whether all handlers run on virtual threads. */
    final boolean virtual;

    private final int mostStanding;
    private final AtomicInteger turn = new AtomicInteger();
    /** Threads that were relieved and have not come back. */
    private final AtomicInteger standing = new AtomicInteger();

    private final LongAdder handOvers = new LongAdder();
    private final LongAdder elsewhere = new LongAdder();
    /** The terms of loops that wait for a leader, as there was no memory for a thread. */
    private final AtomicLongArray leaderless;

    /**
     * Opens loops that do not run.
     *
     * @param failures logs what has failed, even where no memory is left for that; throws nothing
     * @param name of the server, for its threads
     * @param count how many; 1 or more
     * @param virtual whether all handlers run on virtual threads
     * @param selectors opens selectors
     */
    public Loops(
            ServerContext server,
            BiConsumer<String, Throwable> failures,
            String name,
            int count,
            boolean virtual,
            Selectors selectors)
            throws IOException {
        this(server, failures, new LoopThreads(name), count, virtual, selectors);
    }

    Loops(
            ServerContext server,
            BiConsumer<String, Throwable> failures,
            LoopThreads threads,
            int count,
            boolean virtual,
            Selectors selectors)
            throws IOException {
        this.server = server;
        this.failures = failures;
        this.virtual = virtual;
        this.threads = threads;
        this.watchdog = new Watchdog(this, count);
        this.mostStanding = STANDING_PER_LOOP * count;
        this.leaderless = new AtomicLongArray(count);
        this.loops = new Loop[count];
        boolean opened = false;
        try {
            for (int i = 0; i < count; i++) {
                leaderless.set(i, LED);
                loops[i] = new Loop(this, selectors.open());
            }
            opened = true;
        } finally {
            if (!opened) {
                closeSelectors();
            }
        }
    }

    private void closeSelectors() throws IOException {
        for (Loop loop : loops) {
            if (loop != null) {
                loop.selector().close();
            }
        }
    }

    /** Starts their threads. */
    public void start(String name) {
        for (Loop loop : loops) {
            threads.lead(loop, 0);
        }
        watchdog.start(name, server);
    }

    /** Ends them; what is still in their hands goes on on threads of its own. */
    public void stop() {
        for (Loop loop : loops) {
            loop.close();
        }
        watchdog.stop();
        threads.close();
    }

    /** The next in turn. */
    public Loop next() {
        return loops[Math.floorMod(turn.getAndIncrement(), loops.length)];
    }

    /** Whether all have ended. */
    boolean ended() {
        for (Loop loop : loops) {
            if (!loop.ended()) {
                return false;
            }
        }
        return true;
    }

    Loop loop(int i) {
        return loops[i];
    }

    // ---- those that stand still

    /** Whether one more thread may stand still. */
    boolean mayStandStill() {
        return standing.get() < mostStanding;
    }

    /** A handler is not run on its loop. */
    void elsewhere() {
        elsewhere.increment();
    }

    /** A loop was taken from its leader. */
    void handedOver(Loop loop, long term) {
        standing.incrementAndGet();
        try {
            handOvers.increment();
            threads.lead(loop, term);
        } catch (Throwable e) {
            // No memory for a thread, or the end of a stack: the watchdog finds it a leader.
            for (int i = 0; i < loops.length; i++) {
                if (loops[i] == loop) {
                    leaderless.set(i, term);
                }
            }
            watchdog.awake();
        }
    }

    /** A leader that was relieved has come back. */
    void cameBack() {
        standing.decrementAndGet();
    }

    /** Whether a loop waits for a leader. */
    boolean isLeaderless(int i) {
        return leaderless.get(i) != LED;
    }

    /** Tries to give a loop the leader that it waits for; the watchdog. */
    void tryLead(int i) {
        // First: as soon as there is one, it may be relieved, and then there may be no memory for the next.
        long term = leaderless.getAndSet(i, LED);
        boolean led = false;
        try {
            threads.lead(loops[i], term);
            led = true;
        } finally {
            if (!led) {
                leaderless.set(i, term);
            }
        }
    }

    /** Something has failed that should not. */
    void failed(String what, Throwable why) {
        failures.accept(what, why);
    }

    // ---- counts

    /** How often a loop was given to another thread, as its leader stood still. */
    public long handOvers() {
        return handOvers.sum();
    }

    /** How many threads may stand still that have led a loop. */
    public int mostStanding() {
        return mostStanding;
    }

    /** How many threads stand still that have led a loop. */
    public int standing() {
        return standing.get();
    }

    /** How many handlers were given virtual threads, as their kind stands still. */
    public long handlersElsewhere() {
        return elsewhere.sum();
    }

    /** The longest that a leader has stayed in one step, in milliseconds. */
    public int longestStayMillis() {
        return watchdog.longestMillis();
    }
}
