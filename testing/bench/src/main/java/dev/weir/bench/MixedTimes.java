package dev.weir.bench;

/**
 * What a run tells of small answers beside slow ones, apart from their own times.
 *
 * @param alone the times of the small answers in the run before, which was the same but for the slow ones
 * @param sleepers the times of the slow answers, their sleep included
 */
record MixedTimes(Percentiles alone, Percentiles sleepers) {
    /** What a run has without slow answers. */
    static final MixedTimes NONE = new MixedTimes(Percentiles.UNKNOWN, Percentiles.UNKNOWN);
}
