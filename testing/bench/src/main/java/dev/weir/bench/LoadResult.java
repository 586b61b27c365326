package dev.weir.bench;

/**
 * What a load generator says of a run.
 *
 * @param requests how many were answered
 * @param seconds how long it took
 * @param latency the times to an answer; with pipelining those of the whole batch, beside sleepers those of the others
 * @param sleepers the times to an answer that sleeps
 * @param badStatus how many of the answers had a status other than 2xx and 3xx
 * @param socketErrors connections not made or broken, and requests not answered in time
 */
record LoadResult(
        long requests, double seconds, Percentiles latency, Percentiles sleepers, long badStatus, long socketErrors) {
    /** Of a run without sleepers. */
    LoadResult(long requests, double seconds, Percentiles latency, long badStatus, long socketErrors) {
        this(requests, seconds, latency, Percentiles.UNKNOWN, badStatus, socketErrors);
    }
}
