package dev.weir.http2.config;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a client may make the server do without use to itself. Each {@linkplain Abuse kind} has a bucket of tokens of
 * its own, which is refilled over time. At three quarters of a bucket the connection is closed gracefully with GOAWAY;
 * when it is empty, at once with ENHANCE_YOUR_CALM.
 *
 * @param rates the rate of each kind; a kind without one has its {@linkplain Abuse#standard default}
 * @param continuations how many CONTINUATION frames may carry one block of fields, from 1 (CVE-2024-27316 and its kin)
 * @param emptyContinuations how many of them may be empty, from 0
 * @param queuedControls how many control frames may wait to be written before reading stops, from 1: a client that
 *     sends pings and reads no answer would have the server hold them all
 * @param queuedControlBytes how many bytes may wait to be written before reading stops, from 1
 */
public record AbuseLimits(
        Map<Abuse, Rate> rates, int continuations, int emptyContinuations, int queuedControls, int queuedControlBytes) {
    /** The default limits. */
    public static final AbuseLimits DEFAULT = new AbuseLimits(Map.of(), 8, 1, 1000, 256 * 1024);

    /**
     * A rate: so much at once, and so much more each second.
     *
     * @param burst how much at once, from 1
     * @param perSecond how much more each second, from 1
     */
    public record Rate(int burst, int perSecond) {
        /**
         * Makes a rate.
         *
         * @throws IllegalArgumentException when one is below 1
         */
        public Rate {
            if (burst < 1 || perSecond < 1) {
                throw new IllegalArgumentException("a client that may do none of this at all cannot be served: " + burst
                        + " at once, " + perSecond + " a second");
            }
        }
    }

    /**
     * Makes limits.
     *
     * @throws IllegalArgumentException when one is below 1 (below 0 for the empty CONTINUATION frames)
     */
    public AbuseLimits {
        EnumMap<Abuse, Rate> all = new EnumMap<>(Abuse.class);
        for (Abuse kind : Abuse.values()) {
            all.put(kind, rates.getOrDefault(kind, kind.standard()));
        }
        rates = Map.copyOf(all);
        if (continuations < 1 || emptyContinuations < 0 || queuedControls < 1 || queuedControlBytes < 1) {
            throw new IllegalArgumentException("limits against abuse are at least 1: a client that may do none of"
                    + " these at all cannot be served");
        }
    }

    /**
     * Returns how much of a kind a client may do.
     *
     * @param kind the kind
     * @return its rate, never null
     */
    public Rate rate(Abuse kind) {
        return Objects.requireNonNull(rates.get(kind), "kind");
    }

    /**
     * Returns a copy with another rate of one kind.
     *
     * @param kind the kind
     * @param rate how much of it
     * @return new limits
     */
    public AbuseLimits with(Abuse kind, Rate rate) {
        EnumMap<Abuse, Rate> all = new EnumMap<>(rates);
        all.put(kind, Objects.requireNonNull(rate, "rate"));
        return new AbuseLimits(all, continuations, emptyContinuations, queuedControls, queuedControlBytes);
    }

    /**
     * Returns a copy with one rate for every kind.
     *
     * @param rate how much of each
     * @return new limits
     */
    public AbuseLimits withAll(Rate rate) {
        AbuseLimits limits = this;
        for (Abuse kind : Abuse.values()) {
            limits = limits.with(kind, rate);
        }
        return limits;
    }
}
