package dev.weir.bench;

import java.io.IOException;

/** The cores that a workload has: where its programs run, and how busy they are with the work of others. */
final class Cores {
    /** Cores are idle when they are busy for less than this part of one of them. */
    private static final double CALM = 0.1;

    private final BenchOptions options;
    private final Workload workload;
    private final int ticksPerSecond;

    Cores(BenchOptions options, Workload workload, int ticksPerSecond) {
        this.options = options;
        this.workload = workload;
        this.ticksPerSecond = ticksPerSecond;
    }

    /** How busy the cores of the server are, in such a run. */
    Occupancy look(MeasuredServer server) throws IOException {
        long now = System.nanoTime();
        if (workload.allCores()) {
            return new Occupancy(now, Machine.allBusyTicks(), ProcessTree.ownTicks(), Machine.cores());
        }
        return new Occupancy(now, Machine.coreBusyTicks(options.serverCore()), server.ticks(), 1);
    }

    /** Waits for others to be done with the machine, for a while: who compiles all day is measured beside. */
    void awaitCalm(int tries) throws IOException, InterruptedException {
        for (int i = 0; i < tries; i++) {
            long before = busyTicks();
            Thread.sleep(options.pace().calmMillis());
            double seconds = (busyTicks() - before) / (double) ticksPerSecond;
            if (seconds <= CALM * options.pace().calmMillis() / 1000) {
                return;
            }
        }
    }

    private long busyTicks() throws IOException {
        return workload.allCores()
                ? Machine.allBusyTicks()
                : Machine.coreBusyTicks(options.serverCore()) + Machine.coreBusyTicks(options.loadCore());
    }
}
