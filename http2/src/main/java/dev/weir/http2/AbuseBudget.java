package dev.weir.http2;

import dev.weir.http.core.internal.TokenBucket;

/** Counts what a client makes us do without use to itself: one object a connection, whatever frames it does it with. */
final class AbuseBudget {
    /** What is counted. */
    enum Act {
        /** The client has reset a stream (rapid reset, CVE-2023-44487). */
        RESET_RECEIVED,
        /** The client has made us reset a stream (MadeYouReset, CVE-2025-8671). */
        RESET_PROVOKED,
        /** A frame that carries nothing (CVE-2019-9518). */
        EMPTY_FRAME,
        /** A ping that we must answer (CVE-2019-9512). */
        PING,
        /** SETTINGS that we must acknowledge (CVE-2019-9515). */
        SETTINGS,
        /** A window that grows by next to nothing (CVE-2019-9511). */
        SMALL_WINDOW_UPDATE,
        /** A change of priorities (CVE-2019-9513). */
        PRIORITY,
    }

    /** What becomes of the connection. */
    enum Verdict {
        OK,
        /** Three quarters of a bucket are used up, for the first time: the connection is wound up in order. */
        WARN,
        /** A bucket is empty: the connection ends. */
        EXHAUSTED,
    }

    private final AbuseLimits limits;
    private final TokenBucket resets;
    private final TokenBucket floods;
    private boolean warned;

    AbuseBudget(AbuseLimits limits, long now) {
        this.limits = limits;
        this.resets = new TokenBucket(limits.resetBurst(), limits.resetsPerSecond(), now);
        this.floods = new TokenBucket(limits.floodBurst(), limits.floodPerSecond(), now);
    }

    /** Counts an act. */
    Verdict spend(Act act, long now) {
        boolean reset = act == Act.RESET_RECEIVED || act == Act.RESET_PROVOKED;
        TokenBucket bucket = reset ? resets : floods;
        if (!bucket.take(now)) {
            return Verdict.EXHAUSTED;
        }
        int burst = reset ? limits.resetBurst() : limits.floodBurst();
        if (!warned && bucket.left() < burst - (int) (burst * 3L / 4)) {
            warned = true;
            return Verdict.WARN;
        }
        return Verdict.OK;
    }
}
