package dev.weir.http.core.support;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Things that are dear to make and are used by one thread at a time, kept for the next that needs one. What finds no place is left to
 * the collector, so there is a bound; a thing is given back by its taker, once, and not used afterwards.
 *
 * <p><b>Threads.</b> Thread-safe without locks.
 *
 * @param <T> what they are
 */
public final class Spares<T> {
    private static final int PROBES = 4;

    private final AtomicReferenceArray<@Nullable T> slots;
    private final int mask;
    private final int probes;

    /**
     * Begins without any.
     *
     * @param capacity the most that are kept; rounded up to a power of two
     */
    public Spares(int capacity) {
        this(capacity, PROBES);
    }

    /**
     * Begins without any.
     *
     * @param capacity the most that are kept; rounded up to a power of two
     * @param probes how many of those places a taker or giver looks at, from its own on
     */
    public Spares(int capacity, int probes) {
        this.probes = probes;
        int length = Integer.highestOneBit(Math.max(probes, capacity) * 2 - 1);
        this.slots = new AtomicReferenceArray<>(length);
        this.mask = length - 1;
    }

    /**
     * Takes one.
     *
     * @return null where none was found
     */
    public @Nullable T take() {
        return take(spread());
    }

    /**
     * Takes one where another thread gives them back.
     *
     * @param start the place to begin at, which both have
     * @return null where none was found
     */
    public @Nullable T take(int start) {
        for (int i = 0; i < probes; i++) {
            int slot = start + i & mask;
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    /**
     * Keeps one for whoever takes it.
     *
     * @param spare what its giver does not use any more
     */
    public void give(T spare) {
        give(spare, spread());
    }

    /**
     * Keeps one that another thread takes.
     *
     * @param spare what its giver does not use any more
     * @param start the place to begin at, which both have
     */
    public void give(T spare, int start) {
        for (int i = 0; i < probes; i++) {
            int slot = start + i & mask;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, spare)) {
                return;
            }
        }
    }

    /** Threads begin at different slots, so that they seldom meet; a thread finds what it gave back last. */
    private static int spread() {
        long id = Thread.currentThread().threadId();
        return (int) (id ^ id >>> 7);
    }
}
