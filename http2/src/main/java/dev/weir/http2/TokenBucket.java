package dev.weir.http2;

/** Allows so much at once, and so much more each second. Time is given, as {@link System#nanoTime} has it. */
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final int burst;
    private final long nanosEach;

    private int tokens;
    private long filledAt;

    TokenBucket(int burst, int perSecond, long now) {
        this.burst = burst;
        this.nanosEach = Math.max(1, SECOND / perSecond);
        this.tokens = burst;
        this.filledAt = now;
    }

    /** Takes a token; false when there is none. */
    boolean take(long now) {
        fill(now);
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    /** How many are left. */
    int left() {
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
