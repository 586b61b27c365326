package dev.weir.http2.schedule;

import dev.weir.http2.spi.WriteScheduler;
import dev.weir.http2.spi.WriteSchedulerProvider;

/**
 * The write scheduler {@code priority}: the tree of RFC 7540 section 5.3, with dependencies and weights. RFC 9113 has
 * retired it, but some clients still speak of it.
 */
public final class PrioritySchedulerProvider implements WriteSchedulerProvider {
    private static final int KEPT = 10;

    private final int maxClosed;
    private final int maxIdle;
    private final boolean throttled;

    /** For {@code ServiceLoader}: 10 closed and 10 idle streams are kept, and nothing is throttled. */
    public PrioritySchedulerProvider() {
        this(KEPT, KEPT, false);
    }

    /**
     * One with other limits.
     *
     * @param maxClosed how many closed streams stay in the tree, so that later ones can depend on them (section
     *     5.3.4), from 0
     * @param maxIdle how many streams may be spoken of before they are opened, from 0
     * @param throttled whether a stream that writes while one that goes before it is open and has nothing to send may
     *     write but little at once: 1,024 octets, and 1,024 more each time, until one writes in order. It keeps the
     *     connection's window for the stream that should go first
     * @throws IllegalArgumentException when a number is negative
     */
    public PrioritySchedulerProvider(int maxClosed, int maxIdle, boolean throttled) {
        if (maxClosed < 0 || maxIdle < 0) {
            throw new IllegalArgumentException("numbers of streams are not negative: " + maxClosed + ", " + maxIdle);
        }
        this.maxClosed = maxClosed;
        this.maxIdle = maxIdle;
        this.throttled = throttled;
    }

    @Override
    public String name() {
        return "priority";
    }

    @Override
    public boolean usesRfc7540Priorities() {
        return true;
    }

    @Override
    public WriteScheduler open() {
        return new PriorityScheduler(maxClosed, maxIdle, throttled);
    }
}
