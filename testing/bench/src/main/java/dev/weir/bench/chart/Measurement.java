package dev.weir.bench.chart;

/**
 * What a server costs with a workload.
 *
 * @param date the day of the run, as ISO 8601 has it
 * @param micros the server's processor time for a request, in microseconds
 * @param line the whole line of the file, without the date
 */
record Measurement(String date, String workload, String server, double micros, String line) {}
