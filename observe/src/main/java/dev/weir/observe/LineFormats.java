package dev.weir.observe;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes lines, for as many threads at once as there are.
 *
 * <p><b>Threads.</b> Thread-safe; nobody waits.
 */
final class LineFormats {
    private static final int MOST = 16;
    /** Places between two, so that processors do not share the memory. */
    private static final int STRIDE = 16;

    private final Supplier<LineFormat> maker;
    private final int mask;
    private final AtomicReferenceArray<@Nullable LineFormat> free;

    LineFormats(Supplier<LineFormat> maker) {
        this.maker = maker;
        int twice = Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors());
        mask = Math.min(MOST, twice) - 1;
        free = new AtomicReferenceArray<>((mask + 1) * STRIDE);
    }

    /** Takes one that no other thread has. */
    LineFormat take() {
        LineFormat found = free.getAndSet(place(), null);
        return found != null ? found : maker.get();
    }

    /** Gives it back, from the same thread. */
    void give(LineFormat format) {
        free.setRelease(place(), format);
    }

    private int place() {
        return ((int) Thread.currentThread().threadId() & mask) * STRIDE;
    }
}
