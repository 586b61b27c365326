package dev.weir.http2;

import dev.weir.http.core.internal.TokenBucket;
import dev.weir.http2.AbuseLimits.Rate;

/** Counts what a client makes us do without use to itself: one object a connection, whatever frames it does it with. */
final class AbuseBudget {
    /** What becomes of the connection. */
    enum Verdict {
        OK,
        /** Three quarters of a bucket are used up, for the first time: the connection is wound up in order. */
        WARN,
        /** A bucket is empty: the connection ends. */
        EXHAUSTED,
    }

    private final AbuseLimits limits;
    /** By kind; null where nothing was spent, as most clients spend nothing of most. */
    private final TokenBucket[] buckets = new TokenBucket[Abuse.values().length];
    private boolean warned;

    AbuseBudget(AbuseLimits limits) {
        this.limits = limits;
    }

    /** Counts an act. */
    Verdict spend(Abuse act, long now) {
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
