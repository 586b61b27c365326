package dev.weir.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The time that a whole run may take, and what is left of it. */
final class Budget {
    /** Until a server has been measured, this is how long one is thought to take. */
    private static final double FIRST_GUESS = 12;

    private final LongSupplier clock;
    private final long end;
    private double spent;
    private int measured;

    /**
     * Begins to count.
     *
     * @param seconds the time that is left; infinite where there is no limit
     */
    Budget(double seconds, LongSupplier nanoClock) {
        clock = nanoClock;
        end = Double.isInfinite(seconds)
                ? Long.MAX_VALUE
                : nanoClock.getAsLong() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    /** The seconds that are left; below 0 when it is over. */
    double left() {
        return end == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : (end - clock.getAsLong()) / 1e9;
    }

    boolean over() {
        return left() <= 0;
    }

    /** Whether so many servers can be measured in what is left, as far as one can tell from those before. */
    boolean allows(int servers) {
        double each = measured == 0 ? FIRST_GUESS : spent / measured;
        return servers * each <= left();
    }

    /** So many servers have taken so long. */
    void learn(int servers, double seconds) {
        spent += seconds;
        measured += servers;
    }
}
