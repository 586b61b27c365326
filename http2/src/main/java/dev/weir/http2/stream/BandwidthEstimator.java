package dev.weir.http2.stream;

/**
 * Finds out how large a receive window a connection can use: what arrives between a ping and its answer is what is on
 * its way at once, the product of bandwidth and delay. Where that fills most of the window, the window is what holds
 * the client back, and it is doubled, up to a bound. Time is given, as {@link System#nanoTime} has it.
 */
public final class BandwidthEstimator {
    /** How long to wait before the next measurement, at first and at most: pings cost both sides. */
    private static final long SHORTEST_PAUSE = 50_000_000L;

    private static final long LONGEST_PAUSE = 10_000_000_000L;

    /** Less than this says nothing of a connection: a small upload is not worth a ping. */
    private static final int WORTH_A_PING = 32_768;

    private final int bound;
    private int window;

    private boolean asked;
    private long askedAt;
    /** What has come since the ping, or without one since the last answer. */
    private long sample;

    private long pause = SHORTEST_PAUSE;
    private long nextAt;
    private boolean measured;
    /** The highest rate so far, in octets a second. */
    private double bestRate;

    /**
     * Makes one.
     *
     * @param window the window that there is
     * @param bound how large it may become; at or below the window nothing is ever measured
     */
    public BandwidthEstimator(int window, int bound) {
        this.window = window;
        this.bound = bound;
    }

    /** Content has come; true when a ping is to be sent now. */
    public boolean dataReceived(int octets, long now) {
        if (window >= bound) {
            return false;
        }
        sample += octets;
        if (asked || sample < WORTH_A_PING || measured && now - nextAt < 0) {
            return false;
        }
        asked = true;
        askedAt = now;
        sample = octets;
        return true;
    }

    /** Notes the answer to the ping; returns the new size of the window, or 0 when it stays. */
    public int pingAcked(long now) {
        if (!asked) {
            return 0;
        }
        asked = false;
        measured = true;
        long arrived = sample;
        sample = 0;
        double rate = arrived * 1e9 / Math.max(1, now - askedAt);
        boolean full = arrived >= window / 3 * 2L;
        if (full && rate > bestRate) {
            bestRate = rate;
            window = (int) Math.min(bound, Math.max(2 * arrived, window));
            pause = SHORTEST_PAUSE;
            nextAt = now + pause;
            return window;
        }
        pause = Math.min(LONGEST_PAUSE, pause * 2);
        nextAt = now + pause;
        return 0;
    }
}
