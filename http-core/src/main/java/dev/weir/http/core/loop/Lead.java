package dev.weir.http.core.loop;

import dev.weir.http.core.spi.Connection;
import org.jspecify.annotations.Nullable;

/**
 * One thread's time as the leader of a loop.
 *
 * <p><b>Threads.</b> The leader writes, but for {@link #settled}, {@link #stoodStill} and {@link #released}, which belong to who relieves it
 * until it is settled, and to itself then; who has claimed a step of it reads.
 */
final class Lead implements Runnable {
    private final Loop loop;
    final Thread thread;
    /** The step that it makes, or made last. */
    long step;
    /** What the step is of; null between steps. */
    @Nullable
    LoopSocket socket;
    /** The kind of the handler that it runs; {@code NO_HANDLER} while it runs none. Written and read opaquely. */
    int kind;
    /**
     * The kind that counts as one that stands still, from the hand-over on; what the leader was about to run at that moment may be
     * another.
     */
    int stoodStill = Connection.NO_HANDLER;

    /** Whether others have the session since. */
    boolean released;
    /** Whether it was told to run a handler elsewhere for no other reason than that it was relieved. */
    boolean refused;

    /** Whether it was relieved, and whoever did that is done with the session whose step it makes. */
    private volatile boolean settled;

    Lead(Loop loop, Thread thread) {
        this.loop = loop;
        this.thread = thread;
    }

    /** Gives the loop away, as the leader that is about to wait. */
    @Override
    public void run() {
        loop.handOver(step, true);
    }

    void settle() {
        settled = true;
    }

    /** Waits, as the leader that was relieved, for the few instructions that the one who did it needs. */
    void awaitSettled() {
        while (!settled) {
            Thread.onSpinWait();
        }
    }
}
