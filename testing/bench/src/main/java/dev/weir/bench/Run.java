package dev.weir.bench;

/**
 * One run of the load generator against one server.
 *
 * @param round in which round it was; 0 for a warm-up
 * @param micros the server's processor time for a request, in microseconds
 * @param perSecond requests answered in a second
 * @param latency the times to an answer
 * @param requests how many were answered
 * @param foreign the part of the run that the server's core worked for others, from 0 to 1
 * @param errors socket errors that the load generator saw
 * @param allocated what the server's JVM allocated for a request, in bytes; 0 where there is none
 */
record Run(
        int round,
        double micros,
        double perSecond,
        Percentiles latency,
        long requests,
        double foreign,
        long errors,
        double allocated) {

    /**
     * Puts together what the load generator, /proc and the JVM say.
     *
     * @param serverTicks processor time of the server over the run
     * @param coreTicks time that the server's core was busy over the run
     * @param allocatedBytes what the server's JVM allocated over the run
     */
    static Run of(
            int round, LoadResult load, long serverTicks, long coreTicks, int ticksPerSecond, long allocatedBytes) {
        double serverMicros = serverTicks * 1e6 / ticksPerSecond;
        double foreignSeconds = Math.max(0, coreTicks - serverTicks) / (double) ticksPerSecond;
        return new Run(
                round,
                serverMicros / Math.max(1, load.requests()),
                load.requests() / load.seconds(),
                load.latency(),
                load.requests(),
                Math.min(1, foreignSeconds / load.seconds()),
                load.socketErrors(),
                allocatedBytes / (double) Math.max(1, load.requests()));
    }
}
