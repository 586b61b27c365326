package dev.weir.http.core.request;

/**
 * How slowly a request's content may come: on the average over all waits for it no slower than a least rate, with some
 * seconds to spare. Only what the client could have done something about is a wait. Times are given, as
 * {@link System#nanoTime} has them.
 *
 * <p><b>Threads.</b> As the content that owns it.
 */
public final class MinimumRate {
    /** How long a client may send no content in all before its rate counts. */
    public static final long GRACE_NANOS = 5_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    private int least;
    private long received;
    private long waitedNanos;

    /**
     * Makes one for a request of which nothing has come.
     *
     * @param least bytes a second; zero for none, which nothing is slower than
     */
    public MinimumRate(int least) {
        this.least = least;
    }

    /**
     * Sets another rate, which counts from here on as for a request of which nothing has come.
     *
     * @param bytesPerSecond bytes a second; zero for none
     */
    public void least(int bytesPerSecond) {
        least = bytesPerSecond;
        received = 0;
        waitedNanos = 0;
    }

    /**
     * Whether there is a least rate.
     *
     * @return false when content may come as slowly as it likes
     */
    public boolean counts() {
        return least > 0;
    }

    /**
     * When a wait is too long.
     *
     * @param start when it has begun
     * @return the time when it must be over; of no meaning where no rate {@linkplain #counts counts}
     */
    public long due(long start) {
        return least == 0 ? 0 : start + GRACE_NANOS + received / least * SECOND - waitedNanos;
    }

    /**
     * A wait is over.
     *
     * @param nanos for how long the client could have sent something
     */
    public void waited(long nanos) {
        waitedNanos += nanos;
    }

    /**
     * Content has come.
     *
     * @param bytes how much
     */
    public void received(int bytes) {
        received += bytes;
    }
}
