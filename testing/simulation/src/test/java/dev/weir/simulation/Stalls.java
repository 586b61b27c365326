package dev.weir.simulation;

import java.util.SplittableRandom;

/** A client that does not read for a while, now and then; not so often that it would be taken for one that is gone. */
final class Stalls {
    private static final int MOST = 30;
    private static final int SHORT_NANOS = 5_000_000;

    private final World world;
    private final int oneOf;
    private final int longest;
    private final SplittableRandom random;
    private int stalled;

    /**
     * Makes them.
     *
     * @param plan says that one of so many reads waits, and for how long at most
     */
    Stalls(World world, Plan plan, SplittableRandom random) {
        this.world = world;
        this.oneOf = plan.stalls;
        this.longest = plan.longestStall;
        this.random = random;
    }

    /** The client is about to read. */
    void maybe() {
        if (oneOf != 0 && stalled < MOST && random.nextInt(oneOf) == 0) {
            stalled++;
            world.sleep(random.nextInt(random.nextInt(8) == 0 ? longest : SHORT_NANOS));
        }
    }
}
