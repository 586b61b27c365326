package dev.weir.bench;

/**
 * How busy the cores of a server were up to a moment, and how much of that is of the benchmark's own making.
 *
 * @param nanos the moment, on the clock of {@link System#nanoTime}
 * @param busy the time that they did something, in clock ticks
 * @param own the part of it that is known to be the benchmark's: the server's where it has the core to itself, and that
 *     of all that the benchmark has started where all run on all cores
 * @param cores how many they are
 */
record Occupancy(long nanos, long busy, long own, int cores) {
    /**
     * The part of the cores that others had since an earlier moment.
     *
     * @return from 0 to 1; the clocks are read one after the other, so that others may seem to have had less than
     *     nothing, which is 0
     */
    double othersSince(Occupancy before, int ticksPerSecond) {
        double seconds = (nanos - before.nanos) / 1e9;
        long others = busy - before.busy - (own - before.own);
        return Math.clamp(others / (seconds * ticksPerSecond * cores), 0, 1);
    }
}
