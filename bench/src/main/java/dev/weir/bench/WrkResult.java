package dev.weir.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk says of a run.
 *
 * @param requests how many were answered
 * @param seconds how long it took
 * @param p99Micros the time that 99 of 100 answers did not exceed; with pipelining that of the whole batch
 * @param badStatus how many of the answers had a status other than 2xx and 3xx
 * @param socketErrors connections not made or broken, and requests not answered in time
 */
record WrkResult(long requests, double seconds, double p99Micros, long badStatus, long socketErrors) {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(us|ms|s|m|h),");
    private static final Pattern P99 = Pattern.compile("(?m)^\\s*99%\\s+([0-9.]+)(us|ms|s|m|h)\\s*$");
    private static final Pattern BAD_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    static WrkResult parse(String output) throws IOException {
        Matcher requests = REQUESTS.matcher(output);
        Matcher p99 = P99.matcher(output);
        if (!requests.find() || !p99.find()) {
            throw new IOException("cannot read what wrk says: " + output.strip());
        }
        Matcher bad = BAD_STATUS.matcher(output);
        Matcher errors = ERRORS.matcher(output);
        return new WrkResult(
                Long.parseLong(requests.group(1)),
                micros(requests.group(2), requests.group(3)) / 1e6,
                micros(p99.group(1), p99.group(2)),
                bad.find() ? Long.parseLong(bad.group(1)) : 0,
                errors.find() ? sum(errors) : 0);
    }

    private static long sum(Matcher errors) {
        long sum = 0;
        for (int i = 1; i <= errors.groupCount(); i++) {
            sum += Long.parseLong(errors.group(i));
        }
        return sum;
    }

    private static double micros(String number, String unit) {
        double n = Double.parseDouble(number);
        return switch (unit) {
            case "us" -> n;
            case "ms" -> n * 1e3;
            case "s" -> n * 1e6;
            case "m" -> n * 60e6;
            case "h" -> n * 3600e6;
            default -> throw new IllegalArgumentException("a unit of time: " + unit);
        };
    }
}
