package dev.weir.http.core.support;

/**
 * Allows so much at once, and so much more each second. Time is given, as {@link System#nanoTime} has it.
 *
 * <p><b>Threads.</b> Not thread-safe; belongs to what it guards.
 */
public final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final int burst;
    private final long nanosEach;

    private int tokens;
    private long filledAt;

    /**
     * Makes a bucket that is full.
     *
     * @param burst how much at once
     * @param perSecond how much more each second
     * @param now the time
     */
    public TokenBucket(int burst, int perSecond, long now) {
        this.burst = burst;
        this.nanosEach = Math.max(1, SECOND / perSecond);
        this.tokens = burst;
        this.filledAt = now;
    }

    /**
     * Takes a token.
     *
     * @param now the time
     * @return false when there is none
     */
    public boolean take(long now) {
        fill(now);
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    /**
     * How many are left.
     *
     * @return as of the last {@link #take}
     */
    public int left() {
        return tokens;
    }

    private void fill(long now) {
        long more = (now - filledAt) / nanosEach;
        if (more <= 0) {
            return;
        }
        if (more >= burst - tokens) {
            tokens = burst;
            filledAt = now;
        } else {
            tokens += (int) more;
            filledAt += more * nanosEach;
        }
    }
}
