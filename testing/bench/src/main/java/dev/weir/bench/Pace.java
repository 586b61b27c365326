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
 * @param inPasses whether a round of everything comes first and then the next one, on servers that stay from workload to
 *     workload; else one workload after the other with all of its rounds
 */
record Pace(
        int seconds,
        int warmUpSeconds,
        int maxWarmUps,
        int rounds,
        int attempts,
        int calmTries,
        boolean keepsDisturbed,
        boolean inPasses) {
    static final Pace FULL = new Pace(6, 3, 8, 3, 3, 20, false, false);

    /** Many short rounds: two builds of one server differ by less than a machine does from minute to minute. */
    static final Pace COMPARE = new Pace(2, 2, 8, 10, 3, 10, false, false);
    /** Short enough for a good part of all in ten minutes. */
    static final Pace QUICK = new Pace(2, 1, 4, 2, 2, 2, false, false);
    /** Short enough for all of it, several times. */
    static final Pace PASSES = new Pace(1, 1, 8, 3, 2, 5, false, true);

    /** How long one looks whether the cores are idle. */
    private static final long CALM_MILLIS = 500;

    private static final long SHORT_CALM_MILLIS = 200;
    /** The least length of a run that has handshakes at its beginning, or uses little processor time. */
    private static final int LONGER_SECONDS = 3;
    /** Of the most warm-ups a new server needs about so many, in passes. */
    private static final double USUAL_PART = 0.5;
    /** The warm-ups of a handshake, which take most of their time in passes, in seconds. */
    private static final double HANDSHAKES_SECONDS = 40;

    private static final double MORE_HANDSHAKES_SECONDS = 10;

    /** The most warm-ups with handshakes, which are slow, and of which many are needed where there is time for that. */
    int handshakeWarmUps() {
        return (maxWarmUps < FULL.maxWarmUps ? 2 : 8) * maxWarmUps;
    }

    /** About how long it takes until a server is warm, in seconds: half of the most warm-ups, and the start. */
    double startSeconds() {
        return 1 + maxWarmUps / 2.0 * warmUpSeconds;
    }

    /**
     * The same in passes.
     *
     * @param compiles whether the server compiles what it runs
     */
    double startSeconds(Workload workload, boolean compiles, Readiness readiness) {
        if (!compiles) {
            return 0;
        }
        return switch (readiness) {
            case NEW -> 1 + (workload.handshakes() ? HANDSHAKES_SECONDS : USUAL_PART * maxWarmUps * warmUpSeconds);
            case RUNNING -> {
                double others = workload.target().file() ? USUAL_PART * maxWarmUps * warmUpSeconds : warmUpSeconds;
                yield workload.handshakes() ? MORE_HANDSHAKES_SECONDS : others;
            }
            case WARM -> 0;
        };
    }

    /**
     * The length of a measured run. Over TLS the handshakes at its beginning would be a good part of a short one, and a client
     * that makes nothing else is slow until its JVM has compiled them; with a rate the clock of processor time is coarse for
     * the little that is used.
     */
    int seconds(Workload workload) {
        boolean longer = workload.tls() || workload.rated();
        return inPasses && longer ? Math.max(seconds, LONGER_SECONDS) : seconds;
    }

    long calmMillis() {
        return inPasses ? SHORT_CALM_MILLIS : CALM_MILLIS;
    }

    /** How often all is gone through. */
    int passes() {
        return inPasses ? rounds : 1;
    }

    /** How many rounds a workload has when it has its turn. */
    int roundsAtOnce() {
        return inPasses ? 1 : rounds;
    }

    Pace withSeconds(int length) {
        int warmUp = Math.min(length, warmUpSeconds);
        return new Pace(length, warmUp, maxWarmUps, rounds, attempts, calmTries, keepsDisturbed, inPasses);
    }

    Pace withRounds(int number) {
        return new Pace(seconds, warmUpSeconds, maxWarmUps, number, attempts, calmTries, keepsDisturbed, inPasses);
    }

    /** Without waiting and without trying again: to see that all works, on a machine that is never idle. */
    Pace keepingDisturbed() {
        return new Pace(seconds, warmUpSeconds, maxWarmUps, rounds, 1, 0, true, inPasses);
    }
}
