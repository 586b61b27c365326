package dev.weir.middleware.internal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Things that are worth to be used again, up to a number of them; the last given is the first taken, as it is in the
 * caches.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * @param <T> what is kept
 */
public final class Pool<T> {
    private final int max;
    /** Guarded by itself. */
    private final ArrayDeque<T> kept;

    /**
     * Creates an empty one.
     *
     * @param max how many are kept at most
     */
    public Pool(int max) {
        this.max = max;
        this.kept = new ArrayDeque<>(max);
    }

    /**
     * Takes one.
     *
     * @return the caller's own; null where there is none
     */
    public @Nullable T take() {
        synchronized (kept) {
            return kept.pollFirst();
        }
    }

    /**
     * Gives one, unless there are enough.
     *
     * @param thing what the caller has no more use for
     * @return false where the caller has to free it
     */
    public boolean give(T thing) {
        synchronized (kept) {
            boolean room = kept.size() < max;
            if (room) {
                kept.addFirst(thing);
            }
            return room;
        }
    }
}
