package dev.weir.http.core.loop;

import dev.weir.http.core.spi.Connection;
import org.jspecify.annotations.Nullable;

/**
 * One thread's time as the leader of a loop.
 *
 * <p><b>Threads.</b> The leader writes, but for {@link #settled} and {@link #stoodStill}; who has claimed a step of it reads.
 */
final class Lead {
    final Thread thread;
    /** The step that it makes, or made last. */
    long step;
    /** What the step is of. */
    @Nullable
    LoopSocket socket;
    /** The kind of the handler that it runs; {@code NO_HANDLER} while it runs none. Written and read opaquely. */
    int kind;
    /**
     * The kind that counts as one that stands still, from the hand-over on; what the leader was about to run at that moment may be
     * another. Written by who relieves it, before it is settled.
     */
    int stoodStill = Connection.NO_HANDLER;

    /** Whether it was relieved, and whoever did that is done with the session whose step it makes. */
    private volatile boolean settled;

    Lead(Thread thread) {
        this.thread = thread;
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
