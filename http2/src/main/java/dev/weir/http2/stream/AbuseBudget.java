package dev.weir.http2.stream;

import dev.weir.http.core.support.TokenBucket;
import dev.weir.http2.config.Abuse;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.AbuseLimits.Rate;

/** Counts what a client does without use to itself: one object a connection, for all kinds of frames. */
public final class AbuseBudget {
    /** What happens to the connection. */
    public enum Verdict {
        OK,
        /** Three quarters of a bucket are used up, for the first time: the connection is closed gracefully. */
        WARN,
        /** A bucket is empty: the connection ends. */
        EXHAUSTED,
    }

    private final AbuseLimits limits;
    /** By kind; null where nothing was spent, as most clients spend nothing of most. */
    private final TokenBucket[] buckets = new TokenBucket[Abuse.values().length];

    private boolean warned;
    /** Requests that were answered, and that no reset has been set against. */
    private int answered;

    public AbuseBudget(AbuseLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts requests that were answered completely. Each allows one reset: an honest proxy passes on what its clients
     * cancel, and that becomes more as they ask for more, while a client that only resets has nothing answered
     * (CVE-2023-44487). No more of them are saved up than a bucket of resets holds.
     */
    public void answered(int requests) {
        int most = limits.rate(Abuse.RESET_RECEIVED).burst();
        answered = (int) Math.min(most, (long) answered + requests);
    }

    /** Counts an act. */
    public Verdict spend(Abuse act, long now) {
        boolean reset = act == Abuse.RESET_RECEIVED || act == Abuse.RESET_PROVOKED;
        if (reset && answered > 0) {
            answered--;
            return Verdict.OK;
        }
        Rate rate = limits.rate(act);
        TokenBucket bucket = buckets[act.ordinal()];
        if (bucket == null) {
            bucket = new TokenBucket(rate.burst(), rate.perSecond(), now);
            buckets[act.ordinal()] = bucket;
        }
        if (!bucket.take(now)) {
            return Verdict.EXHAUSTED;
        }
        if (!warned && bucket.left() < rate.burst() - (int) (rate.burst() * 3L / 4)) {
            warned = true;
            return Verdict.WARN;
        }
        return Verdict.OK;
    }
}
