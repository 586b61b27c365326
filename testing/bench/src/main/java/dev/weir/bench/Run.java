package dev.weir.bench;

/**
 * One run of the load generator against one server.
 *
 * @param round in which round it was; 0 for a warm-up
 * @param micros the server's processor time for a request, in microseconds
 * @param perSecond requests answered in a second
 * @param latency the times to an answer
 * @param requests how many were answered
 * @param foreign the part of the run that the server's cores worked for others, from 0 to 1
 * @param errors socket errors that the load generator saw
 * @param allocated what the server's JVM allocated for a request, in bytes; 0 where there is none
 * @param mixed what there is beside the small answers
 */
record Run(
        int round,
        double micros,
        double perSecond,
        Percentiles latency,
        long requests,
        double foreign,
        long errors,
        double allocated,
        MixedTimes mixed) {

    /**
     * Puts together what the load generator, /proc and the JVM say.
     *
     * @param serverTicks processor time of the server over the run
     * @param others the part of the run that the server's cores worked for others
     * @param allocatedBytes what the server's JVM allocated over the run
     */
    static Run of(
            int round, LoadResult load, long serverTicks, double others, int ticksPerSecond, long allocatedBytes) {
        double serverMicros = serverTicks * 1e6 / ticksPerSecond;
        return new Run(
                round,
                serverMicros / Math.max(1, load.requests()),
                load.requests() / load.seconds(),
                load.latency(),
                load.requests(),
                others,
                load.socketErrors(),
                allocatedBytes / (double) Math.max(1, load.requests()),
                new MixedTimes(Percentiles.UNKNOWN, load.sleepers()));
    }

    /** The same, with what a run just before it says that was like it but for the sleepers. */
    Run beside(Run alone) {
        return new Run(
                round,
                micros,
                perSecond,
                latency,
                requests,
                // A disturbed one makes the other look good.
                Math.max(foreign, alone.foreign),
                errors,
                allocated,
                new MixedTimes(alone.latency, mixed.sleepers()));
    }
}
