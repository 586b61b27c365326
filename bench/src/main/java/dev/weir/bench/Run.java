package dev.weir.bench;

/**
 * One run of the load generator against one server.
 *
 * @param micros the server's processor time for a request, in microseconds
 * @param perSecond requests answered in a second
 * @param p99Micros the 99th percentile of the time to an answer, in microseconds
 * @param requests how many were answered
 * @param foreign the part of the run that the server's core worked for others, from 0 to 1
 * @param errors socket errors that the load generator saw
 */
record Run(double micros, double perSecond, double p99Micros, long requests, double foreign, long errors) {

    /**
     * Puts together what wrk and /proc say.
     *
     * @param serverTicks processor time of the server over the run
     * @param coreTicks time that the server's core was busy over the run
     */
    static Run of(WrkResult wrk, long serverTicks, long coreTicks, int ticksPerSecond) {
        double serverMicros = serverTicks * 1e6 / ticksPerSecond;
        double foreignSeconds = Math.max(0, coreTicks - serverTicks) / (double) ticksPerSecond;
        return new Run(
                serverMicros / wrk.requests(),
                wrk.requests() / wrk.seconds(),
                wrk.p99Micros(),
                wrk.requests(),
                Math.min(1, foreignSeconds / wrk.seconds()),
                wrk.socketErrors());
    }
}
