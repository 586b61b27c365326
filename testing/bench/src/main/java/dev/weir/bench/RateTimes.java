package dev.weir.bench;

/**
 * The times of the answers of a run, small ones apart from those that slept.
 *
 * @param small those of the small ones
 * @param sleepers those of the others
 */
record RateTimes(RateLog small, RateLog sleepers) {
    /**
     * Makes them empty.
     *
     * @param small how many small answers are expected
     * @param sleepers how many others
     */
    static RateTimes expecting(long small, long sleepers) {
        return new RateTimes(new RateLog((int) small), new RateLog((int) sleepers));
    }

    RateLog of(RequestTarget target) {
        return target == RequestTarget.SLEEP ? sleepers : small;
    }

    /** How many answers there were. */
    int count() {
        return small.count() + sleepers.count();
    }

    /** How many of them were not what was asked for. */
    long bad() {
        return small.bad() + sleepers.bad();
    }
}
