package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the load generator for one workload. */
final class Wrk implements LoadGenerator {
    /** How much longer than asked it may take before it is ended. */
    private static final int GRACE_SECONDS = 20;

    private static final int TIMEOUT_SECONDS = 5;

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(us|ms|s|m|h),");
    private static final Pattern P50 = percentile(50);
    private static final Pattern P99 = percentile(99);
    private static final Pattern BAD_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    private final Placement placement;
    private final Workload workload;
    private final Path scripts;

    Wrk(Placement placement, Workload workload, Path target) {
        this.placement = placement;
        this.workload = workload;
        this.scripts = target.resolve("classes/dev/weir/bench");
    }

    @Override
    public LoadResult run(int port, int seconds) throws IOException, InterruptedException {
        return parse(LoadGenerator.output(command(port, seconds), seconds + GRACE_SECONDS));
    }

    List<String> command(int port, int seconds) {
        List<String> command = new ArrayList<>(List.of("wrk", "--latency"));
        command.addAll(List.of("-t", "1", "-c", Integer.toString(workload.connections())));
        command.addAll(List.of("-d", seconds + "s", "--timeout", TIMEOUT_SECONDS + "s"));
        if (workload.close()) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        RequestTarget target = workload.target();
        if (!target.acceptEncoding().isEmpty()) {
            command.addAll(List.of("-H", "Accept-Encoding: " + target.acceptEncoding()));
        }
        workload.fields().forEach(field -> command.addAll(List.of("-H", field)));
        String script = script();
        if (!script.isEmpty()) {
            command.addAll(List.of("-s", scripts.resolve(script).toString()));
        }
        command.add(workload.uri(port));
        if (!script.isEmpty()) {
            int number = target.posts() ? target.bytes() : Math.max(workload.routes(), workload.depth());
            command.addAll(List.of("--", target.posted().isEmpty() ? Integer.toString(number) : target.posted()));
        }
        return placement.command(command);
    }

    private String script() {
        RequestTarget target = workload.target();
        if (target.posts()) {
            return target.posted().isEmpty() ? "post.lua" : "json.lua";
        }
        if (workload.routes() > 0) {
            return "routes.lua";
        }
        return workload.depth() > 1 ? "pipeline.lua" : "";
    }

    static LoadResult parse(String output) throws IOException {
        Matcher requests = REQUESTS.matcher(output);
        Matcher p50 = P50.matcher(output);
        Matcher p99 = P99.matcher(output);
        if (!requests.find() || !p50.find() || !p99.find()) {
            throw new IOException("cannot read what wrk says: " + output.strip());
        }
        Matcher bad = BAD_STATUS.matcher(output);
        Matcher errors = ERRORS.matcher(output);
        return new LoadResult(
                Long.parseLong(requests.group(1)),
                micros(requests.group(2), requests.group(3)) / 1e6,
                new Percentiles(micros(p50.group(1), p50.group(2)), micros(p99.group(1), p99.group(2)), 0),
                bad.find() ? Long.parseLong(bad.group(1)) : 0,
                errors.find() ? sum(errors) : 0);
    }

    private static Pattern percentile(int percent) {
        return Pattern.compile("(?m)^\\s*" + percent + "%\\s+([0-9.]+)(us|ms|s|m|h)\\s*$");
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
