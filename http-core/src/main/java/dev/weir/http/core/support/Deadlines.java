package dev.weir.http.core.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Times of {@link System#nanoTime} at which something must be over; zero for none. Pure functions. */
public final class Deadlines {
    /**
     * How long a write may make no progress, in nanoseconds: 2 minutes, for every protocol. There is no write timeout by
     * default, as a response may take any time; but a client that reads nothing, or a byte now and then, would hold its
     * connection and its handler for ever. As the system reports room to a writer only when a third of its own buffer is
     * free, a client must read some 250 bytes a second, or some 10 kB/s where that buffer has grown to megabytes, which it
     * does on fast links alone.
     */
    public static final long WRITE_STALL_TIMEOUT = TimeUnit.MINUTES.toNanos(2);

    /** The longest duration: a larger one could overflow when it is added to a time. */
    private static final long MAX_DAYS = 36_500;

    private Deadlines() {}

    /**
     * Returns a duration in nanoseconds, 100 years at most.
     *
     * @param duration a duration
     * @return its nanoseconds
     */
    public static long nanos(Duration duration) {
        return duration.toDays() > MAX_DAYS ? TimeUnit.DAYS.toNanos(MAX_DAYS) : duration.toNanos();
    }

    /**
     * Returns when a time that begins now is over.
     *
     * @param nanos its length; zero for none
     * @return the deadline, or zero for none
     */
    public static long in(long nanos) {
        return nanos == 0 ? 0 : after(System.nanoTime(), nanos);
    }

    /**
     * Returns when a time that begins now is over.
     *
     * @param duration its length; zero for none
     * @return the deadline, or zero for none
     */
    public static long in(Duration duration) {
        return in(nanos(duration));
    }

    /**
     * Returns when a time is over that began earlier.
     *
     * @param from when it began
     * @param nanos its length; zero for none
     * @return the deadline, or zero for none
     */
    public static long after(long from, long nanos) {
        return nanos == 0 ? 0 : of(from + nanos);
    }

    /**
     * Returns a time as a deadline: zero means none, so the nanosecond after it stands for it.
     *
     * @param nanoTime the time
     * @return the deadline
     */
    public static long of(long nanoTime) {
        return nanoTime == 0 ? 1 : nanoTime;
    }

    /**
     * Whether a deadline has passed.
     *
     * @param deadline the deadline, or zero for none
     * @param now the time now
     * @return false for none
     */
    public static boolean hasPassed(long deadline, long now) {
        return deadline != 0 && now - deadline >= 0;
    }
}
