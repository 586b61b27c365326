package dev.weir.http.core.support;

import org.jspecify.annotations.Nullable;

/**
 * The way by which a thread that leads a loop gives it away before it waits: whoever is about to wait for a client, a lock
 * that is held for long, or a moment, says so here first.
 *
 * <p><b>Threads.</b> Each method concerns the calling thread alone.
 */
public final class HandOver {
    /** What gives away that which the thread leads; unset for all others. */
    private static final ThreadLocal<@Nullable Runnable> LEADING = new ThreadLocal<>();

    private HandOver() {}

    /** The calling thread is about to wait: where it leads a loop, another takes that over. */
    public static void beforeWaiting() {
        // A virtual thread leads nothing, and is not to get a map for its locals.
        if (!Thread.currentThread().isVirtual()) {
            Runnable giveAway = LEADING.get();
            if (giveAway != null) {
                giveAway.run();
            }
        }
    }

    /**
     * The calling thread begins to lead.
     *
     * @param giveAway gives away what it leads; does nothing the second time
     */
    public static void lead(Runnable giveAway) {
        LEADING.set(giveAway);
    }

    /** Returns what the calling thread has begun to lead with, until it leads no more; null where it does not. */
    public static @Nullable Runnable leading() {
        return LEADING.get();
    }

    /** The calling thread leads no more. */
    public static void end() {
        LEADING.remove();
    }
}
