package dev.weir.simulation;

import java.util.SplittableRandom;

/** Choices out of a seed, which also says in what manner they are made: some faults hide from one manner or another. */
final class SeededChoices implements Choices {
    private enum Manner {
        /** Anyone. */
        ANY,
        /** Who has waited longest, mostly. */
        FIRST,
        /** Who came last, mostly: others starve. */
        LAST,
    }

    private final SplittableRandom random;
    private final Manner manner;
    /** A thread is stopped at one of so many points; zero for never. */
    private final int stops;
    /** Time goes on at one of so many steps; zero for never. */
    private final int lapses;

    SeededChoices(SplittableRandom random) {
        this.random = random;
        this.manner = Manner.values()[random.nextInt(Manner.values().length)];
        this.stops = new int[] {0, 3, 10, 30, 100}[random.nextInt(5)];
        this.lapses = new int[] {0, 0, 50, 500}[random.nextInt(4)];
    }

    @Override
    public int next(int ready) {
        if (ready == 1) {
            return 0;
        }
        boolean any = manner == Manner.ANY || random.nextInt(8) == 0;
        return any ? random.nextInt(ready) : manner == Manner.FIRST ? 0 : ready - 1;
    }

    @Override
    public boolean stop(int ready) {
        return stops != 0 && random.nextInt(stops) == 0;
    }

    @Override
    public boolean lapse() {
        return lapses != 0 && random.nextInt(lapses) == 0;
    }
}
