package dev.weir.bench;

/**
 * What a load generator says of a run.
 *
 * @param requests how many were answered
 * @param seconds how long it took
 * @param latency the times to an answer; with pipelining those of the whole batch
 * @param badStatus how many of the answers had a status other than 2xx and 3xx
 * @param socketErrors connections not made or broken, and requests not answered in time
 */
record LoadResult(long requests, double seconds, Percentiles latency, long badStatus, long socketErrors) {}
