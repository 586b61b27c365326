package dev.weir.bench;

/**
 * How long and how often is measured.
 *
 * @param seconds the length of a measured run
 * @param warmUpSeconds the length of a warm-up
 * @param maxWarmUps after how many warm-ups a server counts as warm whatever they say
 * @param rounds how many measured runs each server has
 * @param attempts how often a run is tried until one is not disturbed
 * @param calmTries how many half seconds to wait for idle cores before a run that counts
 * @param keepsDisturbed whether a run counts though others worked on the server's core
 */
record Pace(
        int seconds,
        int warmUpSeconds,
        int maxWarmUps,
        int rounds,
        int attempts,
        int calmTries,
        boolean keepsDisturbed) {
    static final Pace FULL = new Pace(6, 3, 8, 3, 3, 20, false);

    /** Many short rounds: two builds of one server differ by less than a machine does from minute to minute. */
    static final Pace COMPARE = new Pace(2, 2, 8, 10, 3, 10, false);
    /** Short enough for a good part of all in ten minutes. */
    static final Pace QUICK = new Pace(2, 1, 4, 2, 2, 2, false);

    /** About how long it takes until a server is warm, in seconds: half of the most warm-ups, and the start. */
    double startSeconds() {
        return 1 + maxWarmUps / 2.0 * warmUpSeconds;
    }

    Pace withSeconds(int length) {
        return new Pace(
                length, Math.min(length, warmUpSeconds), maxWarmUps, rounds, attempts, calmTries, keepsDisturbed);
    }

    Pace withRounds(int number) {
        return new Pace(seconds, warmUpSeconds, maxWarmUps, number, attempts, calmTries, keepsDisturbed);
    }

    /** Without waiting and without trying again: to see that all works, on a machine that is never idle. */
    Pace keepingDisturbed() {
        return new Pace(seconds, warmUpSeconds, maxWarmUps, rounds, 1, 0, true);
    }
}
